#include "server/output_reader.h"

#include <algorithm>
#include <utility>

#include "server/random_id.h"

namespace hearth::server {
namespace {

// Longer than any opening tag.
constexpr size_t kTailTokens = 32;

chat::OutputFormat behind(chat::OutputFormat format, const tokenizer::Tokenizer& tokenizer,
                          const std::vector<int32_t>& prompt) {
  const auto n = static_cast<std::ptrdiff_t>(std::min(prompt.size(), kTailTokens));
  const std::string tail = tokenizer.decode({prompt.end() - n, prompt.end()}, tokenizer::SpecialTokens::kParse);
  format.begins_thinking = chat::ends_thinking(tail, format.think_open);
  return format;
}

std::vector<int32_t> control_tokens(const std::vector<std::string>& texts, const tokenizer::Tokenizer& tokenizer) {
  std::vector<int32_t> found;
  for (const std::string& text : texts) {
    const std::vector<int32_t> ids =
        tokenizer.encode(text, {.special = tokenizer::SpecialTokens::kParse, .bos = tokenizer::Bos::kNever});
    if (ids.size() == 1 && tokenizer.is_control(ids[0])) found.push_back(ids[0]);
  }
  return found;
}

void add(Piece& piece, const chat::OutputEvents& events) {
  using Kind = chat::OutputEvent::Kind;
  for (const chat::OutputEvent& event : events) {
    if (event.kind == Kind::kContent) piece.text += event.text;
    if (event.kind == Kind::kThinking) piece.thinking += event.text;
    if (event.kind != Kind::kToolCall) continue;
    const chat::ToolCall& call = event.call;
    piece.tool_calls.push_back({.id = call.id.empty() ? random_call_id() : call.id,
                                .index = call.index,
                                .name = call.name,
                                .arguments = call.arguments});
  }
}

}  // namespace

OutputReader::OutputReader(chat::OutputFormat format, const tokenizer::Tokenizer& tokenizer,
                           const std::vector<int32_t>& prompt)
    : parser_(behind(std::move(format), tokenizer, prompt)),
      shown_tokens_(control_tokens(parser_.tokens(), tokenizer)) {}

Piece OutputReader::read(Piece piece) {
  const std::string text = std::exchange(piece.text, {});
  add(piece, parser_.feed(text));
  n_undecided_tokens_ += static_cast<int64_t>(piece.tokens.size());
  const bool is_answer = !piece.text.empty() || !piece.tool_calls.empty();
  if (!is_answer && piece.thinking.empty()) return piece;
  if (!is_answer) n_thinking_tokens_ += n_undecided_tokens_;
  n_undecided_tokens_ = 0;
  return piece;
}

Piece OutputReader::finish() {
  Piece piece;
  add(piece, parser_.finish());
  return piece;
}

}  // namespace hearth::server
