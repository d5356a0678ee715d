#include "store/modelfile_text.h"

#include <cstdint>

#include "base/text.h"
#include "base/utf8.h"

namespace hearth::store {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kLittleEndianMark = "\xFF\xFE";
constexpr std::string_view kBigEndianMark = "\xFE\xFF";

enum class ByteOrder { kLittleEndian, kBigEndian };

// `bytes` behind the mark. Half a character, at the end or in a lone surrogate, is U+FFFD.
std::string from_utf16(std::string_view bytes, ByteOrder order) {
  const auto unit = [&](size_t at) -> char32_t {
    const auto first = static_cast<uint8_t>(bytes[at]), second = static_cast<uint8_t>(bytes[at + 1]);
    return order == ByteOrder::kBigEndian ? char32_t{first} << 8 | second : char32_t{second} << 8 | first;
  };
  std::string text;
  size_t at = 0;
  for (; at + 1 < bytes.size(); at += 2) {
    const char32_t high = unit(at);
    const bool is_high = high >= 0xD800 && high < 0xDC00;
    const char32_t low = is_high && at + 3 < bytes.size() ? unit(at + 2) : 0;
    if (low >= 0xDC00 && low < 0xE000) {
      utf8::append(text, 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
      at += 2;
    } else {
      utf8::append(text, high);
    }
  }
  if (at < bytes.size()) utf8::append(text, utf8::kReplacement);
  return text;
}

std::string to_utf8(std::string_view bytes) {
  if (bytes.starts_with(kLittleEndianMark)) return from_utf16(bytes.substr(2), ByteOrder::kLittleEndian);
  if (bytes.starts_with(kBigEndianMark)) return from_utf16(bytes.substr(2), ByteOrder::kBigEndian);
  if (bytes.starts_with(kUtf8Mark)) bytes.remove_prefix(kUtf8Mark.size());
  return utf8::make_valid(bytes);
}

}  // namespace

int count_line_ends(std::string_view text) {
  int n = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool before_line_feed = i + 1 < text.size() && text[i + 1] == '\n';
    if (text[i] == '\n' || (text[i] == '\r' && !before_line_feed)) ++n;
  }
  return n;
}

Result<std::string> decode_modelfile(std::string_view bytes) {
  std::string text = to_utf8(bytes);
  if (const size_t nul = text.find('\0'); nul != text.npos) {
    return fail(ErrorCode::kInvalidArgument,
                concat("(line ", count_line_ends(std::string_view(text).substr(0, nul)) + 1,
                       "): a NUL character; a Modelfile is text in UTF-8, or in UTF-16 with a byte order mark"));
  }
  return text;
}

}  // namespace hearth::store
