#include "cli/spinner.h"

#include <chrono>
#include <cstdio>

#include "base/text.h"
#include "base/utf8.h"
#include "cli/display_width.h"
#include "cli/terminal.h"

namespace hearth::cli {
namespace {

constexpr std::string_view kFrames[] = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
constexpr std::chrono::milliseconds kInterval{100};
constexpr std::string_view kEraseLine = "\r\x1b[K";

// The start of `text` that fits into `columns`.
std::string_view cut_to(std::string_view text, int columns) {
  size_t length = 0;
  WidthCounter counter;
  while (length < text.size()) {
    const utf8::Decoded next = utf8::decode(text.substr(length));
    columns -= counter.add(next.code_point);
    if (columns < 0) break;
    length += next.n_bytes;
  }
  return text.substr(0, length);
}

}  // namespace

Spinner::Sink Spinner::on_stderr() {
  if (!is_terminal(stderr)) return {};
  return [](std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
    std::fflush(stderr);
  };
}

Spinner::Spinner(Sink sink, std::string label) : sink_(std::move(sink)), label_(std::move(label)) {
  if (sink_) thread_ = std::thread([this] { turn(); });
}

Spinner::~Spinner() { stop(); }

void Spinner::set_label(std::string label) {
  const std::lock_guard lock(mutex_);
  label_ = std::move(label);
}

void Spinner::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_one();
  thread_.join();
  sink_(kEraseLine);
}

void Spinner::turn() {
  std::unique_lock lock(mutex_);
  for (size_t frame = 0; !stopped_; ++frame) {
    show_frame(frame % std::size(kFrames));
    wake_.wait_for(lock, kInterval, [this] { return stopped_; });
  }
}

void Spinner::show_frame(size_t frame) {
  constexpr int kFrameColumns = 3;  // the sign, a space on each side
  const std::string_view label = cut_to(label_, window_columns(stderr) - kFrameColumns);
  sink_(concat(kEraseLine, label, label.empty() ? "" : " ", kFrames[frame], ' '));
}

}  // namespace hearth::cli
