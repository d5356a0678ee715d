// LoopDetector: whether an answer has begun to say the same over and over, which small models do and would not end.
#pragma once

#include <array>
#include <cstdint>

namespace hearth::runtime {

// A loop is the end of the answer being one stretch of up to kLongest tokens again and again, exactly, at least kTimes
// and for at least `limit` tokens together.
class LoopDetector {
 public:
  static constexpr int kLongest = 128, kTimes = 8;

  // 0 finds no loops.
  explicit LoopDetector(int32_t limit) : limit_(limit) {}

  // Whether with this token the answer is in a loop.
  bool push(int32_t token);

 private:
  int32_t limit_;
  int32_t n_tokens_ = 0;
  std::array<int32_t, kLongest> recent_{};  // the token at position i of the answer is in place i % kLongest
  std::array<int32_t, kLongest> equal_{};   // [n - 1]: how many tokens in a row are the one n before them
};

}  // namespace hearth::runtime
