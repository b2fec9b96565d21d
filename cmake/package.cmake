# SPDX-License-Identifier: Apache-2.0
# Debian packages by CPack (tools/package): `culver`, the node and the command line, for boxes without a screen, and
# `culver-desktop`. Built from the release preset; the libraries they need are found by dpkg-shlibdeps.
set(units lib/systemd)
# The units name the program where it is installed, which only the installation knows.
function(install_unit file folder)
  install(CODE "
    file(READ \"${PROJECT_SOURCE_DIR}/packaging/${file}\" unit)
    string(REPLACE /usr/bin/culver \"\${CMAKE_INSTALL_PREFIX}/bin/culver\" unit \"\${unit}\")
    file(WRITE \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${folder}/culver.service\" \"\${unit}\")" COMPONENT culver)
endfunction()
install_unit(culver.service ${units}/system)
install_unit(culver-user.service ${units}/user)
install(FILES packaging/culver.sysusers DESTINATION lib/sysusers.d RENAME culver.conf COMPONENT culver)
foreach(package culver culver-desktop)
  install(FILES packaging/deb/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/${package} COMPONENT ${package})
endforeach()

# Debian wants its papers compressed, and a change log of the package.
find_program(CULVER_GZIP gzip)
if(CULVER_GZIP)
  foreach(package culver culver-desktop)
    install(CODE "
      set(folder \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/doc/${package}\")
      file(MAKE_DIRECTORY \"\${folder}\")
      execute_process(COMMAND ${CULVER_GZIP} -9nc ${PROJECT_SOURCE_DIR}/packaging/deb/changelog OUTPUT_FILE \"\${folder}/changelog.Debian.gz\")"
            COMPONENT ${package})
    install(CODE "
      file(GLOB pages \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/man/man1/${package}.1\")
      if(pages)
        execute_process(COMMAND ${CULVER_GZIP} -9nf \${pages})
      endif()" COMPONENT ${package})
  endforeach()
endif()

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME culver)
set(CPACK_PACKAGE_VENDOR "The Culver authors")
set(CPACK_PACKAGE_CONTACT "The Culver authors <culver@culver.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL culver)
if(TARGET culver-desktop)
  list(APPEND CPACK_COMPONENTS_ALL culver-desktop)
endif()
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_CULVER_PACKAGE_NAME culver)
set(CPACK_DEBIAN_CULVER_DESCRIPTION "messages and files on the local network, without a server
Every machine runs one node; nodes find each other, talk over encrypted
links and send files that survive a cut. No server, no account, no internet.
This package holds the node and the command line; it needs no screen.")
set(CPACK_DEBIAN_CULVER_PACKAGE_RECOMMENDS "avahi-daemon, libavahi-client3")
set(CPACK_DEBIAN_CULVER_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/packaging/deb/postinst
                                              ${PROJECT_SOURCE_DIR}/packaging/deb/prerm ${PROJECT_SOURCE_DIR}/packaging/deb/postrm)
set(CPACK_DEBIAN_CULVER_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_CULVER-DESKTOP_PACKAGE_NAME culver-desktop)
set(CPACK_DEBIAN_CULVER-DESKTOP_DESCRIPTION "messages and files on the local network: the desktop
The window of Culver, a messenger for one local network without a server:
people, groups, conversations and file transfers.")
set(CPACK_DEBIAN_CULVER-DESKTOP_PACKAGE_DEPENDS "culver (= ${PROJECT_VERSION}-1), libqt6svg6")
set(CPACK_DEBIAN_CULVER-DESKTOP_PACKAGE_RECOMMENDS "fonts-inter, fonts-noto-color-emoji, libpulse0")
set(CPACK_DEBIAN_CULVER-DESKTOP_PACKAGE_SUGGESTS "fonts-noto-cjk")
include(CPack)
