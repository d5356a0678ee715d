// The kernel table of avx2.
#include "kernels/avx2/simd.h"

#include "kernels/portable/table.inl.h"

namespace hearth::kernels {

extern const KernelTable avx2_table;
constexpr KernelTable avx2_table = make_table("avx2");

}  // namespace hearth::kernels
