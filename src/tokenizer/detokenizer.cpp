#include "tokenizer/detokenizer.h"

#include <algorithm>

#include "base/utf8.h"

namespace hearth::tokenizer {
namespace {

// How many bytes the character that begins with `lead` has; 1 for bytes that begin none.
size_t promised_bytes(char lead) {
  const auto byte = static_cast<uint8_t>(lead);
  if (byte < 0xC2 || byte > 0xF4) return 1;
  return byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

}  // namespace

std::string Detokenizer::push(int32_t id) {
  const bool is_shown = std::ranges::find(shown_, id) != shown_.end();
  pending_ += is_shown ? tokenizer_.decode({id}, SpecialTokens::kParse) : tokenizer_.piece(id);
  std::string out;
  std::string_view rest = pending_;
  while (!rest.empty()) {
    const utf8::Decoded next = utf8::decode(rest);
    if (!next.valid && next.n_bytes == rest.size() && rest.size() < promised_bytes(rest[0])) break;
    utf8::append(out, next.code_point);
    rest.remove_prefix(next.n_bytes);
  }
  pending_.erase(0, pending_.size() - rest.size());
  return out;
}

std::string Detokenizer::flush() {
  std::string out = utf8::make_valid(pending_);
  pending_.clear();
  return out;
}

}  // namespace hearth::tokenizer
