// Answer: a finished generation as `hearth run` reports it: as one JSON object, or as a table of counts and times.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "runtime/generate.h"
#include "tokenizer/tokenizer.h"

namespace hearth::cli {

struct Answer {
  std::string model;  // as the user named it
  std::chrono::system_clock::time_point created_at{};
  std::vector<int32_t> prompt{};
  runtime::Generation generation{};
  uint64_t seed = 0;
  int64_t total_ns = 0;
  int64_t load_ns = 0;
  bool interrupted = false;  // by Ctrl-C
};

// Ollama's fields of /api/generate with the ids of the tokens: `tokens` are all that were generated, with the
// end-of-generation token, and `logprobs`, when there are any, has one entry for each.
Json answer_json(const Answer& answer, const tokenizer::Tokenizer& tokenizer);

// What follows when no prompt was given: the model could be loaded.
Json load_json(const Answer& answer);

// Eight lines with counts, times and rates, as Ollama prints them; a line whose value is 0 is left out.
std::string timing_table(const Answer& answer);

}  // namespace hearth::cli
