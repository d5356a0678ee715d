#include "cli/server_options.h"

#include <algorithm>
#include <cstdio>

#include "base/setting_kind.h"
#include "cli/engine_options.h"
#include "cli/message_line.h"
#include "cli/version.h"

namespace hearth::cli {
namespace {

// Models in memory at a time, when memory alone is to decide.
constexpr int32_t kAsManyAsFit = 1024;
// Sequences of one model at a time, when its pages alone are to decide. Each has a row of logits in every step.
constexpr int32_t kAsManyAsPages = 32;
// Full contexts that these share. Most conversations are much shorter than what a model was trained for.
constexpr int32_t kContexts = 4;

Result<server::ManagerOptions> manager_options(const Settings& settings) {
  server::ManagerOptions options{.load = TRY(engine_options(settings))};
  runtime::LoadOptions& load = options.load;
  const auto count = [](const Setting<int64_t>& setting, int32_t when_zero) {
    return setting.value == 0 ? when_zero : static_cast<int32_t>(setting.value);
  };
  load.n_ctx = static_cast<int32_t>(settings.context_length.value);
  load.n_sequences = count(settings.max_parallel_requests, kAsManyAsPages);
  load.n_contexts = std::min(load.n_sequences, kContexts);
  load.kv_cache_policy = TRY(runtime::parse_eviction_policy(settings.kv_cache_policy.value));
  load.kv_type = settings.kv_cache_type.value == "q8_0" ? compute::KvType::kQ8_0 : compute::KvType::kF16;
  options.max_queue = static_cast<int32_t>(settings.max_queue_length.value);
  options.max_models = count(settings.max_loaded_models, kAsManyAsFit);
  options.load_timeout = settings.load_timeout.value;
  const int64_t idle = settings.unload_after_idle.value.count();
  const bool stays = !settings.auto_unload.value || idle < 0;
  options.keep_alive.ns = stays ? ollama::KeepAlive::kForever : idle;
  return options;
}

}  // namespace

Result<server::ServeOptions> serve_options(const Settings& settings, const TlsFlags& tls) {
  if (tls.certificate.empty() != tls.key.empty()) {
    return fail(ErrorCode::kInvalidArgument, "--tls-cert and --tls-key are given together or not at all");
  }
  const http::Address address = TRY(http::parse_address(settings.host.value));
  if (!address.warning.empty()) std::fprintf(stderr, "warning: %s\n", message_line(address.warning).c_str());
  server::ServeOptions options{.models = TRY(manager_options(settings)), .version = std::string(kVersion)};
  options.transfers = registry::transfer_options(settings, kVersion);
  options.prune = !settings.no_prune.value;
  options.http.addresses = {address};
  options.http.origins = http::OriginPolicy(setting_kind::List::print(settings.origins.value));
  if (!tls.certificate.empty()) options.http.tls = http::TlsFiles{tls.certificate, tls.key};
  return options;
}

}  // namespace hearth::cli
