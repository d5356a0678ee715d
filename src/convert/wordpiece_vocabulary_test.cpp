#include "convert/wordpiece_vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "convert/test_model.h"
#include "gguf/file.h"

namespace hearth::convert {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class WordPieceVocabularyTest : public testing::Test {
 protected:
  Result<std::vector<std::string>> tokens() {
    const std::vector<NamedFile> files = model_.write(folder_);
    const ModelFolder opened = ModelFolder::open(files).value();
    gguf::Writer writer;
    TRY(set_wordpiece_vocabulary(opened, 7, writer));
    const std::string path = folder_.path() + "/vocabulary.gguf";
    TRY(writer.write(path));
    file_ = TRY(gguf::File::open(path));
    std::vector<std::string> found;
    file_.find_array("tokenizer.ggml.tokens")->for_each_string([&](std::string_view text) {
      found.emplace_back(text);
    });
    return found;
  }

  TestModel model_;
  const TestFolder folder_;
  gguf::File file_;
};

TEST_F(WordPieceVocabularyTest, MarksTheTokensThatBeginWords) {
  EXPECT_THAT(tokens().value(), ElementsAre("[UNK]", "[CLS]", "[SEP]",
                                            "\u2581"
                                            "a",
                                            "b", "[unused1]", "[PAD6]"));
  EXPECT_EQ(file_.find_integer("tokenizer.ggml.cls_token_id"), 1);
  EXPECT_EQ(file_.find_integer("tokenizer.ggml.seperator_token_id"), 2);
  EXPECT_EQ(file_.find_integer("tokenizer.ggml.unknown_token_id"), 0);
}

TEST_F(WordPieceVocabularyTest, ReadsTheOlderListOfLinesToo) {
  model_.texts.erase("tokenizer.json");
  model_.texts["vocab.txt"] = "[UNK]\n[CLS]\n[SEP]\na\r\n##b\n";
  EXPECT_THAT(tokens().value(), ElementsAre("[UNK]", "[CLS]", "[SEP]",
                                            "\u2581"
                                            "a",
                                            "b", "[PAD5]", "[PAD6]"));
  model_.texts["tokenizer_config.json"] = R"({"do_lower_case": false})";
  EXPECT_THAT(tokens().error().message, HasSubstr("do_lower_case is false"));
  model_.texts.erase("vocab.txt");
  model_.texts.erase("tokenizer_config.json");
  EXPECT_THAT(tokens().error().message, HasSubstr("vocab.txt: missing"));
}

TEST_F(WordPieceVocabularyTest, RefusesTokenizersOfAnotherKind) {
  std::string& text = model_.texts.at("tokenizer.json");
  const std::string good = text;
  const auto with = [&](std::string_view from, std::string_view to) {
    text = good;
    text.replace(text.find(from), from.size(), to);
    return tokens().error().message;
  };
  EXPECT_THAT(with("\"lowercase\": true", "\"lowercase\": false"), HasSubstr("normalizer: lowercase is false"));
  EXPECT_THAT(with("WordPiece", "BPE"), HasSubstr("tokenizer.json: model: type is 'BPE'; supported: WordPiece"));
  EXPECT_THAT(with("\"##b\": 4", "\"##b\": 7"), HasSubstr("the id of token '##b' is 7, expected one below 7"));
  EXPECT_THAT(with("\"##b\": 4", "\"##b\": -1"), HasSubstr("expected one below 7"));
}

}  // namespace
}  // namespace hearth::convert
