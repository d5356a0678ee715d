#include "base/closest.h"

#include <algorithm>
#include <vector>

namespace hearth {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool same(char a, char b) { return lower(a) == lower(b); }

// Optimal string alignment, row by row: O(|a| |b|) time, three rows of memory.
size_t distance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    before.swap(above);
    above.swap(row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (same(a[i - 1], b[j - 1]) ? 0u : 1u)});
      const bool swapped = i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

}  // namespace

std::optional<std::string_view> closest(std::string_view name, std::span<const std::string_view> known) {
  std::optional<std::string_view> best;
  size_t best_distance = 0;
  for (const std::string_view candidate : known) {
    const size_t most = std::max(name.size(), candidate.size()) / 3;
    const size_t difference = std::max(name.size(), candidate.size()) - std::min(name.size(), candidate.size());
    if (difference > most) continue;  // no need to look: a long name costs nothing
    const size_t found = distance(name, candidate);
    if (found <= most && (!best || found < best_distance)) {
      best = candidate;
      best_distance = found;
    }
  }
  return best;
}

}  // namespace hearth
