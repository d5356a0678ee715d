#include "cli/repl/message_input.h"

#include <optional>
#include <string_view>

namespace hearth::cli {
namespace {

constexpr std::string_view kQuotes = "\"\"\"";
constexpr std::string_view kSpace = " \t\n";

// The part of a line in front of the quotes that open a text: "" or a command that takes one; nothing when the line
// opens none.
std::optional<std::string_view> opener(std::string_view line) {
  if (line.starts_with(kQuotes)) return "";
  for (const std::string_view command : {"/set system ", "/set template "}) {
    if (!line.starts_with(command)) continue;
    const size_t text = line.find_first_not_of(kSpace, command.size());
    if (text != std::string_view::npos && line.substr(text).starts_with(kQuotes)) return line.substr(0, text);
  }
  return std::nullopt;
}

// The quotes may stand on lines of their own.
std::string_view without_outer_breaks(std::string_view text) {
  if (text.starts_with('\n')) text.remove_prefix(1);
  if (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

Input::Kind kind_of(std::string_view text) {
  if (text.find_first_not_of(kSpace) == std::string_view::npos) return Input::Kind::kNothing;
  // Pasted lines may well begin with a slash: a comment, a path.
  const bool command = text.starts_with('/') && text.find('\n') == std::string_view::npos;
  return command ? Input::Kind::kCommand : Input::Kind::kMessage;
}

// A text in quotes, the first line of which is in `input`.
Result<Input> read_quoted(LineSource& lines, Input input, std::string_view command) {
  const size_t start = command.size() + kQuotes.size();
  while (input.typed.size() < start + kQuotes.size() || !input.typed.ends_with(kQuotes)) {
    const Line line = TRY(lines.read(kNextPrompt));
    if (line.kind == Line::Kind::kEnd) return Input{.kind = Input::Kind::kEnd};
    if (line.kind == Line::Kind::kInterrupted) return Input{.kind = Input::Kind::kInterrupted};
    input.typed += '\n' + line.text;
  }
  const std::string_view quoted =
      std::string_view(input.typed).substr(start, input.typed.size() - start - kQuotes.size());
  input.text = std::string(command) + std::string(without_outer_breaks(quoted));
  input.kind = !command.empty()     ? Input::Kind::kCommand
               : input.text.empty() ? Input::Kind::kNothing
                                    : Input::Kind::kMessage;
  return input;
}

}  // namespace

Result<Input> read_input(LineSource& lines) {
  Line line = TRY(lines.read(kFirstPrompt));
  if (line.kind == Line::Kind::kEnd) return Input{.kind = Input::Kind::kEnd};
  if (line.kind == Line::Kind::kInterrupted) {
    return Input{.kind = line.text.empty() ? Input::Kind::kWantsOut : Input::Kind::kInterrupted};
  }
  line.text.erase(line.text.find_last_not_of('\n') + 1);
  Input input{.typed = line.text};
  if (const auto command = opener(line.text)) return read_quoted(lines, std::move(input), *command);
  input.kind = kind_of(line.text);
  input.text = std::move(line.text);
  return input;
}

}  // namespace hearth::cli
