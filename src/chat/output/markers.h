// Markers: the texts that divide a model's output, found while it comes.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "chat/output/reader.h"

namespace hearth::chat {

struct MarkerSearch {
  size_t n_before = 0;                                    // bytes that surely belong to no marker
  std::optional<std::string_view> marker = std::nullopt;  // which stands behind them; of several the longest
};

// The first of `markers` in `text`. Without one, what may become one is not among the bytes before. Empty markers are
// not looked for.
MarkerSearch find_marker(std::string_view text, std::span<const std::string_view> markers, More more);

// The same for a marker at the very front. `n_before` is 0: it may become one; otherwise there is none.
MarkerSearch marker_in_front(std::string_view text, std::span<const std::string_view> markers, More more);

std::string_view without_space_in_front(std::string_view text);
std::string_view without_space_at_end(std::string_view text);
inline std::string_view trimmed(std::string_view text) { return without_space_at_end(without_space_in_front(text)); }

}  // namespace hearth::chat
