#include "base/base64.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

std::string decode_error(std::string_view text) {
  const Result<std::string> decoded = base64_decode(text);
  return decoded ? "decoded" : decoded.error().message;
}

// RFC 4648, section 10.
constexpr std::pair<const char*, const char*> kRfc[] = {{"", ""},
                                                        {"f", "Zg=="},
                                                        {"fo", "Zm8="},
                                                        {"foo", "Zm9v"},
                                                        {"foob", "Zm9vYg=="},
                                                        {"fooba", "Zm9vYmE="},
                                                        {"foobar", "Zm9vYmFy"}};

TEST(Base64, AgreesWithTheRfc) {
  for (const auto& [bytes, text] : kRfc) {
    EXPECT_EQ(base64_encode(bytes), text);
    EXPECT_EQ(base64_decode(text).value(), bytes);
  }
}

TEST(Base64, CarriesEveryByte) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  for (size_t n = 253; n <= 256; ++n) {
    EXPECT_EQ(base64_decode(base64_encode(bytes.substr(0, n))).value(), bytes.substr(0, n));
  }
}

TEST(Base64, ReadsAcrossLineEnds) { EXPECT_EQ(base64_decode("Zm9v\r\nYm\nE=\n").value(), "fooba"); }

TEST(Base64, NamesTheByteWhereTheTextIsWrong) {
  EXPECT_EQ(decode_error("Zm9v!A=="), "illegal base64 data at input byte 4");
  EXPECT_EQ(decode_error("data:image/png;base64,Zm9v"), "illegal base64 data at input byte 4");
  EXPECT_EQ(decode_error("Zm9-"), "illegal base64 data at input byte 3");  // the alphabet of URLs
}

TEST(Base64, RefusesPaddingThatIsMissingOrTooMuch) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zm8", "Z===", "====", "Zg===", "Zm9v=", "Zg==Zg=="}) {
    EXPECT_TRUE(decode_error(text).starts_with("illegal base64 data at input byte ")) << text;
  }
}

}  // namespace
}  // namespace hearth
