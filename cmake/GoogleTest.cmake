# GoogleTest: Debian's library, or for a cross build the same version from Debian's source package.
if(CMAKE_CROSSCOMPILING)
  set(INSTALL_GTEST OFF)
  add_subdirectory(/usr/src/googletest ${CMAKE_BINARY_DIR}/googletest EXCLUDE_FROM_ALL SYSTEM)
  target_compile_options(gtest PRIVATE -w)  # g++ 12 warns of a copy in gtest that it cannot see the length of
else()
  find_package(GTest REQUIRED)
endif()
