# SPDX-License-Identifier: Apache-2.0
# add_room(<name> DEPENDS <rooms…> LINKS <libraries…> SOURCES <files…> PROTOS <files…> TESTS <files…> TEST_SUPPORT <libraries…>
#          [TESTS_IN <parts>])
#
# One folder, one library, one test program. The test program links the whole archive of this room and of
# nothing that the room does not declare, so that an undeclared dependency is an undefined symbol there.

set_property(GLOBAL PROPERTY CULVER_ROOMS "")

function(add_room name)
  cmake_parse_arguments(ROOM "" "TESTS_IN" "DEPENDS;LINKS;SOURCES;PROTOS;TESTS;TEST_SUPPORT" ${ARGN})
  string(REPLACE "/" "_" target ${name})
  string(REPLACE "/" "_" dependencies "${ROOM_DEPENDS}")
  add_library(${target} STATIC ${ROOM_SOURCES})
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${target} PUBLIC ${dependencies} ${ROOM_LINKS})
  culver_warnings(${target})
  if(ROOM_PROTOS)
    add_room_protos(${target} ${ROOM_PROTOS})
  endif()
  list(JOIN ROOM_DEPENDS "," allowed)
  set_property(GLOBAL APPEND PROPERTY CULVER_ROOMS "${name}:${allowed}")
  if(CULVER_TESTS AND ROOM_TESTS)
    string(REPLACE "ui/" "" folder ${name})
    list(TRANSFORM ROOM_TESTS PREPEND ${PROJECT_SOURCE_DIR}/tests/${folder}/)
    add_executable(${target}_test ${ROOM_TESTS})
    target_link_libraries(${target}_test PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,${target}>" ${ROOM_TEST_SUPPORT}
                                                 rapidcheck rapidcheck_gtest GTest::gtest GTest::gtest_main)
    # Test support links rooms in the ordinary way; this room is whole all the same.
    set_property(TARGET ${target}_test PROPERTY LINK_LIBRARY_OVERRIDE_${target} WHOLE_ARCHIVE)
    culver_warnings(${target}_test)
    if(CMAKE_SIZEOF_VOID_P EQUAL 4)
      target_compile_options(${target}_test PRIVATE -Wno-shorten-64-to-32)  # what tests count is small
    endif()
    # Transfers wait for the disk thousands of times: two minutes on a good one, five beside a build on a slow one.
    add_test_in_parts(${target} "${ROOM_TESTS_IN}" 600 "")
  endif()
endfunction()

# <name>_test as so many tests as cores can share: <name>, <name>_2 …; none given: one.
function(add_test_in_parts name parts timeout environment)
  if(NOT parts)
    set(parts 1)
  endif()
  foreach(part RANGE 1 ${parts})
    set(test ${name})
    if(part GREATER 1)
      set(test ${name}_${part})
    endif()
    math(EXPR index "${part} - 1")
    add_test(NAME ${test} COMMAND ${name}_test)
    set_tests_properties(${test} PROPERTIES LABELS unit TIMEOUT ${timeout}
                                            ENVIRONMENT "GTEST_TOTAL_SHARDS=${parts};GTEST_SHARD_INDEX=${index};${environment}")
  endforeach()
endfunction()

# Generated code lives in <build>/generated/<room>/ and is included as "<room>/<file>.pb.h".
function(add_room_protos target)
  set(generated ${PROJECT_BINARY_DIR}/generated)
  file(MAKE_DIRECTORY ${generated})
  set(outputs "")
  foreach(proto ${ARGN})
    set(path ${CMAKE_CURRENT_SOURCE_DIR}/${proto})
    file(RELATIVE_PATH relative ${PROJECT_SOURCE_DIR} ${path})
    string(REGEX REPLACE "\\.proto$" "" stem ${generated}/${relative})
    add_custom_command(
      OUTPUT ${stem}.pb.cc ${stem}.pb.h
      COMMAND protobuf::protoc --proto_path=${PROJECT_SOURCE_DIR} --cpp_out=lite:${generated} ${path}
      DEPENDS ${path} VERBATIM)
    list(APPEND outputs ${stem}.pb.cc ${stem}.pb.h)
  endforeach()
  add_library(${target}_proto STATIC ${outputs})
  target_include_directories(${target}_proto SYSTEM PUBLIC ${generated})
  target_link_libraries(${target}_proto PUBLIC protobuf::libprotobuf-lite)
  target_compile_options(${target}_proto PRIVATE -w)
  target_link_libraries(${target} PUBLIC ${target}_proto)
endfunction()

function(culver_warnings target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow -Wconversion -Werror=switch -Werror=unused-result
                                           -Werror=return-type $<$<BOOL:${CULVER_WERROR}>:-Werror>)
endfunction()
