#include "store/modelfile_text.h"

#include <gtest/gtest.h>

namespace hearth::store {
namespace {

std::string decoded(std::string_view bytes) {
  const auto text = decode_modelfile(bytes);
  return text ? *text : "error: " + text.error().message;
}

TEST(DecodeModelfile, DropsAByteOrderMark) {
  EXPECT_EQ(decoded("FROM x"), "FROM x");
  EXPECT_EQ(decoded("\xEF\xBB\xBF"
                    "FROM \u00e9"),
            "FROM \u00e9");
}

TEST(DecodeModelfile, ReadsUtf16OfBothOrders) {
  using namespace std::string_view_literals;
  EXPECT_EQ(decoded("\xFF\xFE"
                    "F\0\xE9\0\x3D\xD8\x00\xDE"sv),
            "F\u00e9\U0001F600");
  EXPECT_EQ(decoded("\xFE\xFF\0F\0\xE9\xD8\x3D\xDE\x00"sv), "F\u00e9\U0001F600");
}

TEST(DecodeModelfile, ReplacesWhatIsBroken) {
  using namespace std::string_view_literals;
  EXPECT_EQ(decoded("a\xFF"
                    "b"),
            "a\uFFFDb");
  EXPECT_EQ(decoded("\xFF\xFE\x3D\xD8"
                    "a\0"sv),
            "\uFFFDa");
  EXPECT_EQ(decoded("\xFF\xFE"
                    "a\0b"sv),
            "a\uFFFD");
  EXPECT_EQ(decoded("\xFF\xFE\x3D\xD8"sv), "\uFFFD");
}

TEST(DecodeModelfile, NamesTheLineOfANulCharacter) {
  using namespace std::string_view_literals;
  EXPECT_EQ(decoded("FROM x\r\n\0"sv),
            "error: (line 2): a NUL character; a Modelfile is text in UTF-8, or in UTF-16 with a byte order mark");
}

TEST(CountLineEnds, CountsLineFeedsCarriageReturnsAndPairs) {
  EXPECT_EQ(count_line_ends(""), 0);
  EXPECT_EQ(count_line_ends("a\nb\rc\r\nd\n\r"), 5);
}

}  // namespace
}  // namespace hearth::store
