#include "cli/vocabulary.h"

#include "base/text.h"
#include "cli/number.h"

namespace hearth::cli {

Result<Vocabulary> Vocabulary::open(const std::string& path) {
  Vocabulary vocabulary;
  vocabulary.file = std::make_unique<gguf::File>(TRY(gguf::File::open(path)));
  auto tokenizer = tokenizer::Tokenizer::load(*vocabulary.file);
  if (!tokenizer) return within(path, tokenizer.error());
  vocabulary.tokenizer = std::move(*tokenizer);
  return vocabulary;
}

std::string ids_text(std::span<const int32_t> ids) {
  std::string text = "[";
  for (const int32_t id : ids) text += concat(text.size() > 1 ? "," : "", id);
  return text + "]";
}

Result<std::vector<int32_t>> parse_ids(std::string_view text, int32_t n_vocab) {
  constexpr std::string_view kSeparators = " \t\r\n,[]";
  std::vector<int32_t> ids;
  for (size_t begin = 0; (begin = text.find_first_not_of(kSeparators, begin)) != std::string_view::npos;) {
    const size_t end = std::min(text.size(), text.find_first_of(kSeparators, begin));
    ids.push_back(TRY(parse_integer<int32_t>("token id", text.substr(begin, end - begin), 0, n_vocab - 1)));
    begin = end;
  }
  return ids;
}

}  // namespace hearth::cli
