// Which instruction set computes: the best that this machine has, or the one that HEARTH_ISA names.
#pragma once

#include <span>
#include <string_view>

#include "base/result.h"
#include "kernels/kernel_table.h"

namespace hearth::kernels {

struct Isa {
  std::string_view name;
  const KernelTable* table;
  bool usable;             // this processor and operating system can run it
  std::string_view needs;  // what a processor has that can, for messages; empty when every one does
};

// Every set that was built, best first; scalar is the last and always usable.
std::span<const Isa> all_isas();

// The table for `wanted` ("auto", or a name out of isas.def). kUnsupported when it was not built or cannot run here.
Result<const KernelTable*> find_table(std::string_view wanted);

}  // namespace hearth::kernels
