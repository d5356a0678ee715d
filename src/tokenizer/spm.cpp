#include "tokenizer/spm.h"

#include <algorithm>
#include <bit>

#include "base/text.h"
#include "base/utf8.h"

namespace hearth::tokenizer {
namespace {

constexpr std::string_view kSpace = "\xE2\x96\x81";  // "▁", U+2581

bool starts_space(std::string_view text) { return text.starts_with(' ') || text.starts_with(kSpace); }

// Scores as numbers that grow as the score falls: the order of floats is that of their bits, negative ones reversed.
uint32_t priority_of(float score) {
  const auto bits = std::bit_cast<uint32_t>(score + 0.0f);  // one zero only
  const uint32_t ascending = (bits & 0x80000000u) != 0 ? ~bits : bits | 0x80000000u;
  return ~ascending;
}

void append_with_spaces(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const size_t space = std::min(text.find(kSpace), text.size());
    out += text.substr(0, space);
    text.remove_prefix(space);
    if (text.empty()) break;
    out += ' ';
    text.remove_prefix(kSpace.size());
  }
}

// Which bytes stand right before a "▁" inside some token, "▁" itself left out.
std::bitset<256> find_bytes_before_space(const Vocab& vocab) {
  std::bitset<256> bytes;
  for (int32_t id = 0; id < vocab.size(); ++id) {
    const std::string_view text = vocab.text(id);
    for (size_t at = text.find(kSpace, 1); at != std::string_view::npos; at = text.find(kSpace, at + 1)) {
      if (!text.substr(0, at).ends_with(kSpace)) bytes.set(static_cast<uint8_t>(text[at - 1]));
    }
  }
  return bytes;
}

}  // namespace

Result<std::unique_ptr<Tokenizer>> SpmTokenizer::load(const gguf::File& file) {
  Vocab vocab = TRY(Vocab::load(file));
  if (!vocab.has_scores()) {
    return fail(ErrorCode::kCorrupt, "tokenizer.ggml.scores: missing, tokenizer.ggml.model 'llama' needs them");
  }
  const ByteTokens byte_tokens = TRY(load_byte_tokens(vocab));
  const SpecialIds defaults{.bos = 1, .eos = 2, .unknown = 0, .add_bos = true, .add_space_prefix = true};
  SpecialIds special_ids = TRY(load_special_ids(file, defaults, vocab));
  return std::unique_ptr<Tokenizer>(new SpmTokenizer(std::move(vocab), std::move(special_ids), byte_tokens));
}

SpmTokenizer::SpmTokenizer(Vocab vocab, SpecialIds special_ids, const ByteTokens& byte_tokens)
    : VocabTokenizer(std::move(vocab), std::move(special_ids)),
      byte_tokens_(byte_tokens),
      before_space_(find_bytes_before_space(vocab_)) {
  for (int32_t id = 0; id < vocab_.size(); ++id) longest_ = std::max(longest_, vocab_.text(id).size());
}

void SpmTokenizer::append_ids(std::string_view text, bool opens, EncodeScratch& scratch,
                              std::vector<int32_t>& ids) const {
  size_t begin = 0;
  if (opens && special_ids_.add_space_prefix) {
    // The added space makes one word of it and a word behind it; before a space it is part of the run of spaces.
    begin = find_word_end(text, 0);
    append_word(text.substr(0, begin), true, scratch, ids);
  }
  while (begin < text.size()) {
    const size_t end = find_word_end(text, begin);
    scratch.cache.append(text.substr(begin, end - begin), ids,
                         [&](std::string_view word) { append_word(word, false, scratch, ids); });
    begin = end;
  }
}

// A word is spaces and what follows them up to the next space that no token can reach across.
size_t SpmTokenizer::find_word_end(std::string_view text, size_t begin) const {
  bool in_spaces = true;
  for (size_t i = begin; i < text.size();) {
    if (starts_space(text.substr(i))) {
      if (!in_spaces && !before_space_[static_cast<uint8_t>(text[i - 1])]) return i;
      i += text[i] == ' ' ? 1 : kSpace.size();
      in_spaces = true;
    } else {
      in_spaces = false;
      ++i;
    }
  }
  return text.size();
}

// What text can become: not control tokens, which text must not turn into by being spelled, and not byte tokens.
int32_t SpmTokenizer::find_text(std::string_view text) const {
  if (text.size() > longest_) return -1;
  const int32_t id = vocab_.find(text);
  return id < 0 || vocab_.is_control(id) || vocab_.type(id) == TokenType::kByte ? -1 : id;
}

void SpmTokenizer::append_word(std::string_view word, bool space_before, EncodeScratch& scratch,
                               std::vector<int32_t>& ids) const {
  std::string& spelled = scratch.word;
  spelled = space_before ? kSpace : std::string_view();
  for (const char c : word) {
    if (c == ' ') {
      spelled += kSpace;
    } else {
      spelled += c;
    }
  }
  const std::string_view text = spelled;
  auto& symbols = scratch.merge.symbols;
  symbols.clear();
  for (size_t at = 0; at < text.size();) {
    const utf8::Decoded next = utf8::decode(text.substr(at));
    const size_t size = next.valid ? next.n_bytes : 1;
    symbols.push_back({find_text(text.substr(at, size)), static_cast<uint32_t>(at), static_cast<uint32_t>(size)});
    at += size;
  }
  merge_symbols(scratch.merge, [&](const Symbol& a, const Symbol& b) {
    const int32_t id = find_text(text.substr(a.begin, a.size + b.size));
    return id < 0 ? Join{} : Join{priority_of(vocab_.score(id)), id};
  });
  for (const Symbol& symbol : symbols) {
    if (symbol.id >= 0) {
      ids.push_back(symbol.id);
      continue;
    }
    for (const char c : text.substr(symbol.begin, symbol.size)) {
      const int32_t id = byte_tokens_[static_cast<uint8_t>(c)];
      if (id >= 0 || special_ids_.unknown >= 0) ids.push_back(id >= 0 ? id : special_ids_.unknown);
    }
  }
}

void SpmTokenizer::append_bytes(int32_t id, std::string& out) const {
  if (vocab_.type(id) == TokenType::kByte) {
    out += static_cast<char>(std::ranges::find(byte_tokens_, id) - byte_tokens_.begin());
  } else {
    append_with_spaces(vocab_.text(id), out);
  }
}

}  // namespace hearth::tokenizer
