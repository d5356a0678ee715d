// Completion: one answer as it grows: logits to a token, tokens to text, text to events, and what ends it.
//
// It knows nothing of pages and steps. All that it does depends on the request and the logits alone, so an answer that
// is preempted and taken up again goes on as if nothing had been.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "grammar/matcher.h"
#include "runtime/event.h"
#include "runtime/loop_detector.h"
#include "runtime/request.h"
#include "runtime/stop_matcher.h"
#include "sampling/sampler.h"
#include "tokenizer/detokenizer.h"

namespace hearth::runtime {

class Completion {
 public:
  // `n_ctx`: how many tokens prompt and answer may have together. The tokenizer outlives the completion. `matcher`: of
  // the request's grammar, when it has one.
  Completion(const tokenizer::Tokenizer& tokenizer, Request request, int32_t n_ctx,
             std::optional<grammar::Matcher> matcher = std::nullopt);

  // The tokens of prompt and answer so far, of which a shift may have taken some away.
  const std::vector<int32_t>& tokens() const { return tokens_; }
  // How many tokens it can have at most, as long as nothing is shifted.
  int32_t max_tokens() const;
  const Request& request() const { return request_; }
  int32_t n_generated() const { return n_generated_; }
  int32_t n_dropped() const { return n_dropped_; }

  // Draws the next token from `logits` [n_vocab], those of the last of tokens(). The event has text when some became
  // whole; done() tells whether it was the last.
  Event advance(std::span<const float> logits);
  std::optional<DoneReason> done() const { return done_; }
  // The stop string that ended it; empty when it was something else.
  const std::string& stop_string() const { return stops_.stopped_by(); }
  // Why, when done() is kFailed.
  const std::optional<Error>& error() const { return error_; }

  // Whether the context is full and half of it is to be forgotten before the next step; then does that.
  bool wants_shift() const;
  void shift();

 private:
  int32_t draw(std::span<const float> logits);
  bool fill_mask(size_t n_vocab);
  void end(DoneReason reason, Event& event);

  const tokenizer::Tokenizer& tokenizer_;
  Request request_;
  int32_t n_ctx_;
  sampling::Sampler sampler_;
  tokenizer::Detokenizer detokenizer_;
  StopMatcher stops_;
  LoopDetector loops_;
  std::optional<grammar::Matcher> matcher_;
  std::vector<uint64_t> mask_;  // [n_vocab / 64, rounded up], or empty without a matcher
  std::vector<int32_t> tokens_;
  int32_t n_generated_ = 0;
  int32_t n_dropped_ = 0;
  std::optional<DoneReason> done_;
  std::optional<Error> error_;
};

}  // namespace hearth::runtime
