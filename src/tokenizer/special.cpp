#include "tokenizer/special.h"

#include <algorithm>

namespace hearth::tokenizer {
namespace {

uint8_t byte_at(std::string_view text, size_t i) { return static_cast<uint8_t>(text[i]); }

size_t pair_index(uint8_t first, uint8_t second) { return size_t{first} << 8 | second; }

}  // namespace

std::vector<int32_t> special_ids_by_text(const Vocab& vocab) {
  std::vector<int32_t> ids;
  for (int32_t id = 0; id < vocab.size(); ++id) {
    const bool special = vocab.is_control(id) || vocab.type(id) == TokenType::kUserDefined;
    if (special && !vocab.text(id).empty()) ids.push_back(id);
  }
  std::ranges::sort(ids, [&](int32_t a, int32_t b) { return vocab.text(a) < vocab.text(b); });
  return ids;
}

SpecialMatcher::SpecialMatcher(const Vocab& vocab, std::vector<int32_t> sorted)
    : vocab_(&vocab), sorted_(std::move(sorted)), pairs_(1024) {
  std::array<uint32_t, 256> count{};
  for (const int32_t id : sorted_) {
    const std::string_view text = vocab.text(id);
    ++count[byte_at(text, 0)];
    if (text.size() == 1) {
      alone_[byte_at(text, 0)] = true;
    } else {
      const size_t pair = pair_index(byte_at(text, 0), byte_at(text, 1));
      pairs_[pair / 64] |= uint64_t{1} << (pair % 64);
    }
  }
  for (size_t b = 0; b < 256; ++b) first_[b + 1] = first_[b] + count[b];
}

std::optional<SpecialMatcher::Match> SpecialMatcher::find(std::string_view text, size_t from) const {
  if (sorted_.empty()) return std::nullopt;
  for (size_t i = from; i < text.size(); ++i) {
    const uint8_t first = byte_at(text, i);
    if (first_[first] == first_[first + 1u]) continue;
    const size_t pair = pair_index(first, i + 1 < text.size() ? byte_at(text, i + 1) : uint8_t{0});
    if (!alone_[first] && (pairs_[pair / 64] >> (pair % 64) & 1) == 0) continue;
    if (const auto match = longest_at(text, i)) return match;
  }
  return std::nullopt;
}

std::optional<SpecialMatcher::Match> SpecialMatcher::longest_at(std::string_view text, size_t begin) const {
  std::optional<Match> best;
  auto low = sorted_.begin() + first_[byte_at(text, begin)];
  auto high = sorted_.begin() + first_[byte_at(text, begin) + 1u];
  for (size_t depth = 1; low != high; ++depth) {
    if (vocab_->text(*low).size() == depth) {  // the shortest of a common prefix comes first
      best = Match{begin, begin + depth, *low};
      ++low;
    }
    if (begin + depth == text.size()) break;
    const uint8_t wanted = byte_at(text, begin + depth);
    const auto byte_of = [&](int32_t id) { return byte_at(vocab_->text(id), depth); };
    const auto range = std::ranges::equal_range(low, high, wanted, {}, byte_of);
    low = range.begin();
    high = range.end();
  }
  return best;
}

}  // namespace hearth::tokenizer
