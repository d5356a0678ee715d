// From the options of a request (api/options.h) to what the engine takes (runtime/request.h).
#pragma once

#include <cstdint>

#include "api/options.h"
#include "api/warnings.h"
#include "base/result.h"
#include "runtime/request.h"
#include "tokenizer/tokenizer.h"

namespace hearth::server {

// Fills everything of a request but its prompt. Absent options have their defaults; without a seed one is drawn.
// What is set and has no effect here is told in `warnings`. `n_ctx`: the most that the engine can give.
runtime::Request generation_settings(const api::Options& options, const tokenizer::Tokenizer& tokenizer, int32_t n_ctx,
                                     api::Warnings& warnings);

}  // namespace hearth::server
