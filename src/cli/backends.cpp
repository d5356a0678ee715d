#include "cli/backends.h"

#include "cli/local_backend.h"

namespace hearth::cli {

Result<store::Store> open_store() { return store::Store::open(store::Store::default_root()); }

Result<std::unique_ptr<Backend>> open_local_backend(const runtime::LoadOptions& load) {
  server::ManagerOptions options{.load = load};
  return std::make_unique<LocalBackend>(TRY(open_store()), std::move(options));
}

}  // namespace hearth::cli
