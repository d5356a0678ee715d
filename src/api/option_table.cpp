#include "api/option_table.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "api/limits.h"
#include "base/closest.h"
#include "base/text.h"

namespace hearth::api {
namespace {

constexpr int64_t kMostInteger = std::numeric_limits<int32_t>::max();
constexpr int64_t kMostInteger64 = std::numeric_limits<int64_t>::max();

constexpr OptionTableRow kTable[] = {
#define OPTION(name, type, default_text, least, most, outside, help)                                               \
  {#name,           default_text, &Options::name, static_cast<long double>(least), static_cast<long double>(most), \
   Outside::outside},
#include "api/options.def"
#undef OPTION
};

constexpr std::string_view kOutdated[] = {"f16_kv",           "logits_all", "low_vram",
                                          "penalize_newline", "use_mlock",  "vocab_only"};

template <class Number>
Result<Number> bounded_number(const OptionTableRow& row, Number value, Warnings& warnings) {
  const auto least = static_cast<Number>(row.least), most = static_cast<Number>(row.most);
  if (value >= least && value <= most) return value;
  if (row.outside == Outside::kRefuse) {
    return fail(ErrorCode::kInvalidArgument,
                concat("option \"", row.name, "\" is ", value, ", expected ", least, " to ", most));
  }
  const Number adjusted = value < least ? least : most;
  warnings.add(concat("option \"", row.name, "\" is ", value, " and was adjusted to ", adjusted));
  return adjusted;
}

Status check_count(const OptionTableRow& row, size_t n) {
  if (n <= kMaxOptionItems) return {};
  return fail(ErrorCode::kInvalidArgument,
              concat("option \"", row.name, "\" has ", n, " entries, expected at most ", kMaxOptionItems));
}

}  // namespace

std::span<const OptionTableRow> option_table() { return kTable; }

const OptionTableRow* find_option(std::string_view name) {
  const auto* found = std::ranges::find(kTable, name, &OptionTableRow::name);
  return found == std::end(kTable) ? nullptr : found;
}

bool is_outdated_option(std::string_view name) { return std::ranges::find(kOutdated, name) != std::end(kOutdated); }

std::string suggestion(std::string_view name) {
  std::vector<std::string_view> known;
  for (const OptionTableRow& row : kTable) known.push_back(row.name);
  const std::optional<std::string_view> near = closest(name, known);
  return near ? concat(" (did you mean \"", *near, "\"?)") : "";
}

Result<option_type::Integer> bounded(const OptionTableRow& row, option_type::Integer value, Warnings& warnings) {
  return bounded_number(row, value, warnings);
}

Result<option_type::Real> bounded(const OptionTableRow& row, option_type::Real value, Warnings& warnings) {
  return bounded_number(row, value, warnings);
}

Status check_size(const OptionTableRow& row, const option_type::Text& text) {
  if (text.size() <= kMaxTextBytes) return {};
  return fail(ErrorCode::kInvalidArgument,
              concat("option \"", row.name, "\" has ", text.size(), " bytes, expected at most ", kMaxTextBytes));
}

Status check_size(const OptionTableRow& row, const option_type::Strings& texts) {
  TRY(check_count(row, texts.size()));
  for (const std::string& text : texts) {
    if (text.size() > kMaxItemBytes) {
      return fail(ErrorCode::kInvalidArgument, concat("option \"", row.name, "\" has a text of ", text.size(),
                                                      " bytes, expected at most ", kMaxItemBytes));
    }
  }
  return {};
}

Status check_size(const OptionTableRow& row, const option_type::Biases& biases) {
  return check_count(row, biases.size());
}

}  // namespace hearth::api
