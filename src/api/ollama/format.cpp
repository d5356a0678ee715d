#include "api/ollama/format.h"

#include <string>

#include "api/warnings.h"
#include "base/text.h"

namespace hearth::ollama {

Result<Format> parse_format(const Json& json) {
  if (json.is_null()) return Format{};
  if (json.if_object() != nullptr) return Format{Format::Kind::kSchema, json};
  const std::string* text = json.if_string();
  if (text != nullptr && text->empty()) return Format{};
  if (text != nullptr && *text == "json") return Format{.kind = Format::Kind::kJson};
  // The value as JSON, in quotes of its own.
  return fail(ErrorCode::kUnsupported, concat("invalid format: ", api::quoted_name(json.dump()),
                                              R"(; expected "json" or a valid JSON Schema object)"));
}

Json to_json(const Format& format) {
  switch (format.kind) {
    case Format::Kind::kNone:
      return nullptr;
    case Format::Kind::kJson:
      return "json";
    case Format::Kind::kSchema:
      return format.schema;
  }
  return nullptr;
}

}  // namespace hearth::ollama
