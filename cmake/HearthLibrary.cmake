# hearth_library(NAME DEPS ... LIBS ... WITHOUT ...): the static library of src/NAME, found by globbing its folder;
# WITHOUT names units (file names without ending) to leave out.
# Beside its sources stand X_test.cpp (all of a folder become one GoogleTest program, NAME_test) and
# X_fuzz.cpp (one libFuzzer program each, built with -DHEARTH_FUZZ=ON).
# -Wrestrict of g++ 12 takes "x" + text for an overlapping copy (GCC bug 105651).
set(HEARTH_WARNINGS -Wall -Wextra -Wshadow -Wconversion -Wpedantic -Werror
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)

function(hearth_library name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS;WITHOUT" ${ARGN})
  set(folder ${CMAKE_SOURCE_DIR}/src/${name})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${folder}/*.cpp)
  foreach(unit ${ARG_WITHOUT})
    list(FILTER sources EXCLUDE REGEX "/${unit}(_test|_fuzz)?\\.cpp$")
  endforeach()
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  set(fuzzers ${sources})
  list(FILTER fuzzers INCLUDE REGEX "_fuzz\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz)\\.cpp$")

  set(links ${ARG_LIBS})
  foreach(dep ${ARG_DEPS})
    list(APPEND links hearth_${dep})
  endforeach()

  if(sources)
    add_library(hearth_${name} STATIC ${sources})
    target_include_directories(hearth_${name} PUBLIC ${CMAKE_SOURCE_DIR}/src)
    target_compile_options(hearth_${name} PRIVATE ${HEARTH_WARNINGS} -ffp-contract=off)
    target_link_libraries(hearth_${name} PUBLIC ${links} Threads::Threads)
  else()
    add_library(hearth_${name} INTERFACE)
    target_include_directories(hearth_${name} INTERFACE ${CMAKE_SOURCE_DIR}/src)
    target_link_libraries(hearth_${name} INTERFACE ${links} Threads::Threads)
  endif()

  if(HEARTH_TESTS AND tests)
    add_executable(${name}_test ${tests})
    target_compile_options(${name}_test PRIVATE ${HEARTH_WARNINGS} -Wno-conversion -ffp-contract=off)
    target_compile_definitions(${name}_test PRIVATE HEARTH_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    target_link_libraries(${name}_test PRIVATE hearth_${name} GTest::gtest GTest::gmock GTest::gtest_main)
    add_test(NAME ${name} COMMAND ${name}_test)
    set_tests_properties(${name} PROPERTIES LABELS fast)
  endif()

  if(HEARTH_FUZZ)
    foreach(fuzzer ${fuzzers})
      get_filename_component(target ${fuzzer} NAME_WE)
      add_executable(${target} ${fuzzer})
      target_compile_options(${target} PRIVATE -fsanitize=fuzzer)
      target_link_options(${target} PRIVATE -fsanitize=fuzzer)
      target_link_libraries(${target} PRIVATE hearth_${name})
    endforeach()
  endif()
endfunction()
