#include "cli/spinner.h"

#include <gtest/gtest.h>

#include <latch>

namespace hearth::cli {
namespace {

// Collects what a spinner shows and opens a gate after its first frames.
class Shown {
 public:
  explicit Shown(int n_frames) : gate_(n_frames), left_(n_frames) {}

  Spinner::Sink sink() {
    return [this](std::string_view text) {
      text_ += text;
      if (left_ > 0) gate_.count_down();
      --left_;
    };
  }
  void wait() { gate_.wait(); }
  const std::string& text() const { return text_; }

 private:
  std::latch gate_;
  int left_;
  std::string text_;
};

TEST(Spinner, TurnsAndLeavesAnEmptyLine) {
  Shown shown(2);
  Spinner spinner(shown.sink(), "loading");
  shown.wait();
  spinner.stop();
  EXPECT_EQ(shown.text().find("\r\x1b[Kloading ⠋ \r\x1b[Kloading ⠙ "), 0u) << shown.text();
  EXPECT_TRUE(shown.text().ends_with("\r\x1b[K"));
}

TEST(Spinner, ShowsNothingMoreOnceStopped) {
  Shown shown(1);
  Spinner spinner(shown.sink());
  shown.wait();
  spinner.stop();
  const std::string text = shown.text();
  spinner.stop();
  EXPECT_EQ(shown.text(), text);
}

TEST(Spinner, ChangesItsLabel) {
  Shown shown(2);
  Spinner spinner(shown.sink(), "one");
  spinner.set_label("two");
  shown.wait();
  spinner.stop();
  EXPECT_NE(shown.text().find("two ⠙"), std::string::npos) << shown.text();
}

TEST(Spinner, DoesNothingWithoutATerminal) {
  Spinner spinner({});
  spinner.set_label("unseen");
  spinner.stop();
}

}  // namespace
}  // namespace hearth::cli
