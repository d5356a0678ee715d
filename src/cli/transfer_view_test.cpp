#include "cli/transfer_view.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

ollama::Progress line(std::string status) {
  ollama::Progress progress;
  progress.status = std::move(status);
  return progress;
}

ollama::Progress layer(int64_t completed, std::string status = "pulling 0123456789ab") {
  ollama::Progress progress = line(std::move(status));
  progress.digest = "sha256:0123456789ab";
  progress.total = 1000;
  progress.completed = completed;
  return progress;
}

class TransferViewTest : public testing::Test {
 protected:
  TransferView::Output output(TransferView::Style style) {
    return {.style = style, .write = [this](std::string_view text) { written_ += text; }, .columns = [] { return 60; }};
  }
  std::string written_;
};

TEST_F(TransferViewTest, HasAFewLinesForEachLayerOnAPipe) {
  {
    TransferView view(output(TransferView::Style::kLines));
    view.show(line("pulling manifest"));
    for (int64_t completed = 0; completed <= 1000; ++completed) view.show(layer(completed));
    view.show(layer(1000, "pulling ba9876543210"));  // was there
    view.show(line("success"));
  }
  EXPECT_EQ(written_,
            "pulling manifest\n"
            "pulling 0123456789ab: 10% of 1 KB\npulling 0123456789ab: 20% of 1 KB\npulling 0123456789ab: 30% of 1 KB\n"
            "pulling 0123456789ab: 40% of 1 KB\npulling 0123456789ab: 50% of 1 KB\npulling 0123456789ab: 60% of 1 KB\n"
            "pulling 0123456789ab: 70% of 1 KB\npulling 0123456789ab: 80% of 1 KB\npulling 0123456789ab: 90% of 1 KB\n"
            "pulling 0123456789ab: 100% of 1 KB\n"
            "pulling ba9876543210: 100% of 1 KB\n"
            "success\n");
}

TEST_F(TransferViewTest, DrawsABarOverAndOverAtATerminal) {
  {
    TransferView view(output(TransferView::Style::kBars));
    view.show(layer(0));
    view.show(layer(1000));
    view.show(line("success"));
  }
  EXPECT_EQ(written_,
            "\r\x1b[Kpulling 0123456789ab:   0% ▕                     ▏ 0 B/1 KB"
            "\r\x1b[Kpulling 0123456789ab: 100% ▕█████████████████████████▏ 1 KB\n"
            "\r\x1b[Ksuccess\n");
}

}  // namespace
}  // namespace hearth::cli
