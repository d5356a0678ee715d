// Format: what shape an answer must have: none in particular, JSON, or JSON of a schema.
#pragma once

#include "base/json.h"
#include "base/result.h"

namespace hearth::ollama {

struct Format {
  enum class Kind { kNone, kJson, kSchema };
  Kind kind = Kind::kNone;
  Json schema{};  // an object, for kSchema
  bool operator==(const Format&) const = default;
};

// "json", a schema, or "" and null for none. Anything else is kUnsupported, in Ollama's words.
Result<Format> parse_format(const Json& json);
// null for kNone.
Json to_json(const Format& format);

}  // namespace hearth::ollama
