// The tables of `list` and `ps`.
#pragma once

#include <string>
#include <vector>

#include "api/ollama/ps.h"
#include "api/ollama/tags.h"
#include "base/time_text.h"

namespace hearth::cli {

// NAME, ID, SIZE, MODIFIED.
std::string list_text(const std::vector<ollama::ModelEntry>& models, WallTime now);

// NAME, ID, SIZE, PROCESSOR, CONTEXT, UNTIL.
std::string ps_text(const std::vector<ollama::RunningModel>& models, WallTime now);

// "100% CPU", "48%/52% CPU/GPU", ...: where a model of `size` bytes runs, `size_vram` of which are on a GPU.
std::string processor_text(int64_t size, int64_t size_vram);

}  // namespace hearth::cli
