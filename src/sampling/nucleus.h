// The nucleus: the fewest items, taken in an order, whose weights together reach a target.
#pragma once

#include <algorithm>
#include <vector>

namespace hearth::sampling {

struct NucleusTarget {
  double weight;
  size_t least;         // items to take even when fewer would do; at least 1
  size_t n_sorted = 0;  // items at the front that are in order already
};

// Returns the size of the nucleus, which then lies at the front in the order of `before`. A nucleus is nearly always
// small, so items are sorted only as far as they are needed.
template <class Item, class Before, class WeightOf>
size_t find_nucleus(std::vector<Item>& items, NucleusTarget target, Before before, WeightOf weight_of) {
  size_t n_sorted = target.n_sorted;
  double reached = 0;
  size_t n = 0;
  while (n < items.size() && (reached < target.weight || n < target.least)) {
    if (n == n_sorted) {
      n_sorted = std::min(items.size(), std::max<size_t>(64, n_sorted * 4));
      const auto first = items.begin() + static_cast<std::ptrdiff_t>(n);
      const auto last = items.begin() + static_cast<std::ptrdiff_t>(n_sorted);
      if (last != items.end()) std::nth_element(first, last, items.end(), before);
      std::sort(first, last, before);
    }
    reached += weight_of(items[n++]);
  }
  return n;
}

}  // namespace hearth::sampling
