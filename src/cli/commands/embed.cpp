// hearth embed: texts to vectors.
#include <algorithm>

#include "api/members.h"
#include "base/text.h"
#include "cli/backends.h"
#include "cli/command_line.h"
#include "cli/input.h"
#include "cli/message_line.h"
#include "cli/output.h"
#include "cli/repl/screen.h"
#include "cli/repl/stop_on_interrupt.h"

namespace hearth::cli {
namespace {

// Every line that is not empty.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.empty()) lines.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

Status run_embed(Arguments arguments) {
  std::string model, keep_alive;
  std::vector<std::string> words;
  bool no_truncate = false, each_line = false;
  int32_t dimensions = 0;
  CommandLine line("embed");
  line.argument("MODEL", model, "a model's name, or a GGUF file");
  line.arguments("TEXT", words, "the text, joined by spaces; without it, standard input");
  line.flag("--lines", each_line, "each line of standard input is a text, and has an array of its own");
  line.option("--dimensions", "N", dimensions, "length of the vector");
  line.flag("--no-truncate", no_truncate, "a text that is too long is an error, and not cut");
  line.option("--keepalive", "DURATION", keep_alive, "how long the model stays in memory: 5m, 1h, -1 for good");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  if (words.empty() && stdin_is_terminal()) {
    return fail(ErrorCode::kInvalidArgument, "no text; give it as argument or on standard input");
  }
  if (!words.empty() && each_line) return fail(ErrorCode::kInvalidArgument, "--lines reads standard input, not TEXT");
  std::string text = words.empty() ? TRY(read_stdin()) : join_prompt({}, words);
  if (words.empty() && text.ends_with('\n')) text.pop_back();  // ends the last line, and is no part of the text

  ollama::EmbedRequest request;
  request.model = model;
  request.input = each_line ? lines_of(text) : std::vector{text};
  request.truncate = !no_truncate;
  request.dimensions = dimensions;
  if (!keep_alive.empty()) request.keep_alive = TRY(ollama::parse_keep_alive_text(keep_alive));
  const auto backend = TRY(open_backend_of(model));
  const StopOnInterrupt interrupt;
  const ollama::EmbedResponse response = TRY(backend->embed(request, interrupt.token()));
  StandardScreen screen;
  for (const std::string& warning : response.warnings.lines()) {
    screen.remark(concat("warning: ", message_line(warning), '\n'));
  }
  std::string out;
  for (const std::vector<float>& vector : response.embeddings) out += api::to_json(vector).dump() + '\n';
  TRY(write_out(out));
  return {};
}

}  // namespace hearth::cli
