// SequenceBreakers: token sequences, such as a newline, across which dry sees no repetition.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace hearth::sampling {

class SequenceBreakers {
 public:
  SequenceBreakers() = default;
  // Each sequence has at least one token, and no token is negative.
  explicit SequenceBreakers(std::span<const std::vector<int32_t>> sequences);

  // How many tokens follow the breaker that ends last; all of them when there is none.
  size_t tokens_since(std::span<const int32_t> tokens) const;

  // Whether the token alone is a breaker.
  bool breaks(int32_t id) const { return role(id) == Role::kWhole; }

 private:
  enum class Role : uint8_t { kNone, kEnd, kWhole };  // of a token: the end of a longer breaker, or one by itself

  Role role(int32_t id) const {
    return static_cast<size_t>(id) < roles_.size() ? roles_[static_cast<size_t>(id)] : Role::kNone;
  }
  bool longer_one_ends(std::span<const int32_t> tokens) const;

  std::vector<Role> roles_;                   // [highest id + 1]: most tokens are dismissed by one look
  std::vector<std::vector<int32_t>> longer_;  // of two tokens or more, by their last one
};

}  // namespace hearth::sampling
