// JsonCallReader: calls that are JSON behind a marker. Most families differ only in the markers, so they are data.
//
//   text <tool_call> {"name": "f", "arguments": {}} </tool_call>
//   text <begin>     JSON                           <end>          JSON: one call, or a list of calls
//   text <begin> head JSON <between> head JSON      <end>          with a head that names the function
//
// What turns out to be no call is content, as the model wrote it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/output/calls.h"
#include "chat/output/json_scanner.h"
#include "chat/output/markers.h"
#include "chat/output/reader.h"

namespace hearth::chat {

struct JsonCallSyntax {
  using Texts = std::vector<std::string_view>;

  Texts begins;
  Texts ends = {};
  Texts between = {};  // ignored where JSON or an end is expected
  Texts dropped = {};  // ignored in the text around
  bool bare = false;   // the output may also begin with the JSON itself
  // The name and the id that a head gives, nothing when it is not complete; null: calls have no heads.
  std::optional<ToolCall> (*of_head)(std::string_view head) = nullptr;
  // Calls in another language than JSON, up to an end; null: there are none.
  std::optional<Calls> (*of_text)(std::string_view text) = nullptr;
  // Some families call a tool of this name to say that they call none.
  std::string_view no_tool = {};
};

class JsonCallReader : public Reader {
 public:
  explicit JsonCallReader(JsonCallSyntax syntax);

  size_t read(std::string_view text, More more, OutputEvents& events) override;
  void finish(OutputEvents& events) override;

 private:
  enum class State { kStart, kText, kHead, kJson };

  size_t read_state(std::string_view text, More more, OutputEvents& events);
  size_t read_start(std::string_view text, More more);
  size_t read_text(std::string_view text, More more, OutputEvents& events);
  size_t read_head(std::string_view text, More more, OutputEvents& events);
  size_t read_json(std::string_view text, OutputEvents& events);
  std::optional<Calls> found_calls() const;
  size_t end_block(size_t n_taken, OutputEvents& events);
  void give_up(OutputEvents& events);
  void add(Calls calls, OutputEvents& events);

  JsonCallSyntax syntax_;
  JsonCallSyntax::Texts in_text_, in_block_;  // the markers that are looked for
  State state_;
  std::string raw_;   // since the block began and no call was found in it
  std::string head_;  // before the JSON
  JsonScanner json_;
  bool has_calls_ = false;
};

}  // namespace hearth::chat
