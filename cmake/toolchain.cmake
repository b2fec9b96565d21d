# SPDX-License-Identifier: Apache-2.0
# Refuses compilers that are known to build wrong programs, and sets the flags all rooms share.

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  message(FATAL_ERROR "g++ ${CMAKE_CXX_COMPILER_VERSION} miscompiles coroutines: install the Debian package clang-19 "
                      "(tools/setup does it) and configure with 'cmake --preset release'.")
elseif(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 17)
  message(FATAL_ERROR "clang ${CMAKE_CXX_COMPILER_VERSION} is too old for C++23: install the Debian package clang-19 "
                      "(tools/setup does it).")
endif()

find_program(CULVER_CCACHE ccache)
if(CULVER_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CULVER_CCACHE})
endif()
find_program(CULVER_MOLD mold)
if(CULVER_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_compile_options(-fno-omit-frame-pointer -fvisibility=hidden -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)
add_compile_options($<$<CONFIG:Release>:-fstack-protector-strong> -fstack-clash-protection)
add_compile_definitions($<$<CONFIG:Release>:_FORTIFY_SOURCE=2> $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
add_link_options(-Wl,-z,relro,-z,now)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

if(CULVER_SANITIZE)
  add_compile_options(-fsanitize=${CULVER_SANITIZE} -fno-sanitize-recover=all -O1)
  add_link_options(-fsanitize=${CULVER_SANITIZE})
  if(CULVER_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link)
  endif()
endif()
