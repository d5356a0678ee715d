#include "convert/wordpiece_vocabulary.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"

namespace hearth::convert {
namespace {

constexpr std::string_view kFile = "tokenizer.json";
constexpr std::string_view kBegin = "\xE2\x96\x81";  // "▁"
constexpr std::string_view kContinues = "##";
constexpr int32_t kNormal = 1, kControl = 3;

struct Vocabulary {
  std::vector<std::string> tokens;  // by id, as BERT writes them
  std::set<std::string> special;
};

// A part of tokenizer.json that is of the type that WordPiece models have.
Result<Json> part(const Json& tokenizer, std::string_view name, std::string_view type) {
  const Json* found = tokenizer.find(name);
  Json object = found == nullptr ? Json() : *found;
  const Fields fields(concat(kFile, ": ", name), object);
  const std::string is = TRY(fields.text_or("type", "nothing"));
  TRY(fields.require("type", is, type));
  return object;
}

Status check_normalizer(const Json& tokenizer) {
  const Json normalizer = TRY(part(tokenizer, "normalizer", "BertNormalizer"));
  const Fields fields(concat(kFile, ": normalizer"), normalizer);
  for (const std::string_view key : {"clean_text", "handle_chinese_chars", "strip_accents", "lowercase"}) {
    if (!TRY(fields.flag_or(key, true))) {
      return fail(ErrorCode::kUnsupported,
                  concat(kFile, ": normalizer: ", key, " is false; supported are tokenizers without case, as BERT's"));
    }
  }
  TRY(part(tokenizer, "pre_tokenizer", "BertPreTokenizer"));
  return {};
}

Status put(std::string_view token, const Json& id, Vocabulary& into) {
  const int64_t* number = id.if_int64();
  if (number == nullptr || *number < 0 || *number >= std::ssize(into.tokens)) {
    return fail(ErrorCode::kCorrupt, concat(kFile, ": the id of token '", token, "' is ", id.dump(),
                                            ", expected one below ", into.tokens.size()));
  }
  into.tokens[static_cast<size_t>(*number)] = token;
  return {};
}

Status read_added_tokens(const Json& tokenizer, Vocabulary& into) {
  const Json* added = tokenizer.find("added_tokens");
  if (added == nullptr || added->if_array() == nullptr) return {};
  for (const Json& token : *added->if_array()) {
    const Fields fields(concat(kFile, ": added_tokens"), token);
    const std::string content = TRY(fields.text_or("content", ""));
    const Json* id = token.find("id");
    TRY(put(content, id == nullptr ? Json() : *id, into));
    if (TRY(fields.flag_or("special", false))) into.special.insert(content);
  }
  return {};
}

Result<Vocabulary> read_tokenizer_json(const ModelFolder& folder, uint32_t n_vocab) {
  const Json tokenizer = TRY(folder.json(kFile));
  TRY(check_normalizer(tokenizer));
  const Json model = TRY(part(tokenizer, "model", "WordPiece"));
  const Fields fields(concat(kFile, ": model"), model);
  const std::string prefix = TRY(fields.text_or("continuing_subword_prefix", kContinues));
  TRY(fields.require("continuing_subword_prefix", prefix, kContinues));
  const Json* vocab = model.find("vocab");
  if (vocab == nullptr || vocab->if_object() == nullptr) {
    return fail(ErrorCode::kCorrupt, concat(kFile, ": model.vocab is missing or no object"));
  }
  Vocabulary made;
  made.tokens.resize(n_vocab);
  for (const Json::Member& token : *vocab->if_object()) TRY(put(token.key, token.value, made));
  TRY(read_added_tokens(tokenizer, made));
  return made;
}

// A line each, by id.
Result<Vocabulary> read_vocab_txt(const ModelFolder& folder, uint32_t n_vocab) {
  if (folder.has("tokenizer_config.json")) {
    const Json config = TRY(folder.json("tokenizer_config.json"));
    if (!TRY(Fields("tokenizer_config.json", config).flag_or("do_lower_case", true))) {
      return fail(ErrorCode::kUnsupported,
                  "tokenizer_config.json: do_lower_case is false; supported are tokenizers without case");
    }
  }
  const std::string lines = TRY(folder.text("vocab.txt"));
  Vocabulary made;
  made.special = {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};
  for (std::string_view rest = lines; !rest.empty();) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    made.tokens.emplace_back(line);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (made.tokens.size() > n_vocab) {
    return fail(ErrorCode::kCorrupt,
                concat("vocab.txt: has ", made.tokens.size(), " lines, config.json a vocab_size of ", n_vocab));
  }
  made.tokens.resize(n_vocab);
  return made;
}

// "[CLS]" and such stand for themselves.
std::string as_in_gguf(const std::string& token) {
  if (token.starts_with('[') && token.ends_with(']') && token.size() > 1) return token;
  if (token.starts_with(kContinues)) return token.substr(kContinues.size());
  return concat(kBegin, token);
}

struct Mark {
  std::string_view token, key;
};

// The key of the separator is spelled so.
constexpr std::array kMarks = {Mark{"[CLS]", "cls"}, Mark{"[SEP]", "seperator"}, Mark{"[UNK]", "unknown"},
                               Mark{"[PAD]", "padding"}, Mark{"[MASK]", "mask"}};

}  // namespace

Status set_wordpiece_vocabulary(const ModelFolder& folder, uint32_t n_vocab, gguf::Writer& writer) {
  const Vocabulary vocabulary =
      TRY(folder.has(kFile) ? read_tokenizer_json(folder, n_vocab) : read_vocab_txt(folder, n_vocab));
  std::vector<std::string> tokens;
  std::vector<int32_t> types;
  for (uint32_t id = 0; id < n_vocab; ++id) {
    const std::string& token = vocabulary.tokens[id];
    tokens.push_back(token.empty() ? concat("[PAD", id, ']') : as_in_gguf(token));  // rows without a token
    types.push_back(token.empty() || vocabulary.special.contains(token) ? kControl : kNormal);
  }
  writer.set("tokenizer.ggml.model", "bert");
  writer.set("tokenizer.ggml.tokens", tokens);
  writer.set("tokenizer.ggml.token_type", types);
  for (const Mark& mark : kMarks) {
    const auto found = std::ranges::find(vocabulary.tokens, mark.token);
    if (found == vocabulary.tokens.end()) continue;
    writer.set(concat("tokenizer.ggml.", mark.key, "_token_id"),
               static_cast<uint32_t>(found - vocabulary.tokens.begin()));
  }
  return {};
}

}  // namespace hearth::convert
