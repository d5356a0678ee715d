#include "base/env.h"

#include <algorithm>
#include <cstdlib>

#include "base/check.h"

namespace hearth::env {
namespace {

constexpr Variable kVariables[] = {
#define VARIABLE(name, default_value, help) {name, default_value, help},
#define SETTING(name, key, kind, default_value, help) {name, default_value, help},
#include "base/settings.def"
#undef SETTING
#undef VARIABLE
};

const Variable& row(std::string_view name) {
  const auto* found = std::ranges::find(kVariables, name, &Variable::name);
  CHECK(found != std::end(kVariables));
  return *found;
}

std::string_view trimmed(std::string_view text, std::string_view what) {
  const size_t first = std::min(text.find_first_not_of(what), text.size());
  text.remove_prefix(first);
  return text.substr(0, text.find_last_not_of(what) + 1);
}

}  // namespace

std::span<const Variable> variables() { return kVariables; }

std::optional<std::string_view> find(std::string_view name) {
  // The table's names are literals, so they end in the NUL that getenv wants.
  const char* set = std::getenv(row(name).name.data());
  if (set == nullptr) return std::nullopt;
  const std::string_view text = trimmed(trimmed(set, " \t\r\n"), "\"'");
  if (text.empty()) return std::nullopt;
  return text;
}

std::string_view value(std::string_view name) { return find(name).value_or(row(name).default_value); }

}  // namespace hearth::env
