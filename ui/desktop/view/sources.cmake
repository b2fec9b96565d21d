# SPDX-License-Identifier: Apache-2.0
# Files of this part, and their tests below tests/desktop/.
list(APPEND DESKTOP_SOURCES
  view/bubble.cc view/bubble.h view/bubble_measures.h view/bubble_notice.cc view/bubble_paint.cc
  view/composer.cc view/composer_edit.cc view/composer.h
  view/conversation_acts.cc view/conversation_menus.cc view/message_facts.h view/conversation_aloud.cc view/conversation_aloud.h
  view/conversation_pane.cc view/conversation_pane.h
  view/conversation_input.cc view/conversation_view.cc view/conversation_view.h
  view/conversation_parts.cc view/conversation_past.cc view/who_sheet.cc view/who_sheet.h view/conversation_parts.h
  view/conversation_voice.cc
  view/details_panel.cc view/details_panel.h view/details_parts.cc view/details_parts.h
  view/drop_veil.cc view/drop_veil.h
  view/empty_state.cc view/empty_state.h
  view/input_handover.cc view/input_handover.h
  view/file_card.cc view/file_card.h
  view/file_words.cc view/file_words.h
  view/flight_strip.cc view/flight_strip.h
  view/main_window.cc view/main_window.h
  view/message_text.cc view/message_text.h
  view/way_out.cc view/way_out.h
  view/pictures.cc view/pictures.h
  view/rate_menu.cc view/rate_menu.h
  view/received_file.cc view/received_file.h
  view/roster_delegate.cc view/roster_delegate.h
  view/roster_panel.cc view/roster_panel.h
  view/row_heights.cc view/row_heights.h
  view/shared_files.cc view/shared_files.h
  view/shell.h
  view/toast.cc view/toast.h
  view/transfers_panel.cc view/transfers_panel.h
  view/voice_line.cc view/voice_line.h
  view/window_title.cc view/window_title.h
)
list(APPEND DESKTOP_TESTS
  believable.cc believable.h labels.cc labels.h
  bubble_test.cc file_card_test.cc composer_test.cc conversation_menus_test.cc conversation_pane_test.cc pane_fixture.h conversation_view_test.cc details_panel_test.cc input_handover_test.cc main_window_test.cc toast_test.cc transfers_panel_test.cc smooth_test.cc
  node_end_test.cc roster_panel_test.cc pictures_test.cc received_file_test.cc shared_files_test.cc url_catcher.h
)
