#include "cli/backends.h"

#include <chrono>
#include <cstdio>

#include "base/settings.h"
#include "base/text.h"
#include "cli/background_server.h"
#include "cli/engine_options.h"
#include "cli/http_backend.h"
#include "cli/local_backend.h"
#include "cli/message_line.h"
#include "http/address.h"
#include "server/model_source.h"

namespace hearth::cli {
namespace {

using std::chrono::milliseconds;

// How long to wait for a sign of the server. Most often there is none to be found in the default place, and nobody
// asked for one, so the wait is short; a place that was named may be far away.
constexpr milliseconds kPatience{200}, kPatienceWhenNamed{5000};

// Where a server is looked for.
struct Place {
  http::Address address;  // to connect to
  bool named = false;     // by the user

  // Whether a server answers. One that is too busy to is there all the same.
  bool answers() const {
    const milliseconds patience = named ? kPatienceWhenNamed : kPatience;
    const auto version = HttpBackend({.address = address, .connect_time = patience, .idle_time = patience}).version();
    return version || version.error().code == ErrorCode::kBusy;
  }
  // Whether `hearth serve` of this user would answer here.
  bool startable() const {
    const bool plain = address.security == http::Address::Security::kPlain && address.base_path.empty();
    return address.is_loopback() && plain;
  }
  std::unique_ptr<Backend> backend() const {
    return std::make_unique<HttpBackend>(http::ClientOptions{.address = address});
  }
};

Result<Place> server_place(const Settings& settings) {
  const http::Address address = TRY(http::parse_address(settings.host.value));
  return Place{.address = http::to_connect(address), .named = settings.host.origin.kind != Origin::Kind::kDefault};
}

Error not_there() { return {ErrorCode::kIo, "could not connect to ollama server, run 'hearth serve' to start it"}; }

Status start_own_server(const Place& place) {
  const BackgroundServer server = TRY(own_server());
  const pid_t pid = TRY(start_in_background(server, [&] { return place.answers(); }));
  const std::string told =
      concat("started a server at ", place.address.text(), ": process ", pid, ", its log is ", server.log_path);
  std::fprintf(stderr, "%s\n", message_line(told).c_str());
  return {};
}

}  // namespace

Result<store::Store> open_store() {
  const Settings settings = TRY(Settings::load());
  return store::Store::open(settings.models.value);
}

Result<std::unique_ptr<Backend>> find_server() {
  const Settings settings = TRY(Settings::load());
  const Place place = TRY(server_place(settings));
  if (place.answers()) return place.backend();
  if (place.named) return std::unexpected(not_there());
  return nullptr;
}

Result<std::unique_ptr<Backend>> find_or_start_server() {
  const Settings settings = TRY(Settings::load());
  const Place place = TRY(server_place(settings));
  if (place.answers()) return place.backend();
  if (place.startable() && settings.auto_start.value) {
    TRY(start_own_server(place));
    return place.backend();
  }
  if (place.named) return std::unexpected(not_there());
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
