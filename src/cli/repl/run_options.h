// RunOptions: what `hearth run` was asked for, with a prompt or interactively.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "api/ollama/format.h"
#include "api/ollama/keep_alive.h"
#include "api/ollama/think.h"
#include "api/options.h"

namespace hearth::cli {

// How answers are shown.
struct AnswerStyle {
  bool wordwrap = true;  // on a terminal; elsewhere lines are never broken
  bool thinking = true;  // what a model thinks is shown too
};

struct RunOptions {
  std::string model{};
  std::optional<ollama::KeepAlive> keep_alive{};
  api::Options options{};
  ollama::Format format{};
  ollama::Think think = ollama::Think::kUnset;  // unset: on for models that can
  AnswerStyle style{};
  bool raw = false;        // the prompt goes to the model without its template
  bool verbose = false;    // counts, times and rates behind each answer
  bool truncate = true;    // embeddings: a text that is too long is cut
  int64_t dimensions = 0;  // embeddings: 0 for all
};

}  // namespace hearth::cli
