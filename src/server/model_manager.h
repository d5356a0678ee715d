// ModelManager: which models are in memory, and for how long.
//
// A model is loaded by the first request that wants it; requests that come meanwhile wait for the same load. It stays
// as long as a lease on it exists, and then for its keep-alive. When another model is to be loaded and there are as
// many as there may be, or it does not fit, the idle one that was used least recently goes; when none is idle, the
// request waits until one is. Models are known by their weights' file, so that names which share it share the memory.
//
// Thread-safe. Loading runs on the thread that asked.
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
#include "base/result.h"
#include "base/time_text.h"
#include "runtime/runner.h"

namespace hearth::server {

struct ManagerOptions {
  runtime::LoadOptions load{};
  int32_t max_queue = 256;  // requests waiting for one model
  int32_t max_models = 3;   // in memory at a time
  ollama::KeepAlive keep_alive{int64_t{300} * 1'000'000'000};
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
  uint64_t bytes = 0;  // weights, scratch and KV pages
  int32_t n_ctx = 0;
  WallTime expires_at{};  // far ahead when it stays for good
  runtime::RunnerStats stats{};
};

class ModelManager {
 public:
  explicit ModelManager(ManagerOptions options);
  // No lease is left.
  ~ModelManager();
  ModelManager(const ModelManager&) = delete;
  ModelManager& operator=(const ModelManager&) = delete;

  class Lease;

  // The model, loaded. Its keep-alive from now on is `keep_alive`, or else what it was. What the load failed with, or
  // kBusy when `stop` was requested first.
  Result<Lease> acquire(const ModelToLoad& model, std::optional<ollama::KeepAlive> keep_alive,
                        const std::stop_token& stop);

  // Takes the model out of memory as soon as nobody leases it; says whether it was there.
  bool unload(const std::string& path);

  // Latest expiry first.
  std::vector<LoadedModel> loaded() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Slot;
  using Slots = std::list<std::shared_ptr<Slot>>;

  Slots::iterator find(const std::string& path);
  std::shared_ptr<Slot> idle_longest() const;
  bool make_room(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);
  Status load(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Slot>& slot, const std::stop_token& stop);
  void remove(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Slot>& slot);
  void release(const std::shared_ptr<Slot>& slot);
  void expire(const std::stop_token& stop);
  void note_change();

  ManagerOptions options_;
  std::shared_ptr<runtime::ComputeTurn> turn_ = std::make_shared<runtime::ComputeTurn>();
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;  // a load ended, a lease came back, a deadline moved
  uint64_t n_changes_ = 0;
  Slots slots_;
  std::jthread reaper_;
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
