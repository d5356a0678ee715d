#include "base/env.h"

#include <algorithm>
#include <cstdlib>

#include "base/check.h"

namespace hearth::env {
namespace {

constexpr Variable kVariables[] = {
#define VARIABLE(name, default_value, help) {name, default_value, help},
#include "base/env.def"
#undef VARIABLE
};

const Variable& row(std::string_view name) {
  const auto* found = std::ranges::find(kVariables, name, &Variable::name);
  CHECK(found != std::end(kVariables));
  return *found;
}

}  // namespace

std::span<const Variable> variables() { return kVariables; }

std::optional<std::string_view> find(std::string_view name) {
  // The table's names are literals, so they end in the NUL that getenv wants.
  const char* set = std::getenv(row(name).name.data());
  if (set == nullptr || *set == '\0') return std::nullopt;
  return set;
}

std::string_view value(std::string_view name) { return find(name).value_or(row(name).default_value); }

}  // namespace hearth::env
