// Which backend a command works with.
#pragma once

#include <memory>

#include "base/result.h"
#include "cli/backend.h"
#include "runtime/engine.h"
#include "store/store.h"

namespace hearth::cli {

// The store of the setting `models`, made when it is not there.
Result<store::Store> open_store();

// This process with its own engine, which loads models with `load`.
Result<std::unique_ptr<Backend>> open_local_backend(const runtime::LoadOptions& load);
// The same, loading as the settings say.
Result<std::unique_ptr<Backend>> open_local_backend();

}  // namespace hearth::cli
