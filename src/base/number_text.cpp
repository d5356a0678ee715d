#include "base/number_text.h"

#include <array>
#include <cmath>
#include <cstdio>

#include "base/text.h"

namespace hearth {
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

std::string size_text(uint64_t bytes) {
  struct Unit {
    uint64_t bytes;
    const char* name;
  };
  constexpr Unit kUnits[] = {{1'000'000'000'000, "TB"}, {1'000'000'000, "GB"}, {1'000'000, "MB"}, {1'000, "KB"}};
  for (const Unit& unit : kUnits) {
    if (bytes < unit.bytes) continue;
    const uint64_t whole = bytes / unit.bytes;
    if (whole >= 10 || bytes % unit.bytes == 0) return concat(whole, ' ', unit.name);
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.1f %s", static_cast<double>(bytes) / static_cast<double>(unit.bytes),
                  unit.name);
    return text.data();
  }
  return concat(bytes, " B");
}

std::string three_digits(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3g", value);
  return text.data();
}

}  // namespace hearth
