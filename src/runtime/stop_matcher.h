// StopMatcher: ends a stream of text at the first stop string, and never shows a part of one.
//
// Text that could still become a stop string is held back until it does or cannot any more. Stop strings do not
// appear in the output. When two match, the one that begins first wins.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hearth::runtime {

class StopMatcher {
 public:
  // Empty strings are ignored.
  explicit StopMatcher(std::vector<std::string> stops);

  // The text that may be shown after `text` has arrived.
  std::string push(std::string_view text);
  // What was held back, once no more text comes.
  std::string flush();
  bool stopped() const { return stopped_; }
  // The string that stopped it; empty before that.
  const std::string& stopped_by() const { return stopped_by_; }

 private:
  std::vector<std::string> stops_;
  std::string held_;
  bool stopped_ = false;
  std::string stopped_by_;
};

}  // namespace hearth::runtime
