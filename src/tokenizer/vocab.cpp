#include "tokenizer/vocab.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/text.h"

namespace hearth::tokenizer {
namespace {

constexpr std::string_view kTokensKey = "tokenizer.ggml.tokens";
constexpr std::string_view kTypesKey = "tokenizer.ggml.token_type";
constexpr std::string_view kScoresKey = "tokenizer.ggml.scores";
constexpr uint64_t kMaxTokens = 1 << 24;  // far above any model; keeps ids and table sizes in 32 bits

size_t slots_for(size_t n_tokens) { return std::bit_ceil(n_tokens * 2); }

}  // namespace

Result<Vocab> Vocab::load(const gguf::File& file) {
  const gguf::Array* tokens = file.find_array(kTokensKey);
  if (tokens == nullptr)
    return fail(ErrorCode::kCorrupt, concat(kTokensKey, ": missing, expected an array of strings"));
  if (tokens->element() != gguf::ValueType::kString) {
    return fail(ErrorCode::kCorrupt,
                concat(kTokensKey, ": found an array of ", name(tokens->element()), ", expected one of string"));
  }
  if (tokens->count() == 0)
    return fail(ErrorCode::kCorrupt, concat(kTokensKey, ": empty, expected at least one token"));
  if (tokens->count() > kMaxTokens || tokens->data().size() > UINT32_MAX) {
    return fail(ErrorCode::kUnsupported, concat(kTokensKey, ": ", tokens->count(), " tokens in ", tokens->data().size(),
                                                " bytes, supported are ", kMaxTokens, " in ", UINT32_MAX));
  }
  Vocab vocab;
  TRY(vocab.read_texts(*tokens));
  TRY(vocab.read_types(file));
  TRY(vocab.read_scores(file));
  return vocab;
}

uint64_t Vocab::memory_bytes(const gguf::File& file) {
  const gguf::Array* tokens = file.find_array(kTokensKey);
  if (tokens == nullptr) return 0;
  const uint64_t n = std::min(tokens->count(), kMaxTokens);
  const uint64_t score = file.find_array(kScoresKey) == nullptr ? 0 : sizeof(float);
  return n * (sizeof(uint32_t) + sizeof(TokenType) + score) + slots_for(n) * sizeof(Slot);
}

// Slots of consecutive tokens lie anywhere in the table, so the loads of a group are started together before the
// first one is needed.
Status Vocab::read_texts(const gguf::Array& tokens) {
  constexpr size_t kGroup = 16;
  TRY(read_offsets(tokens));
  const size_t n = types_.size();
  slots_.resize(slots_for(n));
  std::array<uint64_t, kGroup> hashes;
  for (size_t first = 0; first < n; first += kGroup) {
    const size_t count = std::min(kGroup, n - first);
    for (size_t i = 0; i < count; ++i) {
      hashes[i] = prefetch(text(static_cast<int32_t>(first + i)));
    }
    for (size_t i = 0; i < count; ++i) TRY(insert(static_cast<int32_t>(first + i), hashes[i]));
  }
  return {};
}

Status Vocab::read_offsets(const gguf::Array& tokens) {
  strings_ = tokens.data();
  types_.assign(static_cast<size_t>(tokens.count()), TokenType::kNormal);
  offsets_.reserve(types_.size() + 1);
  uint64_t at = sizeof(uint64_t);
  offsets_.push_back(static_cast<uint32_t>(at));
  tokens.for_each_string([&](std::string_view text) {
    at += text.size() + sizeof(uint64_t);
    offsets_.push_back(static_cast<uint32_t>(at));
  });
  if (offsets_.size() != types_.size() + 1) {
    return fail(ErrorCode::kCorrupt, concat(kTokensKey, ": changed while it was read"));
  }
  return {};
}

Status Vocab::insert(int32_t id, uint64_t hash) {
  const std::string_view own = text(id);
  if (own.empty()) return {};  // padding of some vocabularies: has an id, is never found in a text
  const auto tag = static_cast<uint32_t>(hash >> 32);
  size_t at = hash & (slots_.size() - 1);
  for (; slots_[at].id != 0; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].tag == tag && text(slots_[at].id - 1) == own) {
      return fail(ErrorCode::kCorrupt, concat(kTokensKey, ": tokens ", slots_[at].id - 1, " and ", id,
                                              " have the same text '", own, "', expected each text once"));
    }
  }
  slots_[at] = {tag, id + 1};
  return {};
}

int32_t Vocab::find(std::string_view text, uint64_t hash) const {
  const auto tag = static_cast<uint32_t>(hash >> 32);
  for (size_t at = hash & (slots_.size() - 1); slots_[at].id != 0; at = (at + 1) & (slots_.size() - 1)) {
    if (slots_[at].tag == tag && this->text(slots_[at].id - 1) == text) return slots_[at].id - 1;
  }
  return -1;
}

Status Vocab::read_types(const gguf::File& file) {
  const gguf::Array* array = file.find_array(kTypesKey);
  if (array == nullptr) return {};
  if (array->element() != gguf::ValueType::kI32 && array->element() != gguf::ValueType::kU32) {
    return fail(ErrorCode::kCorrupt,
                concat(kTypesKey, ": found an array of ", name(array->element()), ", expected one of i32"));
  }
  if (array->count() < types_.size()) {
    return fail(ErrorCode::kCorrupt, concat(kTypesKey, ": ", array->count(), " types for ", types_.size(), " tokens"));
  }
  for (size_t i = 0; i < types_.size(); ++i) {
    const auto value = load_unaligned<uint32_t>(array->data().data() + 4 * i);
    types_[i] = value <= 6 ? static_cast<TokenType>(value) : TokenType::kUndefined;
  }
  return {};
}

Status Vocab::read_scores(const gguf::File& file) {
  const gguf::Array* array = file.find_array(kScoresKey);
  if (array == nullptr) return {};
  if (array->element() != gguf::ValueType::kF32) {
    return fail(ErrorCode::kCorrupt,
                concat(kScoresKey, ": found an array of ", name(array->element()), ", expected one of f32"));
  }
  if (array->count() < types_.size()) {
    return fail(ErrorCode::kCorrupt,
                concat(kScoresKey, ": ", array->count(), " scores for ", types_.size(), " tokens"));
  }
  scores_.resize(types_.size());
  std::memcpy(scores_.data(), array->data().data(), scores_.size() * sizeof(float));
  for (size_t i = 0; i < scores_.size(); ++i) {
    if (std::isnan(scores_[i])) {
      return fail(ErrorCode::kCorrupt, concat(kScoresKey, ": the score of token ", i, " is not a number"));
    }
  }
  return {};
}

}  // namespace hearth::tokenizer
