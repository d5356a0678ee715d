// Template: a chat template in the Jinja language, parsed once and rendered for each conversation.
//
//   const auto chat = TRY(jinja::Template::parse(source));
//   std::string prompt = TRY(chat.render({{"messages", jinja::Value::list(...)}}));
//
// What is supported behaves as Python's jinja2 does in an immutable sandbox with trim_blocks, lstrip_blocks and loop
// controls, which is how chat templates are written to be rendered; tests/golden/jinja holds the comparison.
// Differences by design: integers have 64 bits, upper and lower case are ASCII's, and there are limits (limits.h).
#pragma once

#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "template/jinja/limits.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

struct Ast;

struct RenderOptions {
  Limits limits = {};
  std::optional<std::time_t> now = std::nullopt;  // what strftime_now() tells; the clock's time when absent
};

class Template {
 public:
  using Globals = std::vector<std::pair<std::string, Value>>;

  // Invalid UTF-8 in the source is replaced. An error names the line.
  static Result<Template> parse(std::string_view source);

  // Thread-safe. Texts in `globals` are valid UTF-8. An error names the line; raise_exception()'s message is one.
  Result<std::string> render(const Globals& globals, const RenderOptions& options = {}) const;

 private:
  explicit Template(std::shared_ptr<const Ast> ast) : ast_(std::move(ast)) {}

  std::shared_ptr<const Ast> ast_;
};

}  // namespace hearth::jinja
