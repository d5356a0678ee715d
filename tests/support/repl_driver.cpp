// repl_driver: the interactive session on a backend that needs no model, for tests that look at a real terminal.
//
// Each word of a question is answered slowly enough to be interrupted; some words have answers of their own.
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <string>

#include "cli/message_line.h"
#include "cli/repl/interactive.h"
#include "cli/repl/one_shot.h"
#include "cli/repl/test_repl.h"

namespace hearth::cli {
namespace {

// Waits, unless a stop is requested.
void pause(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, time, [] { return false; });
}

std::string answer_to(const std::string& question) {
  if (question.starts_with("wide"))
    return "日本語の長い文章は、単語の間に空白がないので、どこでも改行できる。😀👍🏽 e\u0301te\u0301 fini.";
  if (question.starts_with("code")) {
    return "Here:\n\n```cpp\nint main() { return some_function_with_a_very_long_name(1, 2, 3, 4); } // "
           "long\n```\n\nThat "
           "is all there is to say about it, in a sentence that has to be wrapped.";
  }
  if (question.starts_with("evil")) return "\x1b[2J\x1b]0;title\x07 end";
  if (question.starts_with("count")) {
    std::string numbers;
    for (int i = 1; i <= 200; ++i) numbers += std::to_string(i) + ' ';
    return numbers;
  }
  return "You said: " + question;
}

class SlowBackend final : public ScriptedBackend {
 public:
  Status chat(const ollama::ChatRequest& request, const On<ollama::ChatChunk>& on_chunk,
              std::stop_token stop) override {
    const std::string& question = request.messages.back().content;
    if (question.starts_with("error")) return fail(ErrorCode::kIo, "the engine has gone away");
    pause(std::chrono::milliseconds(question.starts_with("slow") ? 60'000 : 300), stop);
    if (question.starts_with("think")) on_chunk(said("", "The user wants me to think about something."));
    const std::string text = answer_to(question);
    for (size_t i = 0; i < text.size() && !stop.stop_requested();) {
      const size_t end = std::min(text.find_first_of(" \n", i) + 1, text.size());
      const size_t next = end == 0 ? text.size() : end;
      if (on_chunk(said(text.substr(i, next - i))) == Flow::kStop) return {};
      pause(std::chrono::milliseconds(10), stop);
      i = next;
    }
    if (stop.stop_requested()) return {};
    ollama::Metrics metrics{.total_duration = 2'000'000, .prompt_eval_count = 40, .eval_count = 10};
    metrics.prompt_cached_count = 30;
    if (question.starts_with("full")) metrics.prompt_eval_count = context_length - 10;
    on_chunk(done(metrics, question.starts_with("full") ? ollama::DoneReason::kLength : ollama::DoneReason::kStop));
    return {};
  }
  Status load(const ollama::ModelRequest& request, const On<ollama::Progress>& on_progress,
              std::stop_token stop) override {
    on_progress({.status = "loading " + request.model});
    pause(std::chrono::milliseconds(100), stop);
    return {};
  }
};

Status run(int argc, char** argv) {
  SlowBackend backend;
  backend.models = {{"tiny",
                     {.license = "MIT License\n\nCopyright (c) somebody\nmore",
                      .modelfile = "FROM tiny",
                      .parameters = "temperature                    0.7",
                      .capabilities = {"completion", "thinking"}}},
                    {"other", {}}};
  RunOptions options{.model = argc > 1 ? argv[1] : "tiny"};
  return run_interactive(backend, options);
}

}  // namespace
}  // namespace hearth::cli

int main(int argc, char** argv) {
  const hearth::Status status = hearth::cli::run(argc, argv);
  if (status) return 0;
  std::fprintf(stderr, "Error: %s\n", hearth::cli::message_line(status.error().message).c_str());
  return 1;
}
