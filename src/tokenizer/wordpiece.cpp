#include "tokenizer/wordpiece.h"

#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "tokenizer/bert_normalizer.h"

namespace hearth::tokenizer {
namespace {

constexpr std::string_view kBegin = "\xE2\x96\x81";  // "▁", U+2581
constexpr size_t kLongestWord = 100;                 // in characters; a longer one is unknown

// A token by its key, or else by its name; -1 where neither is there.
int32_t default_id(const gguf::File& file, const Vocab& vocab, std::string_view key, std::string_view name) {
  const int64_t id = file.find_integer(concat("tokenizer.ggml.", key, "_token_id")).value_or(-1);
  return id >= 0 && id < vocab.size() ? static_cast<int32_t>(id) : vocab.find(name);
}

bool is_inside_character(char c) { return (static_cast<uint8_t>(c) & 0xc0) == 0x80; }

}  // namespace

Result<std::unique_ptr<Tokenizer>> WordPieceTokenizer::load(const gguf::File& file) {
  Vocab vocab = TRY(Vocab::load(file));
  // The key of the separator is spelled so.
  const SpecialIds defaults{.bos = default_id(file, vocab, "cls", "[CLS]"),
                            .eos = default_id(file, vocab, "seperator", "[SEP]"),
                            .unknown = vocab.find("[UNK]"),
                            .add_bos = true,
                            .add_eos = true,
                            .add_space_prefix = true};
  SpecialIds ids = TRY(load_special_ids(file, defaults, vocab));
  if (ids.unknown < 0) {
    return fail(ErrorCode::kCorrupt, "tokenizer.ggml.unknown_token_id: missing, and there is no token [UNK]");
  }
  for (const int32_t id : {ids.bos, ids.eos, ids.unknown}) {
    if (id >= 0) vocab.mark_control(id);
  }
  return std::unique_ptr<Tokenizer>(new WordPieceTokenizer(std::move(vocab), std::move(ids)));
}

WordPieceTokenizer::WordPieceTokenizer(Vocab vocab, SpecialIds special_ids)
    : VocabTokenizer(std::move(vocab), std::move(special_ids)) {
  for (int32_t id = 0; id < vocab_.size(); ++id) longest_ = std::max(longest_, vocab_.text(id).size());
}

// In pieces that end at a space, which ends every word, so that those that occur again need not be cut again.
void WordPieceTokenizer::append_ids(std::string_view text, bool /*opens*/, EncodeScratch& scratch,
                                    std::vector<int32_t>& ids) const {
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    scratch.cache.append(text.substr(0, end), ids,
                         [&](std::string_view stretch) { append_stretch(stretch, scratch, ids); });
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void WordPieceTokenizer::append_stretch(std::string_view text, EncodeScratch& scratch,
                                        std::vector<int32_t>& ids) const {
  std::string normalized, spelled;
  std::swap(normalized, scratch.word);
  normalized.clear();
  append_bert_normalized(text, normalized);
  for (std::string_view rest = normalized; !rest.empty();) {
    const size_t n = bert_word_bytes(rest);
    if (n > 0) append_word(rest.substr(0, n), spelled, ids);
    rest.remove_prefix(std::max<size_t>(n, 1));
  }
  std::swap(normalized, scratch.word);
}

void WordPieceTokenizer::append_word(std::string_view word, std::string& spelled, std::vector<int32_t>& ids) const {
  spelled.assign(kBegin).append(word);
  const size_t n_before = ids.size();
  bool known = word.size() <= kLongestWord || utf8::length(word) <= kLongestWord;
  for (std::string_view rest = spelled; known && !rest.empty();) {
    size_t n_bytes = 0;
    // What continues a word and begins with "▁" itself would be taken for the beginning of another one.
    const bool ambiguous = rest.size() < spelled.size() && rest.starts_with(kBegin);
    const int32_t id = ambiguous ? -1 : find_longest(rest, n_bytes);
    known = id >= 0 && (rest.size() < spelled.size() || n_bytes > kBegin.size());
    ids.push_back(id);
    rest.remove_prefix(n_bytes);
  }
  if (known) return;
  ids.resize(n_before);
  ids.push_back(special_ids_.unknown);
}

// The longest token that `text` begins with, by whole characters; -1 when there is none.
int32_t WordPieceTokenizer::find_longest(std::string_view text, size_t& n_bytes) const {
  for (n_bytes = std::min(text.size(), longest_); n_bytes > 0; --n_bytes) {
    if (n_bytes < text.size() && is_inside_character(text[n_bytes])) continue;
    const int32_t id = vocab_.find(text.substr(0, n_bytes));
    if (id >= 0 && !vocab_.is_control(id)) return id;
  }
  return -1;
}

void WordPieceTokenizer::append_bytes(int32_t id, std::string& out) const {
  const std::string_view text = vocab_.text(id);
  if (!text.starts_with(kBegin)) {
    out += text;
    return;
  }
  out += ' ';
  out += text.substr(kBegin.size());
}

}  // namespace hearth::tokenizer
