# SPDX-License-Identifier: Apache-2.0
# Files of this part, and their tests below tests/desktop/.
list(APPEND DESKTOP_SOURCES
  model/conversation_layout.cc model/conversation_log.cc model/conversation_model.cc model/conversation_model.h
  model/conversation_pages.cc model/desk.cc model/desk.h model/desk_settings.cc model/desk_settings.h
  model/desk_wishes.cc model/group_send.cc model/group_send.h model/desk_status.h model/line_buffer.cc model/mentions.cc model/mentions.h model/node_client.cc model/node_client.h model/node_end.cc model/node_end.h model/node_launcher.cc model/node_launcher.h
  model/node_pattern.cc model/node_pattern.h model/node_sentence.cc model/node_sentence.h model/places.cc model/places.h model/rate_meter.cc
  model/roster_model.cc model/roster_model.h model/roster_order.cc model/safe_text.cc
  model/single_instance.cc model/single_instance.h model/synced_list.h model/transfer_model.cc model/transfer_model.h
  model/transfer_title.cc model/transfer_title.h model/tree_order.cc model/tree_order.h model/unread_beside.cc model/unread_beside.h model/unread_count.h model/wording.cc model/wording_aloud.cc
)
list(APPEND DESKTOP_TESTS
  model/conversation_log_test.cc model/desk_test.cc model/node_client_test.cc model/pure_test.cc model/real_node_test.cc model/support.cc ../support/private_network.cc
)
