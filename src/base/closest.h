// closest: the known name that somebody probably meant, for messages that end in "did you mean ...".
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace hearth {

// The name among `known` that takes the fewest insertions, deletions, substitutions and swaps of neighbours to get
// from `name`, letters compared without case; the earlier one of equals. Nothing when even that one is farther than
// a third of the longer of both names.
std::optional<std::string_view> closest(std::string_view name, std::span<const std::string_view> known);

}  // namespace hearth
