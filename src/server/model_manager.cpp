#include "server/model_manager.h"

#include <malloc.h>

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace hearth::server {
namespace {

using ollama::KeepAlive;

// What "for good" is in a reply: some centuries, which every reader of times can still hold.
constexpr auto kForGood = std::chrono::hours(24 * 365 * 200);

uint64_t bytes_of(const runtime::Engine& engine) {
  const uint64_t pages = static_cast<uint64_t>(engine.pool().n_pages());
  return engine.weight_bytes() + engine.scratch_bytes() + pages * engine.page_bytes();
}

Error stopped() { return {ErrorCode::kBusy, "the request was given up while the model was loading"}; }

}  // namespace

struct ModelManager::Slot {
  enum class State { kLoading, kReady, kFailed, kGoing };

  std::string path, name;
  std::shared_ptr<const void> pin;
  State state = State::kLoading;
  Error error{};
  std::unique_ptr<runtime::Runner> runner{};
  uint64_t bytes = 0;
  int n_leases = 0;
  KeepAlive keep_alive{};
  Clock::time_point used = Clock::now();  // last
  bool unload = false;                    // as soon as nobody leases it

  bool idle() const { return state == State::kReady && n_leases == 0; }
  bool stays() const { return keep_alive.ns == KeepAlive::kForever; }
  Clock::time_point expires() const {
    return unload
               ? used
               : used +
                     std::chrono::nanoseconds(std::min(keep_alive.ns, int64_t{kForGood / std::chrono::nanoseconds(1)}));
  }
};

ModelManager::ModelManager(ManagerOptions options)
    : options_(std::move(options)), reaper_([this](const std::stop_token& stop) { expire(stop); }) {}

ModelManager::~ModelManager() {
  reaper_.request_stop();
  reaper_.join();
  for (const auto& slot : slots_) CHECK(slot->n_leases == 0);
}

void ModelManager::note_change() {
  ++n_changes_;
  changed_.notify_all();
}

ModelManager::Slots::iterator ModelManager::find(const std::string& path) {
  return std::ranges::find_if(slots_, [&](const auto& slot) { return slot->path == path; });
}

std::shared_ptr<ModelManager::Slot> ModelManager::idle_longest() const {
  std::shared_ptr<Slot> found;
  for (const auto& slot : slots_) {
    if (slot->idle() && (!found || slot->used < found->used)) found = slot;
  }
  return found;
}

// The engine's thread ends and its memory goes back outside of the lock: that can take as long as a step.
void ModelManager::remove(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Slot>& slot) {
  slot->state = Slot::State::kGoing;
  std::unique_ptr<runtime::Runner> runner = std::move(slot->runner);
  lock.unlock();
  runner.reset();
  malloc_trim(0);  // weights are mapped apart, but what the heap holds is otherwise kept for later
  lock.lock();
  slots_.remove(slot);
  note_change();
}

// Waits until there may be one model more; false when `stop` came first.
bool ModelManager::make_room(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
  while (static_cast<int32_t>(slots_.size()) > options_.max_models) {  // the new one is among them
    if (const auto slot = idle_longest())
      remove(lock, slot);
    else if (!changed_.wait(lock, stop, [&] {
               return idle_longest() || static_cast<int32_t>(slots_.size()) <= options_.max_models;
             }))
      return false;
  }
  return true;
}

Status ModelManager::load(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Slot>& slot,
                          const std::stop_token& stop) {
  if (!make_room(lock, stop)) return std::unexpected(stopped());
  for (;;) {
    lock.unlock();
    auto engine = runtime::Engine::load(slot->path, options_.load);
    std::unique_ptr<runtime::Runner> runner;
    if (engine) {
      slot->bytes = bytes_of(**engine);
      runner = std::make_unique<runtime::Runner>(
          std::move(*engine), runtime::RunnerOptions{.max_queue = options_.max_queue, .turn = turn_});
    }
    lock.lock();
    if (engine) {
      slot->runner = std::move(runner);
      return {};
    }
    const auto victim = engine.error().code == ErrorCode::kOutOfMemory ? idle_longest() : nullptr;
    if (!victim) return std::unexpected(engine.error());
    remove(lock, victim);
  }
}

Result<ModelManager::Lease> ModelManager::acquire(const ModelToLoad& model, std::optional<KeepAlive> keep_alive,
                                                  const std::stop_token& stop) {
  const Clock::time_point start = Clock::now();
  std::unique_lock lock(mutex_);
  Slots::iterator found;
  while ((found = find(model.path)) != slots_.end() && (*found)->state == Slot::State::kGoing) {
    if (!changed_.wait(lock, stop, [&] {
          found = find(model.path);
          return found == slots_.end() || (*found)->state != Slot::State::kGoing;
        }))
      return std::unexpected(stopped());
  }
  std::shared_ptr<Slot> slot;
  if (found != slots_.end()) {
    slot = *found;
    ++slot->n_leases;
    const bool came = changed_.wait(lock, stop, [&] { return slot->state != Slot::State::kLoading; });
    if (!came || slot->state == Slot::State::kFailed) {
      --slot->n_leases;
      note_change();
      return std::unexpected(came ? slot->error : stopped());
    }
  } else {
    slot = std::make_shared<Slot>(
        Slot{.path = model.path, .name = model.name, .pin = model.pin, .keep_alive = options_.keep_alive});
    slots_.push_back(slot);
    ++slot->n_leases;
    const Status loaded = load(lock, slot, stop);
    if (!loaded) {
      slot->state = Slot::State::kFailed;
      slot->error = loaded.error();
      --slot->n_leases;
      slots_.remove(slot);
      note_change();
      return std::unexpected(loaded.error());
    }
    slot->state = Slot::State::kReady;
    note_change();
  }
  slot->name = model.name;  // names may share weights: the one that was used last is shown
  if (keep_alive) slot->keep_alive = *keep_alive;
  slot->unload = false;
  slot->used = Clock::now();
  return Lease(*this, std::move(slot), Clock::now() - start);
}

void ModelManager::release(const std::shared_ptr<Slot>& slot) {
  const std::lock_guard lock(mutex_);
  --slot->n_leases;
  slot->used = Clock::now();
  note_change();
}

bool ModelManager::unload(const std::string& path) {
  std::unique_lock lock(mutex_);
  const auto found = find(path);
  if (found == slots_.end()) return false;
  const std::shared_ptr<Slot>& slot = *found;
  slot->unload = true;
  if (slot->idle())
    remove(lock, slot);
  else
    note_change();
  return true;
}

// The thread that takes out what nobody has used for long enough.
void ModelManager::expire(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    auto next = Clock::time_point::max();
    std::shared_ptr<Slot> due;
    for (const auto& slot : slots_) {
      if (!slot->idle() || (slot->stays() && !slot->unload)) continue;
      next = std::min(next, slot->expires());
      if (slot->expires() <= Clock::now()) due = slot;
    }
    const auto changed = [this, seen = n_changes_] { return n_changes_ != seen; };
    if (due)
      remove(lock, due);
    else if (next == Clock::time_point::max())
      changed_.wait(lock, stop, changed);
    else
      changed_.wait_until(lock, stop, next, changed);
  }
}

std::vector<LoadedModel> ModelManager::loaded() const {
  const std::lock_guard lock(mutex_);
  const auto now = Clock::now();
  const WallTime wall = std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
  std::vector<LoadedModel> list;
  for (const auto& slot : slots_) {
    if (slot->state != Slot::State::kReady) continue;
    const auto from = slot->n_leases > 0 ? now : slot->used;
    const auto left = slot->stays() ? std::chrono::nanoseconds(kForGood)
                                    : std::chrono::nanoseconds(slot->expires() - slot->used + (from - now));
    list.push_back({.path = slot->path,
                    .name = slot->name,
                    .bytes = slot->bytes,
                    .n_ctx = slot->runner->engine().n_ctx(),
                    .expires_at = wall + left,
                    .stats = slot->runner->stats()});
  }
  std::ranges::sort(list, [](const LoadedModel& a, const LoadedModel& b) {
    return a.expires_at != b.expires_at ? a.expires_at > b.expires_at : a.path < b.path;
  });
  return list;
}

ModelManager::Lease::~Lease() {
  if (slot_) manager_->release(slot_);
}

runtime::Runner& ModelManager::Lease::runner() const { return *slot_->runner; }

}  // namespace hearth::server
