#include "base/base64.h"

#include <array>
#include <cstdint>

#include "base/text.h"

namespace hearth {
namespace {

constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t kNoDigit = 0xFF;

constexpr std::array<uint8_t, 256> make_digits() {
  std::array<uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (uint8_t i = 0; i < 64; ++i) digits[static_cast<uint8_t>(kAlphabet[i])] = i;
  return digits;
}
constexpr std::array<uint8_t, 256> kDigits = make_digits();

// Reads four characters at a time, and keeps where it is.
class Decoder {
 public:
  explicit Decoder(std::string_view text) : text_(text) {}

  Result<std::string> run() {
    std::string out;
    out.reserve(text_.size() / 4 * 3);
    while (true) {
      uint32_t bits = 0;
      int n_digits = 0;
      for (; n_digits < 4; ++n_digits) {
        skip_line_ends();
        if (at_end()) break;
        const uint8_t digit = kDigits[static_cast<uint8_t>(text_[at_])];
        if (digit == kNoDigit) break;
        bits = bits << 6 | digit;
        ++at_;
      }
      if (n_digits == 4) {
        append(out, bits, 3);
        continue;
      }
      if (n_digits == 0 && at_end()) return out;
      TRY(read_padding(n_digits));
      append(out, bits << (6 * (4 - n_digits)), n_digits - 1);
      return out;
    }
  }

 private:
  bool at_end() const { return at_ == text_.size(); }

  void skip_line_ends() {
    while (!at_end() && (text_[at_] == '\n' || text_[at_] == '\r')) ++at_;
  }

  // What must follow `n_digits` of four: two or one '=', and the end.
  Status read_padding(int n_digits) {
    if (n_digits < 2) return corrupt();
    for (int i = n_digits; i < 4; ++i) {
      skip_line_ends();
      if (at_end() || text_[at_] != '=') return corrupt();
      ++at_;
    }
    skip_line_ends();
    if (!at_end()) return corrupt();
    return {};
  }

  std::unexpected<Error> corrupt() const {
    return fail(ErrorCode::kInvalidArgument, concat("illegal base64 data at input byte ", at_));
  }

  static void append(std::string& out, uint32_t bits, int n_bytes) {
    for (int i = 0; i < n_bytes; ++i) out += static_cast<char>(bits >> (16 - 8 * i) & 0xFF);
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

std::string base64_encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](size_t k) {
      return i + k < bytes.size() ? uint32_t{static_cast<uint8_t>(bytes[i + k])} : 0u;
    };
    const uint32_t bits = byte(0) << 16 | byte(1) << 8 | byte(2);
    for (size_t k = 0; k < 4; ++k) out += k <= bytes.size() - i ? kAlphabet[bits >> (18 - 6 * k) & 63] : '=';
  }
  return out;
}

Result<std::string> base64_decode(std::string_view text) { return Decoder(text).run(); }

}  // namespace hearth
