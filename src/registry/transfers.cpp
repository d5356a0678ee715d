#include "registry/transfers.h"

#include <sys/utsname.h>

#include "base/env.h"
#include "base/home.h"
#include "base/text.h"
#include "registry/push.h"

namespace hearth::registry {
namespace {

// "hearth/0.1.0 (x86_64 linux)"
std::string user_agent(std::string_view version) {
  utsname system{};
  const bool known = uname(&system) == 0;
  return concat("hearth/", version, " (", known ? static_cast<const char*>(system.machine) : "unknown", " linux)");
}

}  // namespace

TransferOptions transfer_options(const Settings& settings, std::string_view version) {
  return {.fetcher = {.offline = settings.offline.value,
                      .private_redirects = settings.private_redirects.value,
                      .user_agent = user_agent(version),
                      .ca_file = settings.ca_file.value,
                      .proxies = http::ProxyRules::of_environment()},
          .hosts = {.registry = settings.registry.value, .hub = settings.hub.value},
          .session = {.credentials_path = settings.registry_auth.value,
                      .identity_path = expand_home("~/.hearth/id_ed25519")},
          .hub_token = std::string(env::find("HF_TOKEN").value_or(""))};
}

bool is_pullable(std::string_view name) { return Reference::parse(name, {}, Security::kChecked).has_value(); }

Transfers::Transfers(const store::Store& store, TransferOptions options)
    : store_(store), options_(std::move(options)), fetcher_(options_.fetcher), downloads_(store.blobs()) {}

// The hub's token is for the hub.
SessionOptions Transfers::session_options(const Reference& reference) const {
  SessionOptions session = options_.session;
  if (reference.is_of_hub() && !options_.hub_token.empty())
    session.authorization = concat("Bearer ", options_.hub_token);
  return session;
}

Result<Reference> Transfers::resolve(const ollama::TransferRequest& request) const {
  return Reference::parse(request.model, options_.hosts, request.insecure ? Security::kInsecure : Security::kChecked);
}

Status Transfers::push(const ollama::TransferRequest& request, const OnProgress& on_progress,
                       const std::stop_token& stop) {
  const Reference reference = TRY(resolve(request));
  OciRegistry registry(fetcher_, reference, session_options(reference));
  return Pusher{.store = store_}.push(registry, on_progress, stop);
}

Status Transfers::pull(const ollama::TransferRequest& request, const OnProgress& on_progress,
                       const std::stop_token& stop) {
  const Reference reference = TRY(resolve(request));
  const OciRegistry registry(fetcher_, reference, session_options(reference));
  const Puller puller{.store = store_,
                      .downloads = downloads_,
                      .limit = std::make_shared<RateLimit>(static_cast<uint64_t>(request.limit_rate))};
  return puller.pull(registry, on_progress, stop);
}

}  // namespace hearth::registry
