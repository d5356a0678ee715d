#include "runtime/completion.h"

#include <algorithm>

#include "base/check.h"

namespace hearth::runtime {

Completion::Completion(const tokenizer::Tokenizer& tokenizer, Request request, int32_t n_ctx,
                       std::optional<grammar::Matcher> matcher)
    : tokenizer_(tokenizer),
      request_(std::move(request)),
      n_ctx_(n_ctx),
      sampler_(request_.options.sampler),
      detokenizer_(tokenizer, request_.shown_tokens),
      stops_(request_.options.stop),
      loops_(request_.options.loop_limit),
      matcher_(std::move(matcher)),
      tokens_(request_.prompt) {}

int32_t Completion::max_tokens() const {
  const int64_t n_predict = request_.options.num_predict;
  if (n_predict < 0) return n_ctx_;
  const int64_t left = std::max<int64_t>(0, n_predict - n_generated_);
  return static_cast<int32_t>(std::min<int64_t>(n_ctx_, static_cast<int64_t>(tokens_.size()) + left));
}

Event Completion::advance(std::span<const float> logits) {
  Event event;
  const GenerateOptions& options = request_.options;
  if (options.num_predict == 0) {
    end(DoneReason::kLength, event);
    return event;
  }
  if (matcher_ && !fill_mask(logits.size())) {
    end(error_ ? DoneReason::kFailed : DoneReason::kStop, event);
    return event;
  }
  const int32_t token = draw(logits);
  tokens_.push_back(token);
  ++n_generated_;
  GeneratedToken& generated = event.tokens.emplace_back(GeneratedToken{token, {}});
  if (options.n_logprobs >= 0) generated.logprobs = sampling::logprobs(logits, token, options.n_logprobs);
  if (tokenizer_.is_end_of_generation(token)) {
    end(DoneReason::kStop, event);
    return event;
  }
  event.text = stops_.push(detokenizer_.push(token));
  const bool loops = loops_.push(token);
  const bool full = static_cast<int32_t>(tokens_.size()) >= n_ctx_ && request_.context_full == ContextFull::kEnd;
  if (stops_.stopped())
    done_ = DoneReason::kStop;
  else if (full || n_generated_ == options.num_predict)
    end(DoneReason::kLength, event);
  else if (loops)
    end(DoneReason::kLoop, event);
  return event;
}

int32_t Completion::draw(std::span<const float> logits) {
  // Positions go on counting over a shift, so that no two draws are the same.
  const int32_t token = sampler_.sample(logits, tokens_, static_cast<int64_t>(tokens_.size()) + n_dropped_, mask_);
  if (!matcher_ || matcher_->accept(token)) return token;
  // A bias bans all that the grammar allows. The grammar holds: of what it allows, the likeliest.
  int32_t best = -1;
  for (size_t i = 0; i < logits.size(); ++i) {
    if ((mask_[i / 64] >> (i % 64) & 1) == 0) continue;
    if (best < 0 || logits[i] > logits[static_cast<size_t>(best)]) best = static_cast<int32_t>(i);
  }
  CHECK(matcher_->accept(best));
  return best;
}

// Whether there is a token to draw. There is none when the grammar wants no more and the model has no end token.
bool Completion::fill_mask(size_t n_vocab) {
  mask_.resize((n_vocab + 63) / 64);
  if (Status filled = matcher_->fill_mask(mask_); !filled) {
    error_ = std::move(filled.error());
    return false;
  }
  return std::ranges::any_of(mask_, [](uint64_t word) { return word != 0; });
}

// What was held back comes out: half a character, or half a stop string.
void Completion::end(DoneReason reason, Event& event) {
  event.text += stops_.push(detokenizer_.flush());
  event.text += stops_.flush();
  done_ = reason;
}

bool Completion::wants_shift() const {
  return !done_ && static_cast<int32_t>(tokens_.size()) >= n_ctx_ && request_.context_full == ContextFull::kShift;
}

void Completion::shift() {
  const int32_t n = static_cast<int32_t>(tokens_.size());
  const int32_t keep = std::clamp(request_.num_keep, 0, n - 2), drop = std::max(1, (n - keep) / 2);
  tokens_.erase(tokens_.begin() + keep, tokens_.begin() + keep + drop);
  n_dropped_ += drop;
}

}  // namespace hearth::runtime
