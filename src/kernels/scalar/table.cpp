// The kernel table of scalar.
#include "kernels/scalar/simd.h"

#include "kernels/portable/table.inl.h"

namespace hearth::kernels {

extern const KernelTable scalar_table;
constexpr KernelTable scalar_table = make_table("scalar");

}  // namespace hearth::kernels
