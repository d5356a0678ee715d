#include "api/options.h"

#include <cmath>

#include "api/option_table.h"
#include "base/check.h"

namespace hearth::api {
namespace {

constexpr OptionType type_of(const bool*) { return OptionType::kBoolean; }
constexpr OptionType type_of(const int64_t*) { return OptionType::kInteger; }
constexpr OptionType type_of(const double*) { return OptionType::kReal; }
constexpr OptionType type_of(const option_type::Text*) { return OptionType::kText; }
constexpr OptionType type_of(const option_type::Strings*) { return OptionType::kStrings; }
constexpr OptionType type_of(const option_type::Biases*) { return OptionType::kBiases; }

constexpr OptionRow kRows[] = {
#define OPTION(name, type, default_text, least, most, outside, help) \
  {#name, type_of(static_cast<const option_type::type*>(nullptr)), default_text, help},
#include "api/options.def"
#undef OPTION
};

Json value_json(bool value) { return value; }
Json value_json(int64_t value) { return value; }
Json value_json(double value) { return value; }
Json value_json(const option_type::Text& text) { return text; }
Json value_json(const option_type::Strings& texts) { return Json(Json::Array(texts.begin(), texts.end())); }

// {"15043": 1.5, "22": false}
Json value_json(const option_type::Biases& biases) {
  Json object = Json::object();
  for (const TokenBias& bias : biases) {
    object.set(std::to_string(bias.token), std::isinf(bias.bias) ? Json(false) : Json(bias.bias));
  }
  return object;
}

Options make_defaults() {
  Options defaults;
  Warnings warnings;
  for (const OptionRow& row : kRows) {
    if (!row.default_text.empty()) CHECK(set_option(defaults, row.name, row.default_text, warnings));
  }
  CHECK(warnings.empty());
  return defaults;
}

}  // namespace

std::span<const OptionRow> option_rows() { return kRows; }

Options merge(const Options& over, const Options& under) {
  Options merged = over;
  for (const OptionTableRow& row : option_table()) {
    std::visit(
        [&](auto member) {
          if (!(merged.*member)) merged.*member = under.*member;
        },
        row.member);
  }
  return merged;
}

Options with_defaults(const Options& options) {
  static const Options defaults = make_defaults();
  return merge(options, defaults);
}

Json to_json(const Options& options) {
  Json object = Json::object();
  for (const OptionTableRow& row : option_table()) {
    std::visit(
        [&](auto member) {
          if (options.*member) object.set(row.name, value_json(*(options.*member)));
        },
        row.member);
  }
  return object;
}

}  // namespace hearth::api
