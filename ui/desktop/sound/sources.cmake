# SPDX-License-Identifier: Apache-2.0
# Files of this part, and their tests below tests/desktop/.
list(APPEND DESKTOP_SOURCES
  sound/pulse.cc sound/pulse.h
  sound/voice.cc sound/voice.h
  sound/voice_file.cc sound/voice_file.h
)
list(APPEND DESKTOP_TESTS sound/voice_test.cc)
