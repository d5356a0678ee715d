#include "cli/backends.h"

#include <chrono>

#include "base/settings.h"
#include "cli/engine_options.h"
#include "cli/http_backend.h"
#include "cli/local_backend.h"
#include "http/address.h"
#include "server/model_source.h"

namespace hearth::cli {
namespace {

using std::chrono::milliseconds;

// How long to wait for a sign of the server. Most often there is none to be found in the default place, and nobody
// asked for one, so the wait is short; a place that was named may be far away.
constexpr milliseconds kPatience{200}, kPatienceWhenNamed{5000};

// Whether a server answers. One that is too busy to is there all the same.
bool answers(const http::Address& address, milliseconds patience) {
  const auto version = HttpBackend({.address = address, .connect_time = patience, .idle_time = patience}).version();
  return version || version.error().code == ErrorCode::kBusy;
}

}  // namespace

Result<store::Store> open_store() {
  const Settings settings = TRY(Settings::load());
  return store::Store::open(settings.models.value);
}

Result<std::unique_ptr<Backend>> find_server() {
  const Setting<std::string> host = TRY(Settings::load()).host;
  const http::Address address = http::to_connect(TRY(http::parse_address(host.value)));
  const bool named = host.origin.kind != Origin::Kind::kDefault;
  if (answers(address, named ? kPatienceWhenNamed : kPatience)) {
    return std::make_unique<HttpBackend>(http::ClientOptions{.address = address});
  }
  if (named) {
    return fail(ErrorCode::kIo, "could not connect to ollama server, run 'hearth serve' to start it");
  }
  return nullptr;
}

Result<std::unique_ptr<Backend>> open_local_backend(const runtime::LoadOptions& load) {
  server::ManagerOptions options{.load = load};
  store::Store store = TRY(open_store());
  return std::make_unique<LocalBackend>(std::move(store), std::move(options));
}

Result<std::unique_ptr<Backend>> open_backend() {
  std::unique_ptr<Backend> server = TRY(find_server());
  if (server) return server;
  return open_local_backend(TRY(load_engine_options()));
}

Result<std::unique_ptr<Backend>> open_backend_of(const std::string& model) {
  if (!server::is_model_file(model)) return open_backend();
  return open_local_backend(TRY(load_engine_options()));
}

}  // namespace hearth::cli
