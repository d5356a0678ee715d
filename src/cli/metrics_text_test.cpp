#include "cli/metrics_text.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

TEST(MetricsText, AlignsOllamasLabels) {
  const ollama::Metrics metrics{.total_duration = 2'500'000'000,
                                .load_duration = 12'000'000,
                                .prompt_eval_count = 20,
                                .prompt_eval_duration = 1'000'000'000,
                                .eval_count = 30,
                                .eval_duration = 1'500'000'000};
  EXPECT_EQ(metrics_text(metrics),
            "total duration:       2.5s\n"
            "load duration:        12ms\n"
            "prompt eval count:    20 token(s)\n"
            "prompt eval duration: 1s\n"
            "prompt eval rate:     20.00 tokens/s\n"
            "eval count:           30 token(s)\n"
            "eval duration:        1.5s\n"
            "eval rate:            20.00 tokens/s\n");
}

TEST(MetricsText, ShowsWhatWasReusedAndTheRateOfTheRest) {
  ollama::Metrics metrics{.prompt_eval_count = 100, .prompt_eval_duration = 1'000'000'000};
  metrics.prompt_cached_count = 90;
  EXPECT_EQ(metrics_text(metrics),
            "prompt eval count:    100 token(s)\n"
            "prompt cached count:  90 token(s)\n"
            "prompt eval duration: 1s\n"
            "prompt eval rate:     10.00 tokens/s\n");
}

TEST(MetricsText, LeavesOutWhatIsZero) { EXPECT_EQ(metrics_text({}), ""); }

}  // namespace
}  // namespace hearth::cli
