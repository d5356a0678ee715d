#include "cli/text_windows.h"

#include <algorithm>

namespace hearth::cli {
namespace {

using runtime::Outputs;

// The token that the model wants in front of every text, or -1.
int32_t wanted_bos(const tokenizer::Tokenizer& tokenizer) {
  const std::vector<int32_t> ids = tokenizer.encode("", {});
  return !ids.empty() && ids.front() == tokenizer.bos() ? ids.front() : -1;
}

}  // namespace

std::vector<std::vector<int32_t>> cut_into_windows(const tokenizer::Tokenizer& tokenizer, std::string_view text,
                                                   int32_t n_ctx) {
  const std::vector<int32_t> ids = tokenizer.encode(text, {});
  const int32_t bos = wanted_bos(tokenizer);
  std::vector<std::vector<int32_t>> windows;
  for (auto begin = ids.begin(); ids.end() - begin >= n_ctx; begin += n_ctx) {
    windows.emplace_back(begin, begin + n_ctx);
    if (bos >= 0) windows.back().front() = bos;
  }
  return windows;
}

Status run_window(std::span<runtime::Engine* const> engines, std::span<const int32_t> window,
                  const std::function<void(const ScoredRows&)>& visit) {
  std::vector<runtime::Sequence> sequences;
  for (runtime::Engine* engine : engines) sequences.emplace_back(*engine);
  std::vector<runtime::Tensor> logits(engines.size());
  const auto run = [&](std::span<const int32_t> tokens, Outputs outputs) -> Status {
    for (size_t i = 0; i < engines.size(); ++i) logits[i] = TRY(engines[i]->run({{&sequences[i], tokens, outputs}}));
    return {};
  };
  const size_t max_rows = static_cast<size_t>(engines[0]->options().max_rows);
  const size_t first = window.size() / 2, end = window.size() - 1;  // nothing is known to follow the last token
  for (size_t i = 0, n = 0; i < first; i += n) {
    n = std::min(first - i, max_rows);
    TRY(run(window.subspan(i, n), Outputs::kNone));
  }
  for (size_t i = first, n = 0; i < end; i += n) {
    n = std::min({end - i, max_rows, static_cast<size_t>(kRowsAtOnce)});
    TRY(run(window.subspan(i, n), Outputs::kAll));
    visit({logits, window.subspan(i + 1, n)});
  }
  return {};
}

}  // namespace hearth::cli
