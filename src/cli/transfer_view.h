// TransferView: the progress of a pull or a push: bars at a terminal, and on a pipe plain lines, a few for each layer.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "api/ollama/progress.h"
#include "cli/transfer_bar.h"

namespace hearth::cli {

class TransferView {
 public:
  enum class Style { kBars, kLines };
  struct Output {
    Style style = Style::kLines;
    std::function<void(std::string_view)> write{};
    std::function<int()> columns{};
  };
  // What standard error is.
  static Output on_stderr();

  explicit TransferView(Output output) : output_(std::move(output)) {}
  ~TransferView();
  TransferView(const TransferView&) = delete;
  TransferView& operator=(const TransferView&) = delete;

  void show(const ollama::Progress& progress, TransferSpeed::Clock::time_point now = TransferSpeed::Clock::now());
  // Ends a line that a bar is on, so that something else can be printed.
  void finish();

 private:
  void show_bar(const ollama::Progress& progress);
  void show_line(const ollama::Progress& progress, bool is_new);

  const Output output_;
  std::string status_;    // the line that is shown
  bool on_line_ = false;  // and has no end yet
  int percent_shown_ = 0;
  TransferSpeed speed_;
};

}  // namespace hearth::cli
