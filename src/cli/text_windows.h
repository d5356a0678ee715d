// Windows: a text cut into pieces of one context each, and an engine run over them.
//
// As llama.cpp's perplexity tool does it, so that numbers can be compared: windows do not overlap, what is left at
// the end is dropped, and only the second half of a window is scored, where each token has at least half a context
// before it. A model that wants a beginning-of-sequence token gets it in place of a window's first token.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/result.h"
#include "runtime/engine.h"
#include "tokenizer/tokenizer.h"

namespace hearth::cli {

inline constexpr int32_t kRowsAtOnce = 32;  // rows of logits in memory: LoadOptions::max_outputs of the engines

// `n_ctx` tokens each, of the text as the tokenizer encodes it without special tokens.
std::vector<std::vector<int32_t>> cut_into_windows(const tokenizer::Tokenizer& tokenizer, std::string_view text,
                                                   int32_t n_ctx);

// A few rows of one window: logits of each engine, and the tokens that come next.
struct ScoredRows {
  std::span<const runtime::Tensor> logits;  // one per engine, [next.size(), n_vocab]
  std::span<const int32_t> next;
};

// Runs all engines over the window and calls `visit` for its second half, a few rows at a time.
Status run_window(std::span<runtime::Engine* const> engines, std::span<const int32_t> window,
                  const std::function<void(const ScoredRows&)>& visit);

}  // namespace hearth::cli
