# Applies HEARTH_SANITIZE to every target; a report ends the program, so that a test cannot pass over one.
if(HEARTH_SANITIZE)
  add_compile_options(-fsanitize=${HEARTH_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${HEARTH_SANITIZE})
  # What sanitizers put between the lines keeps g++ from seeing that values are set.
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  if(HEARTH_SANITIZE MATCHES "thread")
    # Fences are what this sanitizer cannot follow. Asio's stand beside mutexes, which it can.
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()

# The build type of the sanitizer presets: quick to build, lines in reports, and DCHECK on (no NDEBUG).
set(CMAKE_C_FLAGS_SANITIZED "-O1 -g1")
set(CMAKE_CXX_FLAGS_SANITIZED "-O1 -g1")
