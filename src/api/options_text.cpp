// Options from text and back: PARAMETER of a Modelfile, and -o name=value of the command line. The errors are Ollama's.
#include <charconv>
#include <cmath>
#include <limits>

#include "api/option_table.h"
#include "api/options.h"
#include "base/text.h"

namespace hearth::api {
namespace {

std::unexpected<Error> wrong_value(std::string_view type, std::string_view text) {
  return fail(ErrorCode::kInvalidArgument, concat("invalid ", type, " value [", text, "]"));
}

// The whole of `text` as a number; Go allows a plus sign, from_chars does not.
template <class Number>
std::optional<Number> number_in(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<bool> boolean_in(std::string_view text) {
  for (const std::string_view yes : {"1", "t", "T", "true", "TRUE", "True"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"0", "f", "F", "false", "FALSE", "False"}) {
    if (text == no) return false;
  }
  return std::nullopt;
}

Status set(const OptionTableRow&, std::string_view text, std::optional<bool>& into, Warnings&) {
  const std::optional<bool> value = boolean_in(text);
  if (!value) return wrong_value("bool", text);
  into = value;
  return {};
}

Status set(const OptionTableRow& row, std::string_view text, std::optional<int64_t>& into, Warnings& warnings) {
  const std::optional<int64_t> value = number_in<int64_t>(text);
  if (!value) return wrong_value("int", text);
  into = TRY(bounded(row, *value, warnings));
  return {};
}

Status set(const OptionTableRow& row, std::string_view text, std::optional<double>& into, Warnings& warnings) {
  const std::optional<double> value = number_in<double>(text);
  if (!value || !std::isfinite(*value)) return wrong_value("float", text);
  into = TRY(bounded(row, *value, warnings));
  return {};
}

Status set(const OptionTableRow& row, std::string_view text, std::optional<option_type::Text>& into, Warnings&) {
  into = text;
  return check_size(row, *into);
}

Status set(const OptionTableRow& row, std::string_view text, std::optional<option_type::Strings>& into, Warnings&) {
  if (!into) into.emplace();
  into->emplace_back(text);
  return check_size(row, *into);
}

// ID:BIAS or ID:false.
Status set(const OptionTableRow& row, std::string_view text, std::optional<option_type::Biases>& into,
           Warnings& warnings) {
  const size_t colon = text.find(':');
  const std::string_view bias_text = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  const std::optional<int32_t> token = number_in<int32_t>(text.substr(0, colon));
  std::optional<double> bias = number_in<double>(bias_text);
  const bool usable = bias && std::isfinite(*bias);
  if (!token || *token < 0 || (!usable && bias_text != "false")) {
    return fail(ErrorCode::kInvalidArgument,
                concat("invalid ", row.name, " value [", text, "], expected ID:BIAS or ID:false"));
  }
  const double value = usable ? TRY(bounded(row, *bias, warnings)) : -std::numeric_limits<double>::infinity();
  if (!into) into.emplace();
  std::erase_if(*into, [&](const TokenBias& earlier) { return earlier.token == *token; });
  into->push_back({*token, value});
  return check_size(row, *into);
}

std::vector<std::string> texts_of(bool value) { return {concat(value)}; }
std::vector<std::string> texts_of(int64_t value) { return {concat(value)}; }
std::vector<std::string> texts_of(double value) { return {concat(value)}; }
std::vector<std::string> texts_of(const option_type::Text& text) { return {text}; }
std::vector<std::string> texts_of(const option_type::Strings& texts) { return texts; }
std::vector<std::string> texts_of(const option_type::Biases& biases) {
  std::vector<std::string> texts;
  for (const auto& [token, bias] : biases) {
    texts.push_back(concat(token, ':', std::isinf(bias) ? "false" : concat(bias)));
  }
  return texts;
}

}  // namespace

Status set_option(Options& options, std::string_view name, std::string_view value, Warnings& warnings) {
  if (is_outdated_option(name)) {
    warnings.add(concat("parameter ", name, " is deprecated"));
    return {};
  }
  const OptionTableRow* row = find_option(name);
  if (row == nullptr) {
    return fail(ErrorCode::kInvalidArgument, concat("unknown parameter '", name, "'", suggestion(name)));
  }
  return std::visit([&](auto member) { return set(*row, value, options.*member, warnings); }, row->member);
}

std::vector<std::pair<std::string_view, std::string>> option_texts(const Options& options) {
  std::vector<std::pair<std::string_view, std::string>> pairs;
  for (const OptionTableRow& row : option_table()) {
    std::visit(
        [&](auto member) {
          if (!(options.*member)) return;
          for (std::string& text : texts_of(*(options.*member))) pairs.emplace_back(row.name, std::move(text));
        },
        row.member);
  }
  return pairs;
}

}  // namespace hearth::api
