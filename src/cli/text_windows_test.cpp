#include "cli/text_windows.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace hearth::cli {
namespace {

using runtime::Engine;

std::unique_ptr<Engine> load(const std::string& name, int32_t n_ctx, int32_t max_rows) {
  auto engine = Engine::load(HEARTH_SOURCE_DIR "/tests/golden/models/" + name,
                             {.n_threads = 1, .n_ctx = n_ctx, .max_rows = max_rows, .max_outputs = kRowsAtOnce});
  EXPECT_TRUE(engine) << engine.error().message;
  return std::move(*engine);
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "the cat in the hat and the dog on the mat, ";
  return text;
}

TEST(TextWindows, ArePiecesOfTheTextWithTheFirstTokenReplaced) {
  const auto engine = load("llama2-f32.gguf", 64, 64);
  const tokenizer::Tokenizer& tokenizer = engine->tokenizer();
  const std::vector<int32_t> ids = tokenizer.encode(long_text(), {});
  ASSERT_EQ(ids.front(), tokenizer.bos());
  const auto windows = cut_into_windows(tokenizer, long_text(), 64);
  ASSERT_EQ(windows.size(), ids.size() / 64);
  for (size_t w = 0; w < windows.size(); ++w) {
    ASSERT_EQ(windows[w].size(), 64u);
    EXPECT_EQ(windows[w].front(), tokenizer.bos());
    EXPECT_TRUE(
        std::equal(windows[w].begin() + 1, windows[w].end(), ids.begin() + static_cast<std::ptrdiff_t>(w) * 64 + 1));
  }
  EXPECT_TRUE(cut_into_windows(tokenizer, "the cat", 64).empty());
}

TEST(TextWindows, ScoreTheSecondHalfAndNothingTwice) {
  const auto engine = load("llama2-f32.gguf", 150, 20);
  const auto windows = cut_into_windows(engine->tokenizer(), long_text(), 150);
  std::vector<int32_t> next;
  Engine* const engines[] = {engine.get()};
  ASSERT_TRUE(run_window(engines, windows[1], [&](const ScoredRows& rows) {
    EXPECT_EQ(rows.logits[0].rows, static_cast<int32_t>(rows.next.size()));
    next.insert(next.end(), rows.next.begin(), rows.next.end());
  }));
  EXPECT_EQ(next, std::vector<int32_t>(windows[1].begin() + 76, windows[1].end()));
}

TEST(TextWindows, GiveTheLogitsOfTheWholeWindowRunAtOnce) {
  const auto engine = load("llama2-f32.gguf", 48, 48);
  const std::vector<int32_t> window = cut_into_windows(engine->tokenizer(), long_text(), 48)[0];
  std::vector<float> pieces;
  Engine* const engines[] = {engine.get()};
  ASSERT_TRUE(run_window(engines, window, [&](const ScoredRows& rows) {
    pieces.insert(pieces.end(), rows.logits[0].data, rows.logits[0].row(rows.logits[0].rows));
  }));
  runtime::Sequence sequence(*engine);
  ASSERT_TRUE(engine->run({{&sequence, std::span(window).first(24), runtime::Outputs::kNone}}));
  const runtime::Tensor whole =
      engine->run({{&sequence, std::span(window).subspan(24), runtime::Outputs::kAll}}).value();
  EXPECT_TRUE(std::equal(pieces.begin(), pieces.end(), whole.data));
  EXPECT_EQ(pieces.size(), static_cast<size_t>(whole.columns) * 23);
}

}  // namespace
}  // namespace hearth::cli
