// OutputParser: reads a model's output while it comes and keeps thoughts, answer and calls of tools apart.
//
//   OutputParser parser({.tool_format = "hermes", .think_open = "<think>", .think_close = "</think>"});
//   for (const OutputEvent& event : parser.feed(piece)) ...
//   for (const OutputEvent& event : parser.finish()) ...
//
// Pieces may be cut anywhere, within characters too: joined, the texts of the events are always the same. Nothing is
// lost: what looks like a call and is none is content. (Space is left out between the parts.)
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "chat/output/event.h"
#include "chat/output/reader.h"

namespace hearth::chat {

struct OutputFormat {
  // A name of formats/formats.def; empty: calls are not looked for. One that is not there counts as "llama3", which
  // is what models write that were shown no format.
  std::string tool_format = {};
  std::string think_open = {}, think_close = {};  // empty: the model does not think aloud
  bool begins_thinking = false;                   // the prompt ended with think_open
  Json tools = {};                                // as requests have them: some formats give all arguments as texts
};

class OutputParser {
 public:
  explicit OutputParser(const OutputFormat& format);
  OutputParser(OutputParser&&) noexcept;
  OutputParser& operator=(OutputParser&&) noexcept;
  ~OutputParser();

  OutputEvents feed(std::string_view piece);
  // What was held back. Not to be called twice, nor feed() after it.
  OutputEvents finish();

  // The texts that are looked for. Where they are control tokens, the output must hold their names.
  const std::vector<std::string>& tokens() const { return tokens_; }

 private:
  void pass_on(const OutputEvents& thoughts_apart, OutputEvents& events);
  void complete(OutputEvents& events);

  std::unique_ptr<Buffered> thoughts_, calls_;  // null: not looked for
  std::vector<std::string> tokens_;
  Json tools_;
  bool has_text_arguments_ = false;
  int n_calls_ = 0;
};

// Whether the prompt ends within thinking.
bool ends_thinking(std::string_view prompt, std::string_view think_open);

// All names that OutputFormat::tool_format may have.
std::vector<std::string_view> tool_format_names();

}  // namespace hearth::chat
