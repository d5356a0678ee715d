#include "tokenizer/vocab_tokenizer.h"

#include <algorithm>

#include "base/check.h"

namespace hearth::tokenizer {

VocabTokenizer::VocabTokenizer(Vocab vocab, SpecialIds special_ids)
    : vocab_(std::move(vocab)), special_ids_(std::move(special_ids)) {
  std::vector<int32_t> sorted = special_ids_by_text(vocab_);
  std::vector<int32_t> user_defined = sorted;
  std::erase_if(user_defined, [this](int32_t id) { return vocab_.type(id) != TokenType::kUserDefined; });
  all_special_ = SpecialMatcher(vocab_, std::move(sorted));
  user_defined_ = SpecialMatcher(vocab_, std::move(user_defined));
}

std::vector<int32_t> VocabTokenizer::encode(std::string_view text, EncodeOptions options) const {
  const SpecialMatcher& matcher = options.special == SpecialTokens::kParse ? all_special_ : user_defined_;
  std::vector<int32_t> ids;
  ids.reserve(text.size() / 3 + 8);
  if (options.bos == Bos::kAsModelWants && special_ids_.add_bos) ids.push_back(special_ids_.bos);
  EncodeScratch scratch(text.size());
  bool opens = true;
  for (size_t at = 0; at < text.size();) {
    const auto match = matcher.find(text, at);
    const size_t end = match ? match->begin : text.size();
    for (; at < end; opens = false) {
      const std::string_view stretch = text.substr(at, std::min(end - at, kMaxStretch));
      append_ids(stretch, opens, scratch, ids);
      at += stretch.size();
    }
    if (!match) break;
    ids.push_back(match->id);
    opens = true;
    at = match->end;
  }
  if (options.bos == Bos::kAsModelWants && special_ids_.add_eos) ids.push_back(special_ids_.eos);
  return ids;
}

std::string VocabTokenizer::piece(int32_t id) const {
  CHECK(id >= 0 && id < vocab_.size());
  std::string out;
  if (vocab_.is_control(id)) return out;
  if (vocab_.type(id) == TokenType::kUserDefined) {
    out = vocab_.text(id);
  } else {
    append_bytes(id, out);
  }
  return out;
}

std::string VocabTokenizer::decode(const std::vector<int32_t>& ids, SpecialTokens special) const {
  std::string out;
  bool opens = special_ids_.add_space_prefix;
  for (const int32_t id : ids) {
    CHECK(id >= 0 && id < vocab_.size());
    if (vocab_.is_control(id)) {
      if (special == SpecialTokens::kParse) out += vocab_.text(id);
      continue;
    }
    std::string bytes = piece(id);
    if (opens && bytes.starts_with(' ')) bytes.erase(0, 1);
    opens = false;
    out += bytes;
  }
  return out;
}

}  // namespace hearth::tokenizer
