#include "grammar/char_set.h"

#include <algorithm>

namespace hearth::grammar {
namespace {

constexpr char32_t kLast = 0x10FFFF, kBeforeSurrogates = 0xD7FF, kAfterSurrogates = 0xE000;

}  // namespace

CharSet::CharSet(std::initializer_list<CharRange> ranges) {
  for (const CharRange& range : ranges) add(range.first, range.last);
}

CharSet CharSet::all() { return {{0, kLast}}; }

void CharSet::add(char32_t first, char32_t last) {
  add_plain(first, std::min(last, kBeforeSurrogates));
  add_plain(std::max(first, kAfterSurrogates), std::min(last, kLast));
}

void CharSet::add(const CharSet& other) {
  for (const CharRange& range : other.ranges_) add_plain(range.first, range.last);
}

void CharSet::add_plain(char32_t first, char32_t last) {
  if (first > last) return;
  const auto begin = std::ranges::find_if(ranges_, [&](const CharRange& r) { return r.last + 1 >= first; });
  auto end = begin;
  for (; end != ranges_.end() && end->first <= last + 1; ++end) {
    first = std::min(first, end->first);
    last = std::max(last, end->last);
  }
  ranges_.insert(ranges_.erase(begin, end), CharRange{first, last});
}

CharSet CharSet::complement() const {
  CharSet out;
  char32_t next = 0;
  for (const CharRange& range : ranges_) {
    if (range.first > next) out.add(next, range.first - 1);
    next = range.last + 1;
  }
  if (next <= kLast) out.add(next, kLast);
  return out;
}

CharSet CharSet::intersection(const CharSet& other) const {
  CharSet out;
  for (auto a = ranges_.begin(), b = other.ranges_.begin(); a != ranges_.end() && b != other.ranges_.end();) {
    out.add_plain(std::max(a->first, b->first), std::min(a->last, b->last));
    if (a->last < b->last)
      ++a;
    else
      ++b;
  }
  return out;
}

bool CharSet::contains(char32_t c) const {
  return std::ranges::any_of(ranges_, [&](const CharRange& r) { return r.first <= c && c <= r.last; });
}

}  // namespace hearth::grammar
