// The kernel table of avx512.
#include "kernels/avx512/simd.h"

#include "kernels/portable/table.inl.h"

namespace hearth::kernels {

extern const KernelTable avx512_table;
constexpr KernelTable avx512_table = make_table("avx512");

}  // namespace hearth::kernels
