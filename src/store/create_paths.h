// Paths of a Modelfile: relative to its folder, in a home, or a folder of model files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/create_source.h"

namespace hearth::store {

// Absolute, or beginning with `folder`. "~" and "~/x" are in the user's home, "~name/x" in that user's. kNotFound when
// there is no such user.
Result<std::string> expand_path(std::string_view text, const std::string& folder);

// Whether somebody who writes this means a file and no model of the store: ./x, ../x, ~/x, /x, x.gguf.
bool looks_like_path(std::string_view text);

// The file at `path`, or the GGUF files in the folder there, or else the files of a model in safetensors, alphabetical
// and named as in it. Nothing when nothing is there. kInvalidArgument for a link that leads out of the folder;
// kNotFound for a folder without model files.
Result<std::optional<std::vector<SourceFile>>> find_model_files(const std::string& path);

}  // namespace hearth::store
