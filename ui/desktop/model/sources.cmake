# SPDX-License-Identifier: Apache-2.0
# Files of this part, and their tests below tests/desktop/.
list(APPEND DESKTOP_SOURCES
  model/conversation_model.cc model/conversation_model.h model/desk.cc model/desk.h model/desk_settings.cc model/desk_settings.h
  model/desk_wishes.cc model/line_buffer.cc model/node_client.cc model/node_client.h model/roster_model.cc model/roster_model.h
  model/safe_text.cc model/transfer_model.cc model/transfer_model.h model/wording.cc
)
list(APPEND DESKTOP_TESTS
)
