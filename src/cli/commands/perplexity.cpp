// hearth perplexity: how well a model predicts a text, and with --kl how far the engine's fast arithmetic takes it from
// exact arithmetic.
#include <unistd.h>

#include <cstdio>

#include "base/json.h"
#include "base/text.h"
#include "base/thread_pool.h"
#include "cli/command_line.h"
#include "cli/engine_options.h"
#include "cli/input.h"
#include "cli/output.h"
#include "cli/text_score.h"
#include "cli/text_windows.h"

namespace hearth::cli {
namespace {

struct Settings {
  std::string model, text_file;
  int32_t n_ctx = 512, most_windows = 0;
  bool kl = false, json = false;
};

struct Report {
  int32_t n_ctx;
  size_t n_windows, n_scored;
  Perplexity perplexity, exact;
  Divergence divergence;
};

Result<CommandLine::Outcome> parse(Arguments arguments, Settings& s) {
  CommandLine line("perplexity");
  line.argument("MODEL", s.model, "a GGUF model file");
  line.argument("FILE", s.text_file, "a text");
  line.flag("--kl", s.kl,
            "compare with exact activations: divergence, and how often the most likely token is the same");
  line.option("--ctx", "N", s.n_ctx, "tokens of a window, of which the second half is scored (512)");
  line.option("--windows", "N", s.most_windows, "only the first N windows of the text");
  line.flag("--json", s.json, "print one JSON object");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return CommandLine::kHelp;
  if (s.n_ctx < 4) return fail(ErrorCode::kInvalidArgument, concat("--ctx is ", s.n_ctx, ", expected 4 or more"));
  if (s.most_windows < 0) {
    return fail(ErrorCode::kInvalidArgument, concat("--windows is ", s.most_windows, ", expected 1 or more"));
  }
  return CommandLine::kRun;
}

// The engine as the environment wants it and, with --kl, behind it the exact one.
Result<std::vector<std::unique_ptr<runtime::Engine>>> load_engines(const Settings& s) {
  runtime::LoadOptions options = TRY(load_engine_options());
  options.n_ctx = s.n_ctx;
  options.max_outputs = kRowsAtOnce;
  std::vector<std::unique_ptr<runtime::Engine>> engines;
  engines.push_back(TRY(runtime::Engine::load(s.model, options)));
  options.activations = runtime::Activations::kF32;
  if (s.kl) engines.push_back(TRY(runtime::Engine::load(s.model, options)));
  return engines;
}

Result<std::vector<std::vector<int32_t>>> read_windows(const Settings& s, const tokenizer::Tokenizer& tokenizer) {
  const std::string text = TRY(read_file(s.text_file));
  auto windows = cut_into_windows(tokenizer, text, s.n_ctx);
  if (windows.empty()) {
    return fail(ErrorCode::kInvalidArgument,
                concat(s.text_file, " has ", tokenizer.encode(text, {}).size(), " tokens, a window ", s.n_ctx));
  }
  if (s.most_windows > 0) windows.resize(std::min(windows.size(), static_cast<size_t>(s.most_windows)));
  return windows;
}

void score_rows(const ScoredRows& given, ThreadPool& pool, std::vector<RowScore>& scores) {
  const size_t before = scores.size();
  scores.resize(before + given.next.size());
  pool.parallel_for(static_cast<int>(given.next.size()), [&](int row, int) {
    const auto logits = [&](size_t engine) {
      const runtime::Tensor& tensor = given.logits[engine];
      return std::span<const float>(tensor.row(row), static_cast<size_t>(tensor.columns));
    };
    const int32_t next = given.next[static_cast<size_t>(row)];
    scores[before + static_cast<size_t>(row)] =
        given.logits.size() > 1 ? compare_rows(logits(1), logits(0), next) : score_row(logits(0), next);
  });
}

void show_progress(size_t n_done, size_t n_windows) {
  if (isatty(STDERR_FILENO) == 0) return;
  const std::string text = n_done < n_windows ? concat("\rwindow ", n_done + 1, " of ", n_windows) : "\r\033[K";
  std::fputs(text.c_str(), stderr);
}

Report summarize(const Settings& s, size_t n_windows, std::span<const RowScore> scores) {
  std::vector<double> losses, exact_losses;
  for (const RowScore& score : scores) {
    losses.push_back(score.loss);
    exact_losses.push_back(score.exact_loss);
  }
  return {.n_ctx = s.n_ctx,
          .n_windows = n_windows,
          .n_scored = scores.size(),
          .perplexity = perplexity(losses),
          .exact = perplexity(exact_losses),
          .divergence = divergence(scores)};
}

std::string table(const Report& r, bool kl) {
  const auto number = [](const char* format, double value) {
    char text[64];
    std::snprintf(text, sizeof text, format, value);
    return std::string(text);
  };
  const auto perplexity_text = [&](const Perplexity& p) {
    return number("%.4f", p.value) + number(" ± %.4f", p.error);
  };
  std::string text = concat("perplexity:            ", perplexity_text(r.perplexity), "\n");
  if (kl) {
    text += concat("exact perplexity:      ", perplexity_text(r.exact), "\n\nKL divergence from exact mode:\n");
    text += concat("  mean:                ", number("%.6f", r.divergence.mean), "\n");
    text += concat("  median:              ", number("%.6f", r.divergence.median), "\n");
    text += concat("  99 %:                ", number("%.6f", r.divergence.percentile_99), "\n");
    text += concat("  maximum:             ", number("%.6f", r.divergence.maximum), "\n");
    text += concat("same top token:        ", number("%.2f %%", 100 * r.divergence.same_top), "\n");
  }
  return text + concat("\n", r.n_windows, " windows of ", r.n_ctx, " tokens, ", r.n_scored, " tokens scored\n");
}

Json json(const Report& r, bool kl) {
  Json object = Json::object({{"perplexity", r.perplexity.value},
                              {"perplexity_error", r.perplexity.error},
                              {"n_ctx", r.n_ctx},
                              {"windows", r.n_windows},
                              {"tokens_scored", r.n_scored}});
  if (kl) {
    object.set("exact_perplexity", r.exact.value);
    object.set("exact_perplexity_error", r.exact.error);
    object.set("kl_divergence", Json::object({{"mean", r.divergence.mean},
                                              {"median", r.divergence.median},
                                              {"percentile_99", r.divergence.percentile_99},
                                              {"maximum", r.divergence.maximum}}));
    object.set("same_top_token", r.divergence.same_top);
  }
  return object;
}

}  // namespace

Status run_perplexity(Arguments arguments) {
  Settings s;
  if (TRY(parse(arguments, s)) == CommandLine::kHelp) return {};
  const auto engines = TRY(load_engines(s));
  std::vector<runtime::Engine*> used;
  for (const auto& engine : engines) used.push_back(engine.get());
  const auto windows = TRY(read_windows(s, used[0]->tokenizer()));
  ThreadPool pool(used[0]->options().n_threads);
  std::vector<RowScore> scores;
  for (size_t i = 0; i < windows.size(); ++i) {
    show_progress(i, windows.size());
    TRY(run_window(used, windows[i], [&](const ScoredRows& rows) { score_rows(rows, pool, scores); }));
  }
  show_progress(windows.size(), windows.size());
  const Report report = summarize(s, windows.size(), scores);
  TRY(write_out(s.json ? json(report, s.kl).dump() + '\n' : table(report, s.kl)));
  return {};
}

}  // namespace hearth::cli
