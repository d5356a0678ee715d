#include "tokenizer/special_ids.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace hearth::tokenizer {
namespace {

// Names under which chat models end a turn or an answer; a token of such a name ends one whatever its type says.
constexpr std::array<std::string_view, 20> kEndNames = {
    "<|eot_id|>",             // Llama 3
    "<|im_end|>",             // ChatML: Qwen, SmolLM and many more
    "<|end|>",                // Phi 3
    "<|return|>",             // o200k_harmony
    "<|call|>",               // o200k_harmony
    "<|flush|>",              // Solar Open
    "<|calls|>",              // Solar Open
    "<end_of_turn>",          // Gemma 1 to 3
    "<turn|>",                // Gemma 4
    "<|tool_response>",       // Gemma 4
    "<|endoftext|>",          // GPT-2, Qwen
    "<|eom_id|>",             // Llama 3.1, before a tool's answer
    "<EOT>",                  // CodeLlama and others
    "_<EOT>",                 //
    "< EOT >",                //
    "[EOT]",                  // Kimi K2
    "[EOS]",                  // Kimi K2
    "<|end_of_text|>",        // Granite, Llama 3 base
    "<end_of_utterance>",     // SmolVLM
    "<｜end▁of▁sentence｜>",  // DeepSeek
};

// Names that end one only where the file marks them as control tokens: elsewhere they are plain text (HTML).
// The fill-in-the-middle names separate files, so what follows them is no part of the answer either.
constexpr std::array<std::string_view, 12> kEndNamesOfControl = {
    "</s>",       "<eos>",         "<|fim_pad|>", "<fim-pad>",  "<fim_pad>",    "<|fim_repo|>",
    "<fim-repo>", "<|repo_name|>", "<REPO>",      "<reponame>", "<|file_sep|>", "<PAD>",
};

Status read_id(const gguf::File& file, const Vocab& vocab, std::string_view key, int32_t& id) {
  if (file.find(key) == nullptr) return {};
  const std::optional<int64_t> value = file.find_integer(key);
  if (!value) return fail(ErrorCode::kCorrupt, concat(key, ": expected an integer"));
  if (*value == -1 || *value == UINT32_MAX) {  // how some converters write "none"
    id = -1;
    return {};
  }
  if (*value < 0 || *value >= vocab.size()) {
    return fail(ErrorCode::kCorrupt, concat(key, ": token ", *value, ", expected one below ", vocab.size()));
  }
  id = static_cast<int32_t>(*value);
  return {};
}

Status read_flag(const gguf::File& file, std::string_view key, bool& flag) {
  if (file.find(key) == nullptr) return {};
  const std::optional<bool> value = file.find_boolean(key);
  if (!value) return fail(ErrorCode::kCorrupt, concat(key, ": expected a boolean"));
  flag = *value;
  return {};
}

// The o200k_harmony and Solar Open formats close every message with <|end|>, the answer with another token.
bool end_only_closes_a_message(const Vocab& vocab) {
  const auto has = [&](std::string_view text) { return vocab.find(text) >= 0; };
  return (has("<|call|>") || has("<|calls|>")) && (has("<|return|>") || has("<|flush|>"));
}

std::vector<int32_t> find_end_of_generation(Vocab& vocab, std::vector<int32_t> ids) {
  for (const std::string_view text : kEndNames) {
    const int32_t id = vocab.find(text);
    if (id < 0 || (text == "<|end|>" && end_only_closes_a_message(vocab))) continue;
    vocab.mark_control(id);
    ids.push_back(id);
  }
  for (const std::string_view text : kEndNamesOfControl) {
    const int32_t id = vocab.find(text);
    if (id >= 0 && vocab.type(id) == TokenType::kControl) ids.push_back(id);
  }
  std::erase(ids, -1);
  std::ranges::sort(ids);
  ids.erase(std::ranges::unique(ids).begin(), ids.end());
  return ids;
}

}  // namespace

bool SpecialIds::ends_generation(int32_t id) const { return std::ranges::binary_search(end_of_generation, id); }

Result<SpecialIds> load_special_ids(const gguf::File& file, SpecialIds defaults, Vocab& vocab) {
  SpecialIds ids = std::move(defaults);
  int32_t eot = -1;
  int32_t eom = -1;
  for (int32_t* id : {&ids.bos, &ids.eos, &ids.unknown}) {
    if (*id >= vocab.size()) *id = -1;
  }
  TRY(read_id(file, vocab, "tokenizer.ggml.bos_token_id", ids.bos));
  TRY(read_id(file, vocab, "tokenizer.ggml.eos_token_id", ids.eos));
  TRY(read_id(file, vocab, "tokenizer.ggml.unknown_token_id", ids.unknown));
  TRY(read_id(file, vocab, "tokenizer.ggml.eot_token_id", eot));
  TRY(read_id(file, vocab, "tokenizer.ggml.eom_token_id", eom));
  TRY(read_flag(file, "tokenizer.ggml.add_bos_token", ids.add_bos));
  TRY(read_flag(file, "tokenizer.ggml.add_eos_token", ids.add_eos));
  TRY(read_flag(file, "tokenizer.ggml.add_space_prefix", ids.add_space_prefix));
  ids.add_bos = ids.add_bos && ids.bos >= 0;
  ids.add_eos = ids.add_eos && ids.eos >= 0;
  ids.end_of_generation = find_end_of_generation(vocab, {ids.eos, eot, eom});
  return ids;
}

}  // namespace hearth::tokenizer
