#include "api/members.h"

#include <array>
#include <charconv>

namespace hearth::api {
namespace {

// 0.1f is 0.1 in JSON and not 0.10000000149011612: the double that the float's shortest digits mean.
double shortest(float number) {
  std::array<char, 32> digits{};
  const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  double value = 0;
  std::from_chars(digits.data(), end, value);
  return value;
}

}  // namespace

void add_nonempty(Json& object, std::string_view name, const std::string& text) {
  if (!text.empty()) object.set(name, text);
}

void add_nonempty(Json& object, std::string_view name, const std::vector<std::string>& texts) {
  if (!texts.empty()) object.set(name, to_json(texts));
}

void add_nonempty(Json& object, std::string_view name, const Warnings& warnings) {
  if (!warnings.empty()) object.set(name, to_json(warnings));
}

void add_nonzero(Json& object, std::string_view name, int64_t number) {
  if (number != 0) object.set(name, number);
}

void add_if_true(Json& object, std::string_view name, bool value) {
  if (value) object.set(name, true);
}

void read_warnings(Fields& fields, Warnings& into) {
  std::vector<std::string> lines;
  fields.read("warnings", lines);
  for (std::string& line : lines) into.add(std::move(line));
}

Json to_json(const std::vector<std::string>& texts) { return Json(Json::Array(texts.begin(), texts.end())); }

Json to_json(const std::vector<float>& numbers) {
  Json::Array items;
  items.reserve(numbers.size());
  for (const float number : numbers) items.emplace_back(shortest(number));
  return items;
}

}  // namespace hearth::api
