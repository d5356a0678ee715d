# Each folder kernels/<isa>/ is compiled with the flags of its instruction set and exports tables only.
# A set that the target architecture lacks is left out; dispatch.cpp asks HEARTH_ISA_<NAME> what was built.
function(hearth_isa name)
  file(GLOB sources ${CMAKE_SOURCE_DIR}/src/kernels/${name}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz)\\.cpp$")
  set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS "${ARGN}")
  string(TOUPPER ${name} upper)
  target_compile_definitions(hearth_kernels PUBLIC HEARTH_ISA_${upper}=1)
endfunction()

function(hearth_without_isa name)
  get_target_property(sources hearth_kernels SOURCES)
  list(FILTER sources EXCLUDE REGEX "/kernels/${name}/")
  set_target_properties(hearth_kernels PROPERTIES SOURCES "${sources}")
endfunction()

function(hearth_isa_flags)
  set(common -O3 -ffp-contract=off -fno-math-errno -fno-trapping-math)
  hearth_isa(scalar -O2 -ffp-contract=off -fno-math-errno -fno-trapping-math)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    hearth_isa(avx2 ${common} -mavx2 -mfma -mf16c)
    # g++ 12's AVX-512 headers start some intrinsics from a value that they leave unset, and g++ warns of it.
    set(false_warnings -Wno-uninitialized $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
    hearth_isa(avx512 ${common} -mavx2 -mfma -mf16c -mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx512vnni
               -mprefer-vector-width=512 ${false_warnings})
    hearth_without_isa(neon)
  else()
    hearth_isa(neon ${common} -march=armv8.2-a+dotprod+fp16)
    hearth_without_isa(avx2)
    hearth_without_isa(avx512)
  endif()
endfunction()
