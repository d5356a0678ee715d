// From a Modelfile to what it asks for: paths are looked up, parameters typed, texts collected.
#pragma once

#include <string>

#include "api/warnings.h"
#include "base/result.h"
#include "store/create.h"
#include "store/modelfile.h"

namespace hearth::store {

// `folder` is where the Modelfile lies. FROM is a model's name unless something is there under that path. Errors name
// the line; outdated parameters are in `warnings`.
Result<CreateRequest> request_of(const ModelName& name, const Modelfile& modelfile, const std::string& folder,
                                 api::Warnings& warnings);

}  // namespace hearth::store
