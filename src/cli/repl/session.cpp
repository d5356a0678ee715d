#include "cli/repl/session.h"

#include <algorithm>

namespace hearth::cli {

Session::Session(const RunOptions& run, ollama::ShowResponse info)
    : options(run.options),
      format(run.format),
      think(run.think),
      style(run.style),
      verbose(run.verbose),
      model_(run.model),
      info_(std::move(info)),
      keep_alive_(run.keep_alive) {}

void Session::change_model(std::string name, ollama::ShowResponse info) {
  model_ = std::move(name);
  info_ = std::move(info);
  turns_.clear();
  options = {};
  system.clear();
  template_text.clear();
}

void Session::add_question(std::string text) { turns_.push_back({.role = "user", .content = std::move(text)}); }

void Session::add_answer(std::string text, std::string thinking) {
  if (text.empty() && thinking.empty()) return;
  turns_.push_back({.role = "assistant", .content = std::move(text), .thinking = std::move(thinking)});
}

void Session::drop_question() { turns_.pop_back(); }

void Session::fill_in(ollama::ModelRequest& request) const {
  request.model = model_;
  request.keep_alive = keep_alive_;
  request.options = options;
}

ollama::ChatRequest Session::chat_request() const {
  using ollama::Think;
  ollama::ChatRequest request;
  fill_in(request);
  request.format = format;
  if (can("thinking")) request.think = think == Think::kUnset ? Think::kOn : think;
  request.template_text = template_text;
  if (!system.empty()) request.messages.push_back({.role = "system", .content = system});
  request.messages.insert(request.messages.end(), turns_.begin(), turns_.end());
  return request;
}

ollama::ModelRequest Session::load_request() const {
  ollama::ModelRequest request;
  fill_in(request);
  return request;
}

ollama::CreateRequest Session::save_request(std::string name) const {
  ollama::CreateRequest request{.model = std::move(name), .from = model_};
  request.system = system;
  request.template_text = template_text;
  request.parameters = options;
  if (!turns_.empty()) {  // messages replace those of the model, so these come along
    request.messages = info_.messages;
    request.messages.insert(request.messages.end(), turns_.begin(), turns_.end());
  }
  return request;
}

bool Session::can(std::string_view capability) const {
  return std::ranges::find(info_.capabilities, capability) != info_.capabilities.end();
}

}  // namespace hearth::cli
