// The kernel table of neon.
#include "kernels/neon/simd.h"

#include "kernels/portable/table.inl.h"

namespace hearth::kernels {

extern const KernelTable neon_table;
constexpr KernelTable neon_table = make_table("neon");

}  // namespace hearth::kernels
