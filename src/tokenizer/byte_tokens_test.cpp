#include "tokenizer/byte_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tokenizer/test_vocabulary.h"

namespace hearth::tokenizer {
namespace {

using testing::HasSubstr;

Result<ByteTokens> load(const std::vector<std::string>& texts) {
  gguf::Writer writer;
  std::vector<std::pair<std::string, int32_t>> tokens{{"<0x41>", kNormalType}};
  for (const std::string& text : texts) tokens.emplace_back(text, kByteType);
  set_tokens(writer, tokens);
  const ModelFile model(writer);
  return load_byte_tokens(Vocab::load(model.file()).value());
}

TEST(ByteTokens, ReadsTheBytesOfByteTokensOnly) {
  const ByteTokens tokens = load({"<0x00>", "<0xFF>", "<0xa0>"}).value();
  EXPECT_EQ(tokens[0x00], 1);
  EXPECT_EQ(tokens[0xFF], 2);
  EXPECT_EQ(tokens[0xA0], 3);
  EXPECT_EQ(tokens[0x41], -1);
}

TEST(ByteTokens, RefusesEverythingThatIsNotTwoHexDigits) {
  for (const char* text :
       {"<0x-1>", "<0x+1>", "<0x1>", "<0x100>", "<0xG0>", "<0x0G>", "0x41", "<0x41", "<0X41>", "<0x 1>", "a"}) {
    const auto tokens = load({text});
    ASSERT_FALSE(tokens.has_value()) << text;
    EXPECT_EQ(tokens.error().code, ErrorCode::kCorrupt);
    EXPECT_THAT(tokens.error().message, HasSubstr(std::string("byte token 1 is '") + text + "'"));
  }
}

TEST(ByteTokens, RefusesTwoTokensForOneByte) {
  EXPECT_THAT(load({"<0x0a>", "<0x0A>"}).error().message, HasSubstr("tokens 1 and 2 stand for the same byte"));
}

}  // namespace
}  // namespace hearth::tokenizer
