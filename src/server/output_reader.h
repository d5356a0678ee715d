// OutputReader: what the model writes to the parts of an answer: text, thoughts and calls of tools.
#pragma once

#include <cstdint>
#include <vector>

#include "chat/output_parser.h"
#include "server/answer_events.h"
#include "tokenizer/tokenizer.h"

namespace hearth::server {

class OutputReader {
 public:
  // For the answer to `prompt`, which tells whether the model is thinking already. `format` is as the model's template
  // tells.
  OutputReader(chat::OutputFormat format, const tokenizer::Tokenizer& tokenizer, const std::vector<int32_t>& prompt);

  // Those control tokens that mean something to it: of runtime::Request.
  const std::vector<int32_t>& shown_tokens() const { return shown_tokens_; }

  // The piece with its text taken apart. What a later one may still change comes with that.
  Piece read(Piece piece);
  // What is left when the answer has ended.
  Piece finish();

  // How many of the tokens that were read are thoughts. The tags around them count with what they begin.
  int64_t n_thinking_tokens() const { return n_thinking_tokens_; }

 private:
  chat::OutputParser parser_;
  std::vector<int32_t> shown_tokens_;
  int64_t n_thinking_tokens_ = 0, n_undecided_tokens_ = 0;
};

}  // namespace hearth::server
