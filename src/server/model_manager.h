// ModelManager: which models are in memory, and for how long.
//
// A model is loaded by the first request that wants it, on a thread of its own; all requests that come meanwhile wait
// for the same load, and get what it failed with. It stays as long as a lease on it exists, and then for its
// keep-alive. When another model is to be loaded and there are as many as there may be, or it does not fit, the idle
// one that was used least recently goes; when none is idle, the load waits until one is. Nobody goes for a model that
// would not fit even alone. Memory is given away by plans (runtime/memory_plan.h), one load at a time: what a loaded
// model was promised and has not touched yet is not free. Models are known by their weights' file, so that names which
// share it share the memory.
//
// Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "api/ollama/keep_alive.h"
#include "base/memory_info.h"
#include "base/result.h"
#include "base/time_text.h"
#include "runtime/runner.h"

namespace hearth::server {

struct ManagerOptions {
  runtime::LoadOptions load{};
  int32_t max_queue = 256;  // requests waiting for one model
  int32_t max_models = 3;   // in memory at a time
  ollama::KeepAlive keep_alive{int64_t{300} * 1'000'000'000};
  // How long reading the weights may stand still; 0 or below is for ever.
  std::chrono::nanoseconds load_timeout = std::chrono::minutes(5);
  // How a model is loaded, and what the program may still take: tests have a machine of their own.
  std::function<Result<std::unique_ptr<runtime::Engine>>(const std::string& path, const runtime::LoadOptions& options,
                                                         runtime::LoadWatch* watch)>
      load_engine = runtime::Engine::load;
  std::function<FreeMemory()> free_memory = [] { return hearth::free_memory(); };
  // Is told in a sentence what comes and goes, and why; not to be slow.
  std::function<void(const std::string&)> log = [](const std::string&) {};
};

// What is to be loaded, and under which name `ps` shows it.
struct ModelToLoad {
  std::string path{};  // of the weights
  std::string name{};
  std::shared_ptr<const void> pin{};  // keeps the file from being removed while the model is in memory
};

// A model in memory, as `ps` shows it.
struct LoadedModel {
  std::string path, name;
  uint64_t bytes = 0;  // of its memory plan
  int32_t n_ctx = 0;
  WallTime expires_at{};  // far ahead when it stays for good
  runtime::RunnerStats stats{};
};

class ModelManager {
 public:
  explicit ModelManager(ManagerOptions options);
  // No lease is left, and nobody waits for one. Loads are given up.
  ~ModelManager();
  ModelManager(const ModelManager&) = delete;
  ModelManager& operator=(const ModelManager&) = delete;

  class Lease;

  // The model, loaded. Its keep-alive from now on is `keep_alive`, or else what it was. What the load failed with, or
  // kBusy when `stop` was requested first.
  Result<Lease> acquire(const ModelToLoad& model, std::optional<ollama::KeepAlive> keep_alive,
                        const std::stop_token& stop);

  // Takes the model out of memory as soon as nobody leases it, which nobody waits for; says whether it was there.
  bool unload(const std::string& path);

  // Requests that wait for a model to be loaded.
  int32_t n_waiting() const;
  // Latest expiry first.
  std::vector<LoadedModel> loaded() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Slot;
  using Slots = std::list<std::shared_ptr<Slot>>;
  struct Loader {
    std::shared_ptr<Slot> slot;
    std::thread thread;
  };

  enum class Because : uint8_t { kIdle, kAsked, kRoom };

  Slots::iterator find(const std::string& path);
  std::shared_ptr<Slot> idle_longest() const;
  int32_t n_others(const Slot& slot) const;
  template <class Condition>
  bool wait_for(std::unique_lock<std::mutex>& lock, const Slot& slot, const Condition& condition);
  std::shared_ptr<Slot> start_load(const ModelToLoad& model);
  void run_load(const std::shared_ptr<Slot>& slot);
  Status load(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Slot>& slot);
  Result<std::unique_ptr<runtime::Runner>> load_runner(std::unique_lock<std::mutex>& lock, Slot& slot);
  Result<std::unique_ptr<runtime::Runner>> make_runner(const std::string& path, const runtime::LoadOptions& options,
                                                       runtime::LoadWatch& watch) const;
  bool would_fit_alone(std::unique_lock<std::mutex>& lock, const Slot& slot) const;
  bool make_room(std::unique_lock<std::mutex>& lock, const Slot& slot);
  FreeMemory unpromised_memory() const;
  static std::string loaded_text(const Slot& slot, Clock::duration time);
  void fail_load(const std::shared_ptr<Slot>& slot, Error error);
  void remove(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Slot>& slot, Because because);
  void release(const std::shared_ptr<Slot>& slot);
  Clock::time_point check_loads();
  void watch_over(const std::stop_token& stop);
  void note_change();

  ManagerOptions options_;
  std::shared_ptr<runtime::ComputeTurn> turn_ = std::make_shared<runtime::ComputeTurn>();
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;  // a load ended, a lease came back, a deadline moved
  uint64_t n_changes_ = 0;
  Slots slots_;
  const Slot* reading_ = nullptr;  // the one load that takes memory
  bool stopping_ = false;
  std::list<Loader> loaders_;  // ended ones are joined by the next load
  std::jthread watcher_;
};

// The right to use a loaded model; it stays in memory meanwhile.
class ModelManager::Lease {
 public:
  Lease(Lease&& other) noexcept = default;
  Lease& operator=(Lease&&) = delete;
  ~Lease();

  runtime::Runner& runner() const;
  // What this request waited for the model.
  std::chrono::nanoseconds load_time() const { return load_time_; }

 private:
  friend class ModelManager;
  Lease(ModelManager& manager, std::shared_ptr<Slot> slot, std::chrono::nanoseconds load_time)
      : manager_(&manager), slot_(std::move(slot)), load_time_(load_time) {}

  ModelManager* manager_;
  std::shared_ptr<Slot> slot_;
  std::chrono::nanoseconds load_time_;
};

}  // namespace hearth::server
