#include "cli/metrics_text.h"

#include <array>
#include <cstdio>

#include "base/go_duration.h"
#include "base/text.h"

namespace hearth::cli {
namespace {

void add_row(std::string& table, std::string_view label, int64_t value, const std::string& text) {
  constexpr size_t kColumn = 22;
  if (value > 0) table += concat(label, std::string(kColumn - label.size(), ' '), text, '\n');
}

std::string tokens_text(int64_t count) { return concat(count, " token(s)"); }

std::string rate_text(int64_t count, int64_t ns) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.2f tokens/s", static_cast<double>(count) * 1e9 / static_cast<double>(ns));
  return text.data();
}

}  // namespace

std::string metrics_text(const ollama::Metrics& metrics) {
  std::string table;
  // What was reused took no time, so that the rate is that of the tokens computed.
  const int64_t n_computed = metrics.prompt_eval_count - metrics.prompt_cached_count;
  add_row(table, "total duration:", metrics.total_duration, go_duration_text(metrics.total_duration));
  add_row(table, "load duration:", metrics.load_duration, go_duration_text(metrics.load_duration));
  add_row(table, "prompt eval count:", metrics.prompt_eval_count, tokens_text(metrics.prompt_eval_count));
  add_row(table, "prompt cached count:", metrics.prompt_cached_count, tokens_text(metrics.prompt_cached_count));
  add_row(table, "prompt eval duration:", metrics.prompt_eval_duration, go_duration_text(metrics.prompt_eval_duration));
  if (metrics.prompt_eval_duration > 0)
    add_row(table, "prompt eval rate:", n_computed, rate_text(n_computed, metrics.prompt_eval_duration));
  add_row(table, "eval count:", metrics.eval_count, tokens_text(metrics.eval_count));
  add_row(table, "eval duration:", metrics.eval_duration, go_duration_text(metrics.eval_duration));
  if (metrics.eval_duration > 0)
    add_row(table, "eval rate:", metrics.eval_count, rate_text(metrics.eval_count, metrics.eval_duration));
  return table;
}

}  // namespace hearth::cli
