// Texts to continue or to embed: a string, token ids, or a list of either.
#pragma once

#include <string_view>
#include <vector>

#include "api/openai/completion.h"
#include "api/reader.h"

namespace hearth::openai {

// The member `name`, which is required, as at most `most` entries.
void read_texts_or_tokens(api::Reader& body, std::string_view name, size_t most, std::vector<TextOrTokens>& into);

}  // namespace hearth::openai
