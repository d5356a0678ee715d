#include "server/serve.h"

#include <malloc.h>
#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <thread>

#include "base/text.h"
#include "base/time_text.h"
#include "server/app.h"
#include "server/refusals.h"
#include "server/routes.h"
#include "store/gc.h"

namespace hearth::server {
namespace {

sigset_t ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

void wait_for_signal(const sigset_t& signals) {
  int signal = 0;
  sigwait(&signals, &signal);
}

// "2026-11-25T15:20:55Z", and a space.
std::string log_time() {
  const WallTime now = std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
  return time_text(now).substr(0, 19) + "Z ";
}

// One line for each request: when, what came of it, how long it took, who asked for what.
void log_request(const http::Finished& finished) {
  const double ms = std::chrono::duration<double, std::milli>(finished.duration).count();
  const std::string method(http::method_name(finished.request->method));
  std::fprintf(stderr, "%s%d %10.2f ms %-21s %-6s %s%s%s%s\n", log_time().c_str(), finished.status, ms,
               finished.request->peer.c_str(), method.c_str(), finished.request->path.c_str(),
               finished.client_left ? " (client left)" : "", finished.error.empty() ? "" : ": ",
               finished.error.c_str());
}

// What killed processes left behind. Problems are told and no reason not to serve.
void tidy(const store::Store& store) {
  const auto report = store::collect_garbage(store);
  if (!report) {
    std::fprintf(stderr, "the store was not tidied: %s\n", report.error().message.c_str());
    return;
  }
  for (const store::Problem& problem : report->problems) {
    std::fprintf(stderr, "%s: %s\n", problem.path.c_str(), problem.error.message.c_str());
  }
}

}  // namespace

Status serve(const store::Store& store, ServeOptions options) {
  // Threads come and go with requests and models, and each arena keeps for itself what it once held: with as many as
  // there are cores, more would stay after a model is gone. Tensors and pages are mapped apart.
  mallopt(M_ARENA_MAX, 4);
  const sigset_t signals = ending_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  if (options.prune) tidy(store);
  options.models.log = [](const std::string& line) {
    std::fprintf(stderr, "%s%s\n", log_time().c_str(), line.c_str());
  };
  ModelManager models(options.models);
  registry::Transfers transfers(store, options.transfers);
  App app{.store = store, .models = models, .transfers = transfers, .version = options.version};
  if (!options.http.dress_refusal) options.http.dress_refusal = dress_refusal;
  if (!options.http.on_finished) options.http.on_finished = log_request;
  const auto server = TRY(http::Server::start(std::move(options.http), make_router(app)));
  for (const http::Address& address : server->addresses()) {
    std::fprintf(stderr, "Hearth %s listens on %s, models in %s\n", app.version.c_str(), address.url().c_str(),
                 store.root().c_str());
  }
  wait_for_signal(signals);
  std::fprintf(stderr, "stopping: running answers have %lld s to end\n", static_cast<long long>(options.drain.count()));
  // A second signal, or the end of the first wait, leaves this thread behind in sigwait; the process ends soon after.
  std::jthread impatient([&signals](const std::stop_token& stop) {
    const timespec moment{.tv_sec = 0, .tv_nsec = 100'000'000};
    while (!stop.stop_requested()) {
      if (sigtimedwait(&signals, nullptr, &moment) > 0) _exit(130);
    }
  });
  server->drain(options.drain);
  return {};
}

}  // namespace hearth::server
