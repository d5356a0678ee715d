// libFuzzer: any bytes as a vocabulary, which is refused or tokenizes. Newlines separate the lists: the first byte
// chooses the model and a rule, then each line is a token; its first byte is its type and score, and tokens after an
// empty line are merges. Seeds: tests/fuzz/vocab.
#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "tokenizer/fuzz_vocabulary.h"
#include "tokenizer/pretokenizers/pretokenizer.h"

namespace hearth::tokenizer {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void run(uint8_t choice, std::string_view text) {
  std::vector<std::string> tokens;
  std::vector<int32_t> types;
  std::vector<float> scores;
  std::vector<std::string> merges;
  bool in_merges = false;
  for (const std::string_view line : lines_of(text)) {
    if (line.empty()) {
      in_merges = true;
    } else if (in_merges) {
      merges.emplace_back(line);
    } else {
      tokens.emplace_back(line.substr(1));
      types.push_back(static_cast<uint8_t>(line[0]) % 8);
      scores.push_back(static_cast<float>(static_cast<int8_t>(line[0])));
    }
  }
  const std::vector<std::string_view> names = Pretokenizer::names();
  gguf::Writer writer;
  writer.set("tokenizer.ggml.model", choice % 2 == 0 ? "gpt2" : "llama");
  writer.set("tokenizer.ggml.pre", names[choice / 2 % names.size()]);
  writer.set("tokenizer.ggml.tokens", tokens);
  writer.set("tokenizer.ggml.token_type", types);
  writer.set("tokenizer.ggml.scores", scores);
  writer.set("tokenizer.ggml.merges", merges);
  writer.set("tokenizer.ggml.bos_token_id", static_cast<uint32_t>(choice));
  const FuzzTokenizer made = make_fuzz_tokenizer(writer);
  if (made.tokenizer != nullptr) check_text(*made.tokenizer, text);
}

}  // namespace
}  // namespace hearth::tokenizer

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > 0) hearth::tokenizer::run(data[0], {reinterpret_cast<const char*>(data) + 1, size - 1});
  return 0;
}
