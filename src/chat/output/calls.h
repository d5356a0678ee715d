// Calls of tools out of what models write: JSON with any of the usual keys, or Python.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "chat/message.h"

namespace hearth::chat {

using Calls = std::vector<ToolCall>;

// An object with a name and arguments, under any of the usual keys, or a list of such objects. Nothing when it is
// anything else. Arguments may be JSON as text, and absent when there are none.
std::optional<Calls> calls_of(const Json& json);

// The arguments of a call whose name is known: an object. Nothing when the text is none.
std::optional<Json> arguments_of(std::string_view json);

// f(a=1, b="x"), alone, in print(...) or several in a list; also a.call(...). Nothing when it is anything else.
std::optional<Calls> python_calls(std::string_view text);

}  // namespace hearth::chat
