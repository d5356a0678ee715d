#include "kernels/dispatch.h"

#include <array>
#include <string>

#include "base/cpu_info.h"
#include "base/text.h"

namespace hearth::kernels {

#if HEARTH_ISA_AVX512
extern const KernelTable avx512_table;
#endif
#if HEARTH_ISA_AVX2
extern const KernelTable avx2_table;
#endif
#if HEARTH_ISA_NEON
extern const KernelTable neon_table;
#endif
extern const KernelTable scalar_table;

namespace {

const auto& isas() {
  static const auto list = std::to_array<Isa>({
#if HEARTH_ISA_AVX512
      {"avx512", &avx512_table, cpu_info().has_avx512_vnni, "AVX-512 F, BW, DQ, VL and VNNI"},
#endif
#if HEARTH_ISA_AVX2
      {"avx2", &avx2_table, cpu_info().has_avx2, "AVX2, FMA and F16C"},
#endif
#if HEARTH_ISA_NEON
      {"neon", &neon_table, cpu_info().has_neon_dotprod, "dot products and half precision"},
#endif
      {"scalar", &scalar_table, true, ""},
  });
  return list;
}

}  // namespace

std::span<const Isa> all_isas() { return isas(); }

Result<const KernelTable*> find_table(std::string_view wanted) {
  std::string usable;
  for (const Isa& isa : isas()) {
    if (isa.usable && (wanted == "auto" || wanted == isa.name)) return isa.table;
    if (isa.usable) usable += concat(usable.empty() ? "" : ", ", isa.name);
  }
  return fail(ErrorCode::kUnsupported,
              concat("instruction set '", wanted, "' cannot be used here; this machine has: auto, ", usable));
}

}  // namespace hearth::kernels
