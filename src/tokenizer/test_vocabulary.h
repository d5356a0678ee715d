// For tests: small model files with a vocabulary, and the goldens of tests/golden/tokenizer/.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "gguf/test_files.h"
#include "tokenizer/tokenizer.h"

namespace hearth::tokenizer {

inline constexpr int32_t kNormalType = 1;
inline constexpr int32_t kUnknownType = 2;
inline constexpr int32_t kControlType = 3;
inline constexpr int32_t kUserDefinedType = 4;
inline constexpr int32_t kByteType = 6;

// A model file and what was opened from it; both go together.
class ModelFile {
 public:
  explicit ModelFile(const gguf::Writer& writer) {
    gguf::write_model(folder_.file("model.gguf"), writer);
    auto file = gguf::File::open(folder_.file("model.gguf"));
    EXPECT_TRUE(file.has_value()) << (file ? "" : file.error().message);
    file_ = std::make_unique<gguf::File>(std::move(*file));
  }

  const gguf::File& file() const { return *file_; }

 private:
  gguf::TemporaryFolder folder_;
  std::unique_ptr<gguf::File> file_;
};

// Sets the tokens and their types.
inline void set_tokens(gguf::Writer& writer, const std::vector<std::pair<std::string, int32_t>>& tokens) {
  std::vector<std::string> texts;
  std::vector<int32_t> types;
  for (const auto& [text, type] : tokens) {
    texts.push_back(text);
    types.push_back(type);
  }
  writer.set("tokenizer.ggml.tokens", texts);
  writer.set("tokenizer.ggml.token_type", types);
}

// Byte-level BPE over the letters a b c, a space and an apostrophe, with merges and two special tokens.
inline gguf::Writer bpe_writer() {
  gguf::Writer writer;
  writer.set("tokenizer.ggml.model", "gpt2");
  writer.set("tokenizer.ggml.pre", "gpt-2");
  set_tokens(writer, {{"<|im_end|>", kControlType},
                      {"a", kNormalType},
                      {"b", kNormalType},
                      {"c", kNormalType},
                      {"\u0120", kNormalType},  // a space in the byte alphabet
                      {"ab", kNormalType},
                      {"abc", kNormalType},
                      {"<tool>", kUserDefinedType}});
  writer.set("tokenizer.ggml.merges", std::vector<std::string>{"a b", "ab c"});
  writer.set("tokenizer.ggml.bos_token_id", 0u);
  writer.set("tokenizer.ggml.eos_token_id", 0u);
  return writer;
}

// SentencePiece over a few tokens, with the byte tokens of "\n" and "x".
inline gguf::Writer spm_writer() {
  gguf::Writer writer;
  writer.set("tokenizer.ggml.model", "llama");
  set_tokens(writer, {{"<unk>", kUnknownType},
                      {"<s>", kControlType},
                      {"</s>", kControlType},
                      {"<0x0A>", kByteType},
                      {"<0x78>", kByteType},
                      {"\u2581", kNormalType},
                      {"a", kNormalType},
                      {"b", kNormalType},
                      {"ab", kNormalType},
                      {"\u2581ab", kNormalType}});
  writer.set("tokenizer.ggml.scores", std::vector<float>{0, 0, 0, 0, 0, -5, -6, -7, -1, -2});
  return writer;
}

// WordPiece over a few tokens.
inline gguf::Writer wordpiece_writer() {
  gguf::Writer writer;
  writer.set("tokenizer.ggml.model", "bert");
  set_tokens(writer, {{"[PAD]", kControlType},
                      {"[UNK]", kControlType},
                      {"[CLS]", kControlType},
                      {"[SEP]", kControlType},
                      {"\u2581un", kNormalType},
                      {"\u2581a", kNormalType},
                      {"aff", kNormalType},
                      {"able", kNormalType},
                      {"a", kNormalType},
                      {"\u2581!", kNormalType},
                      {"\u2581\u4e2d", kNormalType}});
  writer.set("tokenizer.ggml.cls_token_id", 2u);
  writer.set("tokenizer.ggml.seperator_token_id", 3u);
  return writer;
}

inline std::unique_ptr<Tokenizer> load_or_fail(const gguf::File& file) {
  auto tokenizer = Tokenizer::load(file);
  EXPECT_TRUE(tokenizer.has_value()) << (tokenizer ? "" : tokenizer.error().message);
  return tokenizer ? std::move(*tokenizer) : nullptr;
}

inline std::string golden_path(const std::string& name) {
  return std::string(HEARTH_SOURCE_DIR) + "/tests/golden/tokenizer/" + name;
}

inline Json read_golden(const std::string& name) {
  std::ifstream in(golden_path(name));
  std::ostringstream text;
  text << in.rdbuf();
  auto json = Json::parse(text.str());
  EXPECT_TRUE(json.has_value()) << name << ": " << (json ? "" : json.error().message);
  return json ? std::move(*json) : Json();
}

template <class Integer>
std::vector<Integer> integers(const Json& array) {
  std::vector<Integer> out;
  for (const Json& item : *array.if_array()) out.push_back(static_cast<Integer>(*item.if_int64()));
  return out;
}

}  // namespace hearth::tokenizer
