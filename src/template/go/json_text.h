// Values as JSON, as Go's encoding/json writes them: compact, maps by key, and <, > and & as escapes.
#pragma once

#include <string>
#include <string_view>

#include "template/go/value.h"

namespace hearth::go_template {

void append_json(std::string& out, const Value& value);
std::string json_of(const Value& value);

}  // namespace hearth::go_template
