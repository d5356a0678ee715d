#include "tokenizer/merge_table.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>

#include "base/text.h"
#include "tokenizer/hash.h"

namespace hearth::tokenizer {
namespace {

constexpr std::string_view kMergesKey = "tokenizer.ggml.merges";
constexpr uint64_t kMaxMerges = 1 << 26;

size_t slots_for(size_t n_merges) { return std::bit_ceil(n_merges * 2 + 2); }

bool is_concatenation(std::string_view whole, std::string_view left, std::string_view right) {
  return whole.size() == left.size() + right.size() && whole.starts_with(left) && whole.ends_with(right);
}

// The token "left right" is; `guess` is tried first, because vocabularies list merged tokens in order of their merges.
int32_t find_concatenation(const Vocab& vocab, std::string_view left, std::string_view right, int32_t guess) {
  if (guess >= 0 && guess < vocab.size() && is_concatenation(vocab.text(guess), left, right)) return guess;
  char buffer[256];
  if (left.size() + right.size() > sizeof buffer) return vocab.find(std::string(left) + std::string(right));
  std::memcpy(buffer, left.data(), left.size());
  std::memcpy(buffer + left.size(), right.data(), right.size());
  return vocab.find({buffer, left.size() + right.size()});
}

}  // namespace

// Fills a table. The tables of a large vocabulary do not fit the cache, so merges are taken in groups whose loads are
// started together before the first one is needed.
class MergeLoader {
 public:
  MergeLoader(const Vocab& vocab, MergeTable& table) : vocab_(vocab), table_(table) {}

  void push(std::string_view merge) {
    if (!status_) return;
    Pending& pending = group_[n_pending_++];
    pending = {.text = merge, .space = merge.find(' ', 1)};  // a token may begin with a space, none has one inside
    if (pending.space == std::string_view::npos || pending.space + 1 == merge.size()) {
      status_ = corrupt(pending, rank_ + n_pending_ - 1, "expected two tokens with a space between");
      return;
    }
    pending.left_hash = vocab_.prefetch(pending.left());
    pending.right_hash = vocab_.prefetch(pending.right());
    if (n_pending_ == group_.size()) flush();
  }

  Status finish() {
    if (status_) flush();
    return status_;
  }

 private:
  struct Pending {
    std::string_view text;
    size_t space = 0;
    uint64_t left_hash = 0;
    uint64_t right_hash = 0;

    std::string_view left() const { return text.substr(0, space); }
    std::string_view right() const { return text.substr(space + 1); }
  };

  void flush() {
    for (size_t i = 0; i < n_pending_ && status_; ++i) add(group_[i]);
    n_pending_ = 0;
  }

  void add(const Pending& pending) {
    const int32_t left = vocab_.find(pending.left(), pending.left_hash);
    const int32_t right = vocab_.find(pending.right(), pending.right_hash);
    const int32_t id =
        left < 0 || right < 0 ? -1 : find_concatenation(vocab_, pending.left(), pending.right(), previous_ + 1);
    if (id < 0) {
      status_ = corrupt(pending, rank_,
                        left < 0 || right < 0 ? "whose parts are not both in the vocabulary"
                                              : "whose result is not in the vocabulary");
      return;
    }
    table_.insert(left, right, {rank_++, id});
    previous_ = id;
  }

  static std::unexpected<Error> corrupt(const Pending& pending, size_t rank, std::string_view why) {
    return fail(ErrorCode::kCorrupt, concat(kMergesKey, ": merge ", rank, " is '", pending.text, "', ", why));
  }

  const Vocab& vocab_;
  MergeTable& table_;
  std::array<Pending, 16> group_;
  size_t n_pending_ = 0;
  uint32_t rank_ = 0;
  int32_t previous_ = -1;  // the token that the last merge made
  Status status_;
};

Result<MergeTable> MergeTable::load(const gguf::File& file, const Vocab& vocab) {
  const gguf::Array* merges = file.find_array(kMergesKey);
  if (merges == nullptr)
    return fail(ErrorCode::kCorrupt, concat(kMergesKey, ": missing, expected an array of strings"));
  if (merges->element() != gguf::ValueType::kString) {
    return fail(ErrorCode::kCorrupt,
                concat(kMergesKey, ": found an array of ", name(merges->element()), ", expected one of string"));
  }
  if (merges->count() > kMaxMerges) {
    return fail(ErrorCode::kUnsupported,
                concat(kMergesKey, ": ", merges->count(), " merges, supported are ", kMaxMerges));
  }
  MergeTable table;
  table.slots_.resize(slots_for(merges->count()));
  MergeLoader loader(vocab, table);
  merges->for_each_string([&](std::string_view merge) { loader.push(merge); });
  TRY(loader.finish());
  return table;
}

uint64_t MergeTable::memory_bytes(const gguf::File& file) {
  const gguf::Array* merges = file.find_array(kMergesKey);
  return merges == nullptr ? 0 : slots_for(std::min(merges->count(), kMaxMerges)) * sizeof(Slot);
}

void MergeTable::insert(int32_t left, int32_t right, Join join) {
  size_t at = hash_pair(left, right) & (slots_.size() - 1);
  while (slots_[at].left >= 0) {
    if (slots_[at].left == left && slots_[at].right == right) return;  // listed twice: the first rank counts
    at = (at + 1) & (slots_.size() - 1);
  }
  slots_[at] = {left, right, join};
}

Join MergeTable::find(int32_t left, int32_t right) const {
  for (size_t at = hash_pair(left, right) & (slots_.size() - 1); slots_[at].left >= 0;
       at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].left == left && slots_[at].right == right) return slots_[at].join;
  }
  return {};
}

}  // namespace hearth::tokenizer
