// CharSet: a set of Unicode code points, as ranges. Surrogates are never in it.
#pragma once

#include <initializer_list>
#include <span>
#include <vector>

namespace hearth::grammar {

struct CharRange {
  char32_t first, last;
  bool operator==(const CharRange&) const = default;
};

class CharSet {
 public:
  CharSet() = default;
  CharSet(std::initializer_list<CharRange> ranges);
  static CharSet all();

  // Ends are included.
  void add(char32_t first, char32_t last);
  void add(char32_t c) { add(c, c); }
  void add(const CharSet& other);
  CharSet complement() const;
  CharSet intersection(const CharSet& other) const;

  bool contains(char32_t c) const;
  bool empty() const { return ranges_.empty(); }
  // Rising, disjoint, not adjacent.
  std::span<const CharRange> ranges() const { return ranges_; }
  bool operator==(const CharSet&) const = default;

 private:
  void add_plain(char32_t first, char32_t last);

  std::vector<CharRange> ranges_;
};

}  // namespace hearth::grammar
