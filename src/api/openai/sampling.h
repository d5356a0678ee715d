// The members by which OpenAI's requests steer an answer, read into the options that all dialects share.
#pragma once

#include "api/options.h"
#include "api/reader.h"

namespace hearth::openai {

// temperature, top_p, both penalties, seed, stop and logit_bias, each within OpenAI's bounds; and as an extension every
// option of options.def under its own name: "top_k", "min_p", "num_ctx".
void read_sampling(api::Reader& body, api::Options& into);

// What an answer is drawn with when neither the request nor the model says otherwise: temperature and top_p 1.
api::Options default_options();

// stop strings: null, one, or a list of at most kMaxStops. Empty ones have no effect, which is a warning.
void read_stop(api::Reader& body, std::string_view name, api::Options& into);

}  // namespace hearth::openai
