#include "cli/number_text.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace hearth::cli {
namespace {

std::string scaled(double value, int decimals, char unit) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f%c", value == std::floor(value) ? 0 : decimals, value, unit);
  return text.data();
}

}  // namespace

std::string count_text(uint64_t count) {
  const double value = static_cast<double>(count);
  if (count >= 1'000'000'000) return scaled(value / 1e9, 1, 'B');
  if (count >= 1'000'000) return scaled(value / 1e6, 2, 'M');
  if (count >= 1'000) return scaled(value / 1e3, 0, 'K');
  return std::to_string(count);
}

}  // namespace hearth::cli
