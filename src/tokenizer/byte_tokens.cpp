#include "tokenizer/byte_tokens.h"

#include <charconv>
#include <optional>
#include <string_view>

#include "base/text.h"

namespace hearth::tokenizer {
namespace {

std::optional<uint8_t> parse_byte_token(std::string_view text) {
  if (text.size() != 6 || !text.starts_with("<0x") || text[5] != '>') return std::nullopt;
  uint8_t byte = 0;
  const auto [end, error] = std::from_chars(text.data() + 3, text.data() + 5, byte, 16);
  if (error != std::errc() || end != text.data() + 5) return std::nullopt;
  return byte;
}

}  // namespace

Result<ByteTokens> load_byte_tokens(const Vocab& vocab) {
  ByteTokens ids;
  ids.fill(-1);
  for (int32_t id = 0; id < vocab.size(); ++id) {
    if (vocab.type(id) != TokenType::kByte) continue;
    const std::optional<uint8_t> byte = parse_byte_token(vocab.text(id));
    if (!byte) {
      return fail(ErrorCode::kCorrupt, concat("tokenizer.ggml.tokens: byte token ", id, " is '", vocab.text(id),
                                              "', expected <0x and two hex digits and >"));
    }
    if (ids[*byte] >= 0) {
      return fail(ErrorCode::kCorrupt, concat("tokenizer.ggml.tokens: tokens ", ids[*byte], " and ", id,
                                              " stand for the same byte, expected one '", vocab.text(id), "'"));
    }
    ids[*byte] = id;
  }
  return ids;
}

}  // namespace hearth::tokenizer
