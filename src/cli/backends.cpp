#include "cli/backends.h"

#include "base/settings.h"
#include "cli/engine_options.h"
#include "cli/local_backend.h"

namespace hearth::cli {

Result<store::Store> open_store() {
  const Settings settings = TRY(Settings::load());
  return store::Store::open(settings.models.value);
}

Result<std::unique_ptr<Backend>> open_local_backend(const runtime::LoadOptions& load) {
  server::ManagerOptions options{.load = load};
  store::Store store = TRY(open_store());
  return std::make_unique<LocalBackend>(std::move(store), std::move(options));
}

Result<std::unique_ptr<Backend>> open_local_backend() {
  const runtime::LoadOptions load = TRY(load_engine_options());
  return open_local_backend(load);
}

}  // namespace hearth::cli
