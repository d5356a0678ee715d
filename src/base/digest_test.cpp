#include "base/digest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "base/text.h"

namespace hearth {
namespace {

using ::testing::HasSubstr;

// FIPS 180-2, appendix B.
constexpr std::string_view kOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr std::string_view kOfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr std::string_view kOfAMillionAs = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(Sha256::of("").hex(), kOfNothing);
  EXPECT_EQ(Sha256::of("abc").hex(), kOfAbc);
  EXPECT_EQ(Sha256::of(std::string(1'000'000, 'a')).hex(), kOfAMillionAs);
}

TEST(Sha256, DoesNotDependOnThePieces) {
  const std::string text(1'000'000, 'a');
  Sha256 hash;
  size_t size = 1;
  for (size_t at = 0; at < text.size(); at += size, size = size * 3 % 70'001) {
    size = std::min(size, text.size() - at);
    hash.update({reinterpret_cast<const uint8_t*>(text.data()) + at, size});
  }
  EXPECT_EQ(hash.finish().hex(), kOfAMillionAs);
}

TEST(Sha256DeathTest, AFinishedOneTakesNothingMore) {
  Sha256 hash;
  hash.finish();
  EXPECT_DEATH(hash.update({}), "bug at");
}

TEST(Digest, PrintsInFullAsDigitsAndShort) {
  const Digest digest = Sha256::of("abc");
  EXPECT_EQ(digest.text(), concat("sha256:", kOfAbc));
  EXPECT_EQ(digest.hex(), kOfAbc);
  EXPECT_EQ(digest.short_hex(), kOfAbc.substr(0, 12));
}

TEST(Digest, ReadsBothSpellings) {
  for (const char separator : {':', '-'}) {
    const auto digest = Digest::parse(concat("sha256", separator, kOfAbc));
    ASSERT_TRUE(digest) << digest.error().message;
    EXPECT_EQ(*digest, Sha256::of("abc"));
  }
}

TEST(Digest, RefusesEverythingElse) {
  const std::string good = concat("sha256:", kOfAbc);
  std::string upper = good, nul = good, dots = good;
  upper[7] = 'B';
  nul[70] = '\0';
  dots.replace(7, 9, "../../../");
  for (const std::string& text :
       {std::string(), std::string("sha256:"), std::string(kOfAbc), good + "0", good.substr(0, 70), " " + good,
        "sha512" + good.substr(6), "SHA256" + good.substr(6), concat("sha256/", kOfAbc), upper, nul, dots}) {
    const auto digest = Digest::parse(text);
    ASSERT_FALSE(digest) << text;
    EXPECT_EQ(digest.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(digest.error().message, HasSubstr("64 lower-case hex digits"));
  }
  EXPECT_THAT(Digest::parse("\x1b[2J\n").error().message, HasSubstr("digest \"?[2J?\" is not"));
  EXPECT_LT(Digest::parse(std::string(100'000, 'x')).error().message.size(), 200u);
}

TEST(Digest, IsOrderedAsItsDigits) {
  EXPECT_LT(Sha256::of("abc"), Sha256::of(""));
  EXPECT_NE(Sha256::of("abc"), Sha256::of("abd"));
}

}  // namespace
}  // namespace hearth
