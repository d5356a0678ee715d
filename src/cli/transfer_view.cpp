#include "cli/transfer_view.h"

#include <algorithm>
#include <cstdio>

#include "base/number_text.h"
#include "base/text.h"
#include "cli/message_line.h"
#include "cli/terminal.h"

namespace hearth::cli {
namespace {

// On a pipe a layer has a line for each of these.
constexpr int kPercentStep = 10;

}  // namespace

TransferView::Output TransferView::on_stderr() {
  const auto write = [](std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
  };
  return {.style = is_terminal(stderr) ? Style::kBars : Style::kLines, .write = write, .columns = [] {
            return window_columns(stderr);
          }};
}

TransferView::~TransferView() { finish(); }

void TransferView::show(const ollama::Progress& progress, TransferSpeed::Clock::time_point now) {
  const bool is_new = progress.status != status_;
  if (is_new) {
    finish();
    status_ = progress.status;
    speed_ = {};
    percent_shown_ = 0;
  }
  if (!progress.digest.empty()) speed_.add(now, progress.completed);
  if (output_.style == Style::kBars) {
    show_bar(progress);
  } else {
    show_line(progress, is_new);
  }
}

void TransferView::finish() {
  if (on_line_) output_.write("\n");
  on_line_ = false;
}

void TransferView::show_bar(const ollama::Progress& progress) {
  constexpr std::string_view kEraseLine = "\r\x1b[K";
  const std::string label = message_line(progress.status);
  const TransferState state{.label = label,
                            .completed_bytes = progress.completed,
                            .total_bytes = progress.total,
                            .bytes_per_s = speed_.bytes_per_s()};
  output_.write(concat(kEraseLine, progress.digest.empty() ? label : bar_text(state, output_.columns())));
  on_line_ = true;
}

void TransferView::show_line(const ollama::Progress& progress, bool is_new) {
  const std::string label = message_line(progress.status);
  if (progress.digest.empty()) {
    if (is_new) output_.write(label + "\n");
    return;
  }
  const int percent = percent_of(progress.completed, progress.total) / kPercentStep * kPercentStep;
  if (percent <= percent_shown_) return;
  percent_shown_ = percent;
  const std::string total = size_text(static_cast<uint64_t>(std::max<int64_t>(progress.total, 0)));
  output_.write(concat(label, ": ", percent, "% of ", total, "\n"));
}

}  // namespace hearth::cli
