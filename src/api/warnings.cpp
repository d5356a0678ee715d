#include "api/warnings.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace hearth::api {

void Warnings::add(std::string line) {
  if (std::ranges::find(lines_, line) != lines_.end()) return;
  if (lines_.size() < kMaxLines) {
    lines_.push_back(std::move(line));
  } else {
    ++n_more_;
  }
}

void Warnings::add(const Warnings& more) {
  for (const std::string& line : more.lines_) add(line);
  n_more_ += more.n_more_;
}

std::vector<std::string> Warnings::lines() const {
  std::vector<std::string> lines = lines_;
  if (n_more_ > 0) lines.push_back(concat("and ", n_more_, " more"));
  return lines;
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
