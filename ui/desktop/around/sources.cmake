# SPDX-License-Identifier: Apache-2.0
# Files of this part, and their tests below tests/desktop/.
list(APPEND DESKTOP_SOURCES
  around/accept.cc around/accept.h
  around/around.qrc
  around/ask_sheet.cc around/ask_sheet.h around/date_sheet.cc around/date_sheet.h
  around/autostart.cc around/autostart.h
  around/doctor_sheet.cc around/doctor_sheet.h
  around/emoji_picker.cc around/emoji_picker.h
  around/finding_words.cc around/finding_words.h
  around/first_run.cc around/first_run.h
  around/groups.cc around/groups.h
  around/language.cc around/language.h
  around/lock_watch.cc around/lock_watch.h
  around/notice_server.cc around/notice_server.h
  around/notices.cc around/notices.h
  around/own_card.cc around/own_card.h around/own_picture.cc around/own_picture.h
  around/offer_list.cc around/offer_list.h
  around/older_node.cc around/older_node.h
  around/panel_watch.cc around/panel_watch.h
  around/parting.cc around/parting.h
  around/people_list.cc around/people_list.h
  around/picture_reading.cc around/picture_reading.h
  around/picture_viewer.cc around/picture_viewer.h
  around/qr_picture.cc around/qr_picture.h around/region_grab.cc around/region_grab.h
  around/search_sheet.cc around/search_sheet.h
  around/settings_network.cc around/settings_pages.cc
  around/settings_window.cc around/settings_window.h
  around/surroundings.cc around/surroundings.h
  around/tray.cc around/tray.h
  around/verify.cc around/verify.h
  around/warning_words.cc around/warning_words.h
)
list(APPEND DESKTOP_TESTS
  around/accept_test.cc around/every_sheet.cc around/every_sheet.h around/fit_test.cc around/language_change_test.cc around/narrow_test.cc around/focus_test.cc around/groups_test.cc around/hands.h around/lock_watch_test.cc around/node_sentence_test.cc around/notices_test.cc around/offer_list_test.cc around/open_offer_test.cc around/older_node_test.cc around/office.cc around/office.h around/paper_bus.h around/people_acts_test.cc around/people_list_test.cc around/picture_viewer_test.cc around/promises_test.cc around/real_window_test.cc around/region_grab_test.cc around/settings_window_test.cc around/sheets_test.cc around/start_test.cc around/whole_window.h
)

# Translations: the .ts files are compiled into the program.
set(TRANSLATIONS translations/culver_en.ts translations/culver_zh_CN.ts)
set_source_files_properties(${TRANSLATIONS} PROPERTIES OUTPUT_LOCATION ${CMAKE_CURRENT_BINARY_DIR}/translations)
qt_add_translation(DESKTOP_QM ${TRANSLATIONS})
configure_file(translations/translations.qrc ${CMAKE_CURRENT_BINARY_DIR}/translations/translations.qrc COPYONLY)
qt_add_resources(DESKTOP_QM_RESOURCES ${CMAKE_CURRENT_BINARY_DIR}/translations/translations.qrc)
list(APPEND DESKTOP_SOURCES ${DESKTOP_QM_RESOURCES})

# Takes the pictures of the documentation (tools/screenshots).
if(CULVER_TESTS)
  add_executable(desktop_pictures ${PROJECT_SOURCE_DIR}/tests/desktop/around/pictures.cc ${PROJECT_SOURCE_DIR}/tests/desktop/labels.cc)
  target_link_libraries(desktop_pictures PRIVATE ui_desktop Qt6::Test)
  culver_warnings(desktop_pictures)
endif()
