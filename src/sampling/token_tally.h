// TokenTally: a number for each token of a vocabulary, 0 at first. Starting over costs as much as was noted before,
// not as much as the vocabulary is large.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace hearth::sampling {

class TokenTally {
 public:
  // Every number is 0 again.
  void start(size_t n_vocab) {
    for (const int32_t id : noted_) numbers_[static_cast<size_t>(id)] = 0;
    noted_.clear();
    numbers_.resize(n_vocab);
  }

  // Both ignore ids that are outside the vocabulary, such as placeholders of images.
  void add_one(int32_t id) {
    if (note(id)) ++numbers_[static_cast<size_t>(id)];
  }
  // `number` is above 0.
  void raise(int32_t id, int32_t number) {
    if (note(id)) numbers_[static_cast<size_t>(id)] = std::max(numbers_[static_cast<size_t>(id)], number);
  }

  int32_t of(int32_t id) const { return numbers_[static_cast<size_t>(id)]; }
  // The tokens whose number is not 0, each once.
  std::span<const int32_t> noted() const { return noted_; }

 private:
  bool note(int32_t id) {
    if (static_cast<size_t>(id) >= numbers_.size()) return false;  // negative ones become huge
    if (numbers_[static_cast<size_t>(id)] == 0) noted_.push_back(id);
    return true;
  }

  std::vector<int32_t> numbers_;  // [n_vocab]
  std::vector<int32_t> noted_;
};

}  // namespace hearth::sampling
