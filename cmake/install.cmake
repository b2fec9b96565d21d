# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` puts on a machine: the program, its manual, and the completion of its words in bash.
include(GNUInstallDirs)
install(TARGETS culver RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT culver)
install(FILES ${PROJECT_SOURCE_DIR}/docs/culver.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT culver)
install(FILES ${PROJECT_SOURCE_DIR}/tools/completion/culver.bash
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME culver COMPONENT culver)

# The desktop: its window, the link into menus, and "Send with Culver" in three file managers.
if(CULVER_DESKTOP)
  set(share ${PROJECT_SOURCE_DIR}/ui/desktop/share)
  set(icons ${CMAKE_INSTALL_DATADIR}/icons/hicolor)
  install(PROGRAMS ${share}/culver-send DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT culver-desktop)
  install(TARGETS culver-desktop RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT culver-desktop)
  install(FILES ${PROJECT_SOURCE_DIR}/docs/culver-desktop.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT culver-desktop)
  install(FILES ${share}/im.culver.Culver.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications COMPONENT culver-desktop)
  install(FILES ${share}/im.culver.Culver.metainfo.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/metainfo COMPONENT culver-desktop)
  install(FILES ${PROJECT_SOURCE_DIR}/ui/desktop/resources/app/culver.svg DESTINATION ${icons}/scalable/apps RENAME im.culver.Culver.svg COMPONENT culver-desktop)
  install(FILES ${PROJECT_SOURCE_DIR}/ui/desktop/resources/app/culver-16.svg DESTINATION ${icons}/16x16/apps RENAME im.culver.Culver.svg COMPONENT culver-desktop)
  install(FILES ${PROJECT_SOURCE_DIR}/ui/desktop/resources/app/culver-symbolic.svg
          DESTINATION ${icons}/symbolic/apps RENAME im.culver.Culver-symbolic.svg COMPONENT culver-desktop)
  install(FILES ${share}/culver-send.nemo_action DESTINATION ${CMAKE_INSTALL_DATADIR}/nemo/actions COMPONENT culver-desktop)
  install(FILES ${share}/culver-send.dolphin.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/kio/servicemenus RENAME culver-send.desktop
          PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE COMPONENT culver-desktop)
  install(FILES ${share}/culver_nautilus.py DESTINATION ${CMAKE_INSTALL_DATADIR}/nautilus-python/extensions COMPONENT culver-desktop)
endif()
