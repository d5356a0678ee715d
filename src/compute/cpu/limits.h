// What this machine can do at most, measured: the ceilings that every benchmark is reported against.
#pragma once

#include "base/result.h"
#include "kernels/kernel_table.h"

namespace hearth::compute {

struct MachineLimits {
  double memory_bytes_per_second;     // reading far more than any cache holds
  double cache_bytes_per_second;      // reading 24 MiB again and again
  double int8_operations_per_second;  // additions and multiplications of int8 dot products out of registers
};

// Takes about two seconds and 1 GiB. kOutOfMemory when that is not there.
Result<MachineLimits> measure_limits(const kernels::KernelTable& kernels, int n_threads);

// memory_bytes_per_second alone, from fewer tries on less memory: within a second, a few percent lower.
Result<double> measure_memory_rate(const kernels::KernelTable& kernels, int n_threads);

}  // namespace hearth::compute
