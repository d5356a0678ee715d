#include "server/queueing.h"

#include <algorithm>
#include <chrono>

namespace hearth::server {
namespace {

// A request that begins sooner has not queued: it came in the middle of a step.
constexpr std::chrono::milliseconds kSoon{100};

int64_t wait_s(const runtime::RunnerStats& stats, int32_t position) {
  const int64_t ns = runtime::queue_wait_ns(stats.request_ns, stats.n_running, position);
  return std::max<int64_t>(1, (ns + 999'999'999) / 1'000'000'000);
}

}  // namespace

void note_queueing(const runtime::Runner& runner, runtime::TokenStream& stream, const OnQueued& on_queued) {
  if (!on_queued || stream.wait_for(kSoon)) return;
  const int32_t position = stream.queue_position();
  if (position > 0) on_queued({.position = position, .wait_s = wait_s(runner.stats(), position)});
}

ollama::Failure queue_full(const runtime::Runner& runner) {
  ollama::Failure failure = ollama::failure(ollama::Refusal::kServerBusy);
  failure.retry_after_s = wait_s(runner.stats(), 1);
  return failure;
}

}  // namespace hearth::server
