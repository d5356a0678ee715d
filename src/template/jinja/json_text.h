// Values as JSON, written as Python's json.dumps does: this is the filter tojson of chat templates.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "template/jinja/runtime.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

struct JsonStyle {
  bool ensure_ascii = false;
  std::optional<std::string> indent = std::nullopt;  // of one level; without it everything is in one line
  std::string item_separator = ", ";
  std::string key_separator = ": ";
  bool sort_keys = false;
};

Result<std::string> json_of(Runtime& runtime, const Value& value, const JsonStyle& style);

}  // namespace hearth::jinja
