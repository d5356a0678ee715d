#include "cli/answer.h"

#include <array>
#include <cstdio>

#include "base/go_duration.h"
#include "base/text.h"
#include "base/time_text.h"

namespace hearth::cli {
namespace {

Json token_json(const sampling::TokenLogprob& entry, const tokenizer::Tokenizer& tokenizer) {
  const std::string piece = tokenizer.piece(entry.id);
  Json bytes = Json::array();
  for (const char byte : piece) bytes.push_back(static_cast<unsigned char>(byte));
  return Json::object(
      {{"token", piece}, {"id", entry.id}, {"logprob", static_cast<double>(entry.logprob)}, {"bytes", bytes}});
}

Json logprobs_json(const runtime::Generation& generation, const tokenizer::Tokenizer& tokenizer) {
  Json list = Json::array();
  for (const runtime::GeneratedToken& token : generation.tokens) {
    Json entry = token_json(token.logprobs.front(), tokenizer);
    Json top = Json::array();
    for (size_t i = 1; i < token.logprobs.size(); ++i) top.push_back(token_json(token.logprobs[i], tokenizer));
    entry.set("top_logprobs", std::move(top));
    list.push_back(std::move(entry));
  }
  return list;
}

std::string rate_text(int64_t count, int64_t ns) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.2f tokens/s", static_cast<double>(count) * 1e9 / static_cast<double>(ns));
  return text.data();
}

void add_row(std::string& table, std::string_view label, int64_t value, const std::string& text) {
  constexpr size_t kColumn = 22;
  if (value > 0) table += concat(label, std::string(kColumn - label.size(), ' '), text, '\n');
}

void add_rows(std::string& table, const std::string& what, int64_t count, int64_t ns) {
  add_row(table, what + " count:", count, concat(count, " token(s)"));
  add_row(table, what + " duration:", ns, go_duration_text(ns));
  if (ns > 0) add_row(table, what + " rate:", count, rate_text(count, ns));
}

const char* done_reason_text(runtime::DoneReason reason) {
  if (reason == runtime::DoneReason::kLoop) return "loop";
  return reason == runtime::DoneReason::kStop ? "stop" : "length";
}

}  // namespace

Json answer_json(const Answer& answer, const tokenizer::Tokenizer& tokenizer) {
  const runtime::Generation& generation = answer.generation;
  Json json = Json::object({{"model", answer.model},
                            {"created_at", time_text(answer.created_at)},
                            {"response", generation.text},
                            {"done", !answer.interrupted}});
  if (!answer.interrupted) {
    json.set("done_reason", done_reason_text(generation.done_reason));
  }
  json.set("total_duration", answer.total_ns);
  json.set("load_duration", answer.load_ns);
  json.set("prompt_eval_count", generation.usage.prompt_tokens);
  json.set("prompt_eval_duration", generation.usage.prompt_ns);
  json.set("eval_count", generation.tokens.size());
  json.set("eval_duration", generation.usage.eval_ns);
  json.set("seed", answer.seed);
  Json prompt = Json::array(), tokens = Json::array();
  for (const int32_t id : answer.prompt) prompt.push_back(id);
  for (const runtime::GeneratedToken& token : generation.tokens) tokens.push_back(token.id);
  json.set("prompt_tokens", std::move(prompt));
  json.set("tokens", std::move(tokens));
  const bool has_logprobs = !generation.tokens.empty() && !generation.tokens.front().logprobs.empty();
  if (has_logprobs) json.set("logprobs", logprobs_json(generation, tokenizer));
  return json;
}

Json load_json(const Answer& answer) {
  return Json::object({{"model", answer.model},
                       {"created_at", time_text(answer.created_at)},
                       {"response", ""},
                       {"done", true},
                       {"done_reason", "load"},
                       {"total_duration", answer.total_ns},
                       {"load_duration", answer.load_ns}});
}

std::string timing_table(const Answer& answer) {
  const runtime::Generation& generation = answer.generation;
  std::string table;
  add_row(table, "total duration:", answer.total_ns, go_duration_text(answer.total_ns));
  add_row(table, "load duration:", answer.load_ns, go_duration_text(answer.load_ns));
  add_rows(table, "prompt eval", generation.usage.prompt_tokens, generation.usage.prompt_ns);
  add_rows(table, "eval", static_cast<int64_t>(generation.tokens.size()), generation.usage.eval_ns);
  return table;
}

}  // namespace hearth::cli
