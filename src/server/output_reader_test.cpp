#include "server/output_reader.h"

#include <gmock/gmock.h>

#include "server/test_server.h"

namespace hearth::server {
namespace {

class OutputReaderTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    auto lease = models_->acquire({.path = tiny_model_path(), .name = "tiny"}, std::nullopt, {});
    ASSERT_TRUE(lease) << lease.error().message;
    lease_ = std::make_unique<ModelManager::Lease>(*std::move(lease));
  }
  void TearDown() override { lease_.reset(); }

  const tokenizer::Tokenizer& tokenizer() const { return lease_->runner().engine().tokenizer(); }

  std::unique_ptr<ModelManager::Lease> lease_;
};

TEST_F(OutputReaderTest, TakesAPieceApart) {
  OutputReader reader({.tool_format = "hermes", .think_open = "<think>", .think_close = "</think>"}, tokenizer(), {});
  Piece piece = reader.read({.text = "<think>hm</think>So:<tool_call>{\"name\": \"f\"}</tool", .tokens = {1, 2}});
  EXPECT_EQ(piece.thinking, "hm");
  EXPECT_EQ(piece.text, "So:");
  EXPECT_EQ(piece.tokens.size(), 2u);
  ASSERT_EQ(piece.tool_calls.size(), 1u);
  EXPECT_EQ(piece.tool_calls[0].name, "f");
  EXPECT_THAT(piece.tool_calls[0].id, testing::MatchesRegex("call_[a-z0-9]{8}"));
  piece = reader.read({.text = "_call> Yes"});
  EXPECT_EQ(piece.text + reader.finish().text, " Yes");
}

TEST_F(OutputReaderTest, KeepsTheIdThatAModelGives) {
  OutputReader reader({.tool_format = "mistral"}, tokenizer(), {});
  const Piece piece = reader.read({.text = "[TOOL_CALLS][{\"name\": \"f\", \"id\": \"abc123XYZ\"}]"});
  ASSERT_EQ(piece.tool_calls.size(), 1u);
  EXPECT_EQ(piece.tool_calls[0].id, "abc123XYZ");
}

TEST_F(OutputReaderTest, SeesInThePromptThatTheModelThinksAlready) {
  const std::vector<int32_t> prompt =
      tokenizer().encode("the cat<think>\n", {.special = tokenizer::SpecialTokens::kParse});
  OutputReader reader({.think_open = "<think>", .think_close = "</think>"}, tokenizer(), prompt);
  EXPECT_EQ(reader.read({.text = "hm"}).thinking, "hm");
}

TEST_F(OutputReaderTest, ShowsControlTokensThatItLooksForOnly) {
  const auto name = std::string(tokenizer().name(tokenizer().bos()));
  EXPECT_EQ(OutputReader({.think_open = name, .think_close = "</think>"}, tokenizer(), {}).shown_tokens(),
            std::vector<int32_t>{tokenizer().bos()});
  EXPECT_TRUE(OutputReader({}, tokenizer(), {}).shown_tokens().empty());
}

}  // namespace
}  // namespace hearth::server
