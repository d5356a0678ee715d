// ToolFormat: how the models of a family write calls of tools. One file in formats/ for each, named in formats.def.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "chat/output/json_calls.h"
#include "chat/output/reader.h"

namespace hearth::chat {

struct ToolFormat {
  std::unique_ptr<Reader> reader;
  // What it looks for: where these are control tokens, which are no text elsewhere, their names have to be read.
  std::vector<std::string_view> tokens = {};
  enum class Arguments { kTyped, kTexts } arguments = Arguments::kTyped;  // kTexts: the tool's schema tells the types
  enum class Thoughts { kInTags, kRead } thoughts = Thoughts::kInTags;    // kRead: its reader reads them as well
};

// The format of that syntax.
inline ToolFormat json_format(JsonCallSyntax syntax) {
  ToolFormat format;
  for (const auto* texts : {&syntax.begins, &syntax.ends, &syntax.between, &syntax.dropped}) {
    format.tokens.insert(format.tokens.end(), texts->begin(), texts->end());
  }
  format.reader = std::make_unique<JsonCallReader>(std::move(syntax));
  return format;
}

#define TOOL_FORMAT(name) ToolFormat name##_format();
#include "chat/formats/formats.def"
#undef TOOL_FORMAT

}  // namespace hearth::chat
