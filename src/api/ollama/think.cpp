#include "api/ollama/think.h"

#include <string>

#include "api/warnings.h"
#include "base/text.h"

namespace hearth::ollama {
namespace {

constexpr Think kLevels[] = {Think::kLow, Think::kMedium, Think::kHigh, Think::kMax};

}  // namespace

Result<Think> parse_think(const Json& json) {
  if (json.is_null()) return Think::kUnset;
  if (const bool* on = json.if_bool()) return *on ? Think::kOn : Think::kOff;
  const std::string* text = json.if_string();
  if (text == nullptr) {
    return fail(ErrorCode::kInvalidArgument,
                R"(think must be a boolean or string ("high", "medium", "low", "max", true, or false))");
  }
  for (const Think think : kLevels) {
    if (*text == level(think)) return think;
  }
  return fail(ErrorCode::kInvalidArgument, concat("invalid think value: ", api::quoted_name(*text),
                                                  R"( (must be "high", "medium", "low", "max", true, or false))"));
}

Result<Think> parse_think_text(std::string_view text) {
  if (text == "true") return Think::kOn;
  if (text == "false") return Think::kOff;
  return parse_think(text);
}

std::string_view level(Think think) {
  switch (think) {
    case Think::kLow:
      return "low";
    case Think::kMedium:
      return "medium";
    case Think::kHigh:
      return "high";
    case Think::kMax:
      return "max";
    case Think::kUnset:
    case Think::kOff:
    case Think::kOn:
      break;
  }
  return "";
}

Json to_json(Think think) {
  if (think == Think::kUnset) return nullptr;
  if (think == Think::kOn || think == Think::kOff) return think == Think::kOn;
  return level(think);
}

}  // namespace hearth::ollama
