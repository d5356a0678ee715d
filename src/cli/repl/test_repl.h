// What the tests of a session share: a backend that plays answers from a script and notes what it was asked, lines
// that were typed beforehand, and a screen that can be read.
#pragma once

#include <csignal>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "cli/backend.h"
#include "cli/repl/line_source.h"
#include "cli/repl/screen.h"

namespace hearth::cli {

class ScriptedBackend : public Backend {
 public:
  // What the next chats and generates answer, in turn: chunks, then an error or success.
  struct Answer {
    std::vector<ollama::ChatChunk> chunks{};
    Status status{};
  };

  static ollama::ChatChunk said(std::string content, std::string thinking = {}) {
    ollama::ChatChunk chunk;
    chunk.message.content = std::move(content);
    chunk.message.thinking = std::move(thinking);
    return chunk;
  }
  static ollama::ChatChunk done(ollama::Metrics metrics = {}, ollama::DoneReason reason = ollama::DoneReason::kStop) {
    ollama::ChatChunk chunk;
    chunk.done = true;
    chunk.done_reason = reason;
    chunk.metrics = metrics;
    return chunk;
  }
  void will_say(std::string content, ollama::Metrics metrics = {}) {
    answers.push_back({.chunks = {said(std::move(content)), done(metrics)}});
  }

  Status chat(const ollama::ChatRequest& request, const On<ollama::ChatChunk>& on_chunk,
              std::stop_token stop) override {
    chats.push_back(request);
    return play(on_chunk, stop);
  }
  Status generate(const ollama::GenerateRequest& request, const On<ollama::GenerateChunk>& on_chunk,
                  std::stop_token stop) override {
    generates.push_back(request);
    const auto as_generated = [&](const ollama::ChatChunk& chunk) {
      ollama::GenerateChunk generated;
      static_cast<ollama::Answer&>(generated) = chunk;
      generated.response = chunk.message.content;
      generated.thinking = chunk.message.thinking;
      return on_chunk(generated);
    };
    return play(as_generated, stop);
  }
  Result<ollama::EmbedResponse> embed(const ollama::EmbedRequest& request, std::stop_token) override {
    embeds.push_back(request);
    return ollama::EmbedResponse{.embeddings = {{0.5F, -1.0F}}};
  }
  Status load(const ollama::ModelRequest& request, const On<ollama::Progress>&, std::stop_token) override {
    loads.push_back(request);
    return load_status;
  }
  Status stop(const std::string&) override { return {}; }
  Result<ollama::ShowResponse> show(const ollama::ShowRequest& request) override {
    for (const auto& [name, info] : models) {
      if (name == request.model) return info;
    }
    return fail(ErrorCode::kNotFound, concat("model '", request.model, "' not found"));
  }
  Result<std::vector<ollama::ModelEntry>> list() override {
    std::vector<ollama::ModelEntry> entries;
    for (const auto& [name, info] : models) {
      entries.push_back({.name = name, .size = 1'500'000, .digest = std::string(64, 'd')});
    }
    return entries;
  }
  Result<std::vector<ollama::RunningModel>> ps() override {
    std::vector<ollama::RunningModel> running;
    for (const auto& [name, info] : models) running.push_back({.name = name, .context_length = context_length});
    return running;
  }
  Status create(const ollama::CreateRequest& request, const On<ollama::Progress>&, std::stop_token) override {
    creates.push_back(request);
    return create_status;
  }
  Status pull(const ollama::TransferRequest& request, const On<ollama::Progress>&, std::stop_token) override {
    pulls.push_back(request);
    return pull_status;
  }
  Status push(const ollama::TransferRequest&, const On<ollama::Progress>&, std::stop_token) override { return {}; }
  Status create_from_files(const store::CreateRequest&, const On<ollama::Progress>&, std::stop_token) override {
    return fail(ErrorCode::kUnsupported, "a session makes models of models");
  }
  Status copy(const std::string&, const std::string&) override { return {}; }
  Status remove(const std::string&) override { return {}; }

  std::vector<std::pair<std::string, ollama::ShowResponse>> models = {{"tiny", {}}};
  std::deque<Answer> answers;
  int64_t context_length = 4096;
  Status load_status, create_status, pull_status;
  bool interrupts = false;  // Ctrl-C is pressed behind the first chunk

  std::vector<ollama::ChatRequest> chats;
  std::vector<ollama::GenerateRequest> generates;
  std::vector<ollama::EmbedRequest> embeds;
  std::vector<ollama::ModelRequest> loads;
  std::vector<ollama::CreateRequest> creates;
  std::vector<ollama::TransferRequest> pulls;

 private:
  Status play(const On<ollama::ChatChunk>& on_chunk, const std::stop_token& stop) {
    if (answers.empty()) return fail(ErrorCode::kIo, "the script has no more answers");
    const Answer answer = std::move(answers.front());
    answers.pop_front();
    for (const ollama::ChatChunk& chunk : answer.chunks) {
      if (stop.stop_requested() || on_chunk(chunk) == Flow::kStop) return {};
      if (!interrupts) continue;
      raise(SIGINT);
      while (!stop.stop_requested()) continue;
    }
    return answer.status;
  }
};

class TypedLines final : public LineSource {
 public:
  explicit TypedLines(std::vector<std::string> texts) {
    for (std::string& text : texts) lines_.push_back({.text = std::move(text)});
  }
  void add(Line line) { lines_.push_back(std::move(line)); }

  Result<Line> read(const LinePrompt& prompt) override {
    prompts += prompt.text;
    if (lines_.empty()) return Line{.kind = Line::Kind::kEnd};
    Line line = std::move(lines_.front());
    lines_.pop_front();
    return line;
  }
  void remember(const std::string& entry) override { remembered.push_back(entry); }

  std::string prompts;  // all that were shown
  std::vector<std::string> remembered;

 private:
  std::deque<Line> lines_;
};

class ReadableScreen final : public Screen {
 public:
  enum class Kind { kFile, kTerminal };
  explicit ReadableScreen(Kind kind = Kind::kFile) : kind_(kind) {}

  Result<Written> print(std::string_view text) override {
    if (closed) return Written::kNobodyReads;
    printed += text;
    return Written::kAll;
  }
  void remark(std::string_view text) override { remarks += text; }
  bool is_terminal() const override { return kind_ == Kind::kTerminal; }
  int columns() const override { return 40; }
  Spinner::Sink spinner() override { return {}; }

  std::string printed, remarks;
  bool closed = false;

 private:
  Kind kind_;
};

}  // namespace hearth::cli
