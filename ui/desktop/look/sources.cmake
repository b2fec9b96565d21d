# SPDX-License-Identifier: Apache-2.0
# Files of this part, and their tests below tests/desktop/.
list(APPEND DESKTOP_SOURCES
  look/base_style.cc look/base_style.h
  look/cover.cc look/dots.cc
  look/on_screen.cc look/on_screen.h
  look/paint.cc look/paint.h
  look/style_sheet.cc
  look/system_look.cc look/system_look.h
  look/theme.cc look/theme.h
  look/controls.cc look/controls.h
  look/faces.cc look/faces.h
  look/frames.cc look/frames.h
  look/input_method_care.cc look/input_method_care.h
  look/inputs.cc look/inputs.h
  look/kit.h
  look/picture_file.cc look/picture_file.h
  look/sheet.cc
  look/words.cc
)
list(APPEND DESKTOP_TESTS
  faces_test.cc input_method_care_test.cc inputs_test.cc system_look_test.cc theme_test.cc
)
