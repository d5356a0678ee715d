// The vocabulary and the manners of an uncased WordPiece tokenizer, as GGUF has them (tokenizer/wordpiece.h).
#pragma once

#include "base/result.h"
#include "convert/model_folder.h"
#include "gguf/writer.h"

namespace hearth::convert {

// From tokenizer.json, or else from vocab.txt and tokenizer_config.json. kUnsupported names what the tokenizer does and
// Hearth does not.
Status set_wordpiece_vocabulary(const ModelFolder& folder, uint32_t n_vocab, gguf::Writer& writer);

}  // namespace hearth::convert
