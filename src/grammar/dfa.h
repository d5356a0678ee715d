// Dfa: a regular language over characters, as a deterministic automaton, and what can be done with such languages.
//
//   const Dfa pattern = TRY(parse_regex("^[a-z]+$"));
//   const Dfa both = TRY(intersection(pattern, text_of_length(3, 8)));
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hearth::grammar {

// What has to be kept in bounds, because patterns may ask for any number of states.
inline constexpr size_t kMostDfaStates = 20'000;

struct Dfa {
  struct Edge {
    char32_t first, last;
    uint32_t to;
    bool operator==(const Edge&) const = default;
  };
  struct State {
    bool final = false;
    std::vector<Edge> edges{};  // rising, disjoint
    bool operator==(const State&) const = default;
  };
  std::vector<State> states{};  // 0 is the first; none: the language is empty
  bool operator==(const Dfa&) const = default;

  bool empty() const { return states.empty(); }
  // `text` is valid UTF-8.
  bool matches(std::string_view text) const;
};

// Any text of so many characters; `max` may be kUnlimited (form.h). kInvalidArgument when that takes too many states.
Result<Dfa> text_of_length(uint32_t min, uint32_t max);
Dfa text_among(const std::vector<std::string>& texts);

// kInvalidArgument when the result has more than kMostDfaStates states. What leads nowhere is left out.
Result<Dfa> intersection(const Dfa& a, const Dfa& b);
Dfa complement(const Dfa& a);
// Without the states from which nothing is matched.
Dfa trimmed(const Dfa& dfa);

}  // namespace hearth::grammar
