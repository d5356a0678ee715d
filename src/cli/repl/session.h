// Session: what an interactive conversation remembers: the model, what was said, and what the user set.
//
// The whole conversation goes into each request. A server that keeps the tokens of the last one computes only what is
// new, which is why nothing in front of the new message may change between two requests.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/ollama/chat.h"
#include "api/ollama/create.h"
#include "api/ollama/model_request.h"
#include "api/ollama/show.h"
#include "cli/repl/run_options.h"

namespace hearth::cli {

class Session {
 public:
  // Of run.model, about which the backend says `info`.
  Session(const RunOptions& run, ollama::ShowResponse info);

  // Another model, with nothing said and nothing set for it.
  void change_model(std::string name, ollama::ShowResponse info);
  // Forgets what was said; what the user set stays.
  void clear() { turns_.clear(); }

  void add_question(std::string text);
  // An answer that was stopped counts as far as it came; an empty one not at all.
  void add_answer(std::string text, std::string thinking);
  // Takes back the last question, which found no answer.
  void drop_question();

  // Asks the model to answer the last question.
  ollama::ChatRequest chat_request() const;
  // Makes the model ready.
  ollama::ModelRequest load_request() const;
  // A model `name` that starts where this conversation is.
  ollama::CreateRequest save_request(std::string name) const;

  bool can(std::string_view capability) const;
  const std::string& model() const { return model_; }
  const ollama::ShowResponse& info() const { return info_; }

  // What the user set.
  api::Options options;
  std::string system;         // empty: the model's
  std::string template_text;  // empty: the model's
  ollama::Format format;
  ollama::Think think;  // unset: on for models that can
  AnswerStyle style;
  bool verbose;
  bool keeps_history = true;

 private:
  void fill_in(ollama::ModelRequest& request) const;

  std::string model_;
  ollama::ShowResponse info_;
  std::optional<ollama::KeepAlive> keep_alive_;
  std::vector<ollama::Message> turns_;  // questions and answers, without those that the model itself begins with
};

}  // namespace hearth::cli
