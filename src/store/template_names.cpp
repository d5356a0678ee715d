#include "store/template_names.h"

#include <algorithm>
#include <array>

namespace hearth::store {
namespace {

// A short list in a table that is made at compile time; empty texts fill it up.
using Texts = std::array<std::string_view, 4>;

#define MARKERS(...) {__VA_ARGS__}
#define STOPS(...) {__VA_ARGS__}

struct NameRow {
  std::string_view name;
  Texts markers, stops;
};
constexpr NameRow kNames[] = {
#define TEMPLATE_NAME(name, markers, stops) {name, markers, stops},
#define TOOL_FORMAT(...)
#define THINKING(...)
#include "store/template_names.def"
#undef TEMPLATE_NAME
#undef TOOL_FORMAT
#undef THINKING
};

struct ToolRow {
  std::string_view format;
  Texts markers;
};
constexpr ToolRow kToolFormats[] = {
#define TEMPLATE_NAME(...)
#define TOOL_FORMAT(format, markers) {#format, markers},
#define THINKING(...)
#include "store/template_names.def"
#undef TEMPLATE_NAME
#undef TOOL_FORMAT
#undef THINKING
};

struct ThinkingRow {
  ThinkingTags tags;
  Texts markers;
};
constexpr ThinkingRow kThinking[] = {
#define TEMPLATE_NAME(...)
#define TOOL_FORMAT(...)
#define THINKING(open, close, markers) {{open, close}, markers},
#include "store/template_names.def"
#undef TEMPLATE_NAME
#undef TOOL_FORMAT
#undef THINKING
};

#undef MARKERS
#undef STOPS

// The first row of which all markers occur in `text`; null when there is none.
template <class Row, size_t n>
const Row* find_row(const Row (&rows)[n], std::string_view text) {
  const auto occurs = [&](std::string_view marker) { return text.contains(marker); };
  const auto found =
      std::ranges::find_if(rows, [&](const Row& row) { return std::ranges::all_of(row.markers, occurs); });
  return found == std::end(rows) ? nullptr : found;
}

}  // namespace

TemplateTraits recognise_template(std::string_view jinja) {
  TemplateTraits traits;
  if (const NameRow* row = find_row(kNames, jinja)) {
    traits.name = row->name;
    const auto end = std::ranges::find(row->stops, std::string_view());
    traits.stops = {row->stops.begin(), end};
  }
  if (const ToolRow* row = find_row(kToolFormats, jinja)) traits.tools = row->format;
  if (const ThinkingRow* row = find_row(kThinking, jinja)) traits.thinking = row->tags;
  return traits;
}

}  // namespace hearth::store
