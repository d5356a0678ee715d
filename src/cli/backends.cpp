#include "cli/backends.h"

#include "cli/engine_options.h"
#include "cli/local_backend.h"

namespace hearth::cli {

Result<store::Store> open_store() { return store::Store::open(store::Store::default_root()); }

Result<std::unique_ptr<Backend>> open_local_backend(const runtime::LoadOptions& load) {
  server::ManagerOptions options{.load = load};
  store::Store store = TRY(open_store());
  return std::make_unique<LocalBackend>(std::move(store), std::move(options));
}

Result<std::unique_ptr<Backend>> open_local_backend() {
  const runtime::LoadOptions load = TRY(engine_options_from_environment());
  return open_local_backend(load);
}

}  // namespace hearth::cli
