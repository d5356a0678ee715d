#include "api/warnings.h"

#include <algorithm>
#include <utility>

namespace hearth::api {

void Warnings::add(std::string line) {
  if (std::ranges::find(lines_, line) != lines_.end()) return;
  if (full()) return;
  lines_.push_back(lines_.size() < kMaxLines ? std::move(line) : "more warnings were left out");
}

void Warnings::add(const Warnings& more) {
  for (const std::string& line : more.lines_) add(line);
}

std::string quoted_name(std::string_view name) {
  constexpr size_t kMost = 64;
  const bool cut = name.size() > kMost;
  // As in JSON, which has an escape for whatever would break the line.
  std::string text = Json(name.substr(0, kMost)).dump();
  if (cut) text.insert(text.size() - 1, "...");
  return text;
}

Json to_json(const Warnings& warnings) {
  Json list = Json::array();
  for (const std::string& line : warnings.lines()) list.push_back(line);
  return list;
}

}  // namespace hearth::api
