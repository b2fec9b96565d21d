# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` puts on a machine: the program, its manual, and the completion of its words in bash.
include(GNUInstallDirs)
install(TARGETS culver RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT culver)
install(FILES ${PROJECT_SOURCE_DIR}/docs/culver.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT culver)
install(FILES ${PROJECT_SOURCE_DIR}/tools/completion/culver.bash
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME culver COMPONENT culver)
