// How BERT prepares text before it looks up words (Devlin et al. 2018; as Hugging Face's BertNormalizer and
// BertPreTokenizer do it for models without case): control characters go, CJK characters become words, letters lose
// case and accents; then words end at white space, and punctuation stands alone.
//
// Characters are classed by the Unicode version of utf8proc. Hugging Face's tables are older: what came to Unicode
// after version 8 as punctuation or accent, they take for letters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hearth::tokenizer {

// Appends what becomes of `text`: valid UTF-8 with one space or several between words that are not only apart by
// punctuation. Bytes that are no UTF-8 vanish.
void append_bert_normalized(std::string_view text, std::string& out);

// The length of the word that normalized text begins with: a punctuation mark, or all up to a space or a
// punctuation mark. 0 before a space, and of the empty text.
size_t bert_word_bytes(std::string_view normalized);

}  // namespace hearth::tokenizer
