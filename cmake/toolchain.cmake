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
add_compile_options($<$<CONFIG:Release>:-fstack-protector-strong>)
if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "^arm")  # clang has it for other machines, and warns there
  add_compile_options(-fstack-clash-protection)
endif()
# What was never written reads as zero, not as what lay there before; sanitizers find it in the other builds.
add_compile_options($<$<CONFIG:Release>:-ftrivial-auto-var-init=zero>)
# Indirect calls end at landing pads, return addresses are checked: by the processors that can.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  add_compile_options($<$<CONFIG:Release>:-fcf-protection=full>)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "aarch64|arm64")
  add_compile_options($<$<CONFIG:Release>:-mbranch-protection=standard>)
endif()
add_compile_definitions($<$<CONFIG:Release>:_FORTIFY_SOURCE=3> $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
if(CMAKE_SIZEOF_VOID_P EQUAL 4)  # files beyond 2 GB, dates beyond 2038
  add_compile_definitions(_FILE_OFFSET_BITS=64 _TIME_BITS=64)
endif()
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
