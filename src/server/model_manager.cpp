#include "server/model_manager.h"

#include <malloc.h>

#include <algorithm>

#include "base/check.h"
#include "base/number_text.h"
#include "base/text.h"

namespace hearth::server {
namespace {

using ollama::KeepAlive;

// What "for good" is in a reply: some centuries, which every reader of times can still hold.
constexpr auto kForGood = std::chrono::hours(24 * 365 * 200);

// With other models in memory, one of them goes rather than that a new one has less context than this.
constexpr int32_t kLeastContext = 4096;

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
  int n_leases = 0;  // and those who wait for the load
  KeepAlive keep_alive{};
  Clock::time_point used = Clock::now();  // last
  bool unload = false;                    // as soon as nobody leases it

  // While it loads.
  runtime::LoadWatch watch{};
  bool reads = false;  // not waiting for room any more
  uint64_t seen_bytes = 0;
  Clock::time_point moved = Clock::now();  // when read_bytes was last seen to have grown
  bool loader_ended = false;

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
    : options_(std::move(options)), watcher_([this](const std::stop_token& stop) { watch_over(stop); }) {}

ModelManager::~ModelManager() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto& slot : slots_) slot->watch.give_up = true;
    note_change();
  }
  for (Loader& loader : loaders_) loader.thread.join();
  watcher_.request_stop();
  watcher_.join();
  for (const auto& slot : slots_) CHECK(slot->n_leases == 0);
}

void ModelManager::note_change() {
  ++n_changes_;
  changed_.notify_all();
}

// --- what is there -------------------------------------------------------------------------------------------

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

// Those that have memory, but for `slot`.
int32_t ModelManager::n_others(const Slot& slot) const {
  return static_cast<int32_t>(std::ranges::count_if(slots_, [&](const auto& other) {
    return other.get() != &slot && (other->state == Slot::State::kReady || other->state == Slot::State::kGoing);
  }));
}

// What is free, less what loaded models were promised and have not touched yet.
FreeMemory ModelManager::unpromised_memory() const {
  FreeMemory free = options_.free_memory();
  for (const auto& slot : slots_) {
    if (slot->runner) free.bytes -= std::min<uint64_t>(free.bytes, slot->runner->engine().untouched_bytes());
  }
  return free;
}

// --- loading -------------------------------------------------------------------------------------------------

// False when the load is not wanted any more.
template <class Condition>
bool ModelManager::wait_for(std::unique_lock<std::mutex>& lock, const Slot& slot, const Condition& condition) {
  const auto unwanted = [&] { return stopping_ || slot.n_leases == 0; };
  changed_.wait(lock, [&] { return unwanted() || condition(); });
  return !unwanted();
}

std::shared_ptr<ModelManager::Slot> ModelManager::start_load(const ModelToLoad& model) {
  auto slot = std::make_shared<Slot>();
  slot->path = model.path;
  slot->name = model.name;
  slot->pin = model.pin;
  slot->keep_alive = options_.keep_alive;
  std::erase_if(loaders_, [](Loader& loader) {
    if (loader.slot->loader_ended) loader.thread.join();
    return !loader.thread.joinable();
  });
  loaders_.push_back({slot, std::thread([this, slot] { run_load(slot); })});  // throws when there are no more threads
  slots_.push_back(slot);
  return slot;
}

void ModelManager::run_load(const std::shared_ptr<Slot>& slot) {
  const Clock::time_point start = Clock::now();
  std::unique_lock lock(mutex_);
  const Status loaded = load(lock, slot);
  if (reading_ == slot.get()) reading_ = nullptr;
  if (!loaded) fail_load(slot, loaded.error());
  if (slot->state == Slot::State::kLoading) {
    slot->state = Slot::State::kReady;
    slot->used = Clock::now();
    options_.log(loaded_text(*slot, Clock::now() - start));
  }
  slot->loader_ended = true;
  note_change();
}

Status ModelManager::load(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Slot>& slot) {
  if (!wait_for(lock, *slot, [&] { return reading_ == nullptr; })) return std::unexpected(stopped());
  reading_ = slot.get();
  while (n_others(*slot) >= options_.max_models) {
    if (!make_room(lock, *slot)) return std::unexpected(stopped());
  }
  for (;;) {
    auto runner = load_runner(lock, *slot);
    if (runner) {
      if (slot->state != Slot::State::kLoading) return {};  // it was given up meanwhile, and has been answered
      slot->runner = *std::move(runner);
      slot->bytes = slot->runner->engine().plan().total_bytes();
      return {};
    }
    if (runner.error().code != ErrorCode::kOutOfMemory || n_others(*slot) == 0 || !would_fit_alone(lock, *slot)) {
      return std::unexpected(runner.error());
    }
    if (!make_room(lock, *slot)) return std::unexpected(stopped());
  }
}

Result<std::unique_ptr<runtime::Runner>> ModelManager::load_runner(std::unique_lock<std::mutex>& lock, Slot& slot) {
  runtime::LoadOptions options = options_.load;
  options.memory = unpromised_memory();
  if (n_others(slot) > 0) options.least_n_ctx = kLeastContext;
  slot.reads = true;
  slot.moved = Clock::now();
  note_change();
  lock.unlock();
  auto runner = make_runner(slot.path, options, slot.watch);
  lock.lock();
  slot.reads = false;
  return runner;
}

// What libraries throw ends here, on the load's own thread: too little for small things, or no more threads.
Result<std::unique_ptr<runtime::Runner>> ModelManager::make_runner(const std::string& path,
                                                                   const runtime::LoadOptions& options,
                                                                   runtime::LoadWatch& watch) const {
  try {
    auto engine = TRY(options_.load_engine(path, options, &watch));
    return std::make_unique<runtime::Runner>(std::move(engine),
                                             runtime::RunnerOptions{.max_queue = options_.max_queue, .turn = turn_});
  } catch (const std::exception& thrown) {
    return fail(ErrorCode::kOutOfMemory, concat(path, ": the system has no room left: ", thrown.what()));
  }
}

// With all that the others have.
bool ModelManager::would_fit_alone(std::unique_lock<std::mutex>& lock, const Slot& slot) const {
  runtime::LoadOptions options = options_.load;
  options.memory = options_.free_memory();
  for (const auto& other : slots_) {
    if (other->runner) options.memory->bytes += other->bytes - other->runner->engine().untouched_bytes();
  }
  lock.unlock();
  const auto plan = runtime::Engine::plan(slot.path, options);
  lock.lock();
  return plan.has_value();
}

// Takes out the model that is idle longest, or waits until one is idle or gone; false when the load is not wanted any
// more.
bool ModelManager::make_room(std::unique_lock<std::mutex>& lock, const Slot& slot) {
  if (const auto victim = idle_longest()) {
    remove(lock, victim, Because::kRoom);
    return true;
  }
  const int32_t n = n_others(slot);
  return wait_for(lock, slot, [&] { return idle_longest() || n_others(slot) < n; });
}

std::string ModelManager::loaded_text(const Slot& slot, Clock::duration time) {
  const runtime::Engine& engine = slot.runner->engine();
  std::string text = concat("loaded ", slot.name, " in ", three_digits(std::chrono::duration<double>(time).count()),
                            " s: ", engine.plan().text(), "; context ", engine.n_ctx(), " tokens");
  if (engine.plan().n_ctx_is_cut) {
    text += concat(", of ", engine.n_ctx_trained(), " that it was trained for: memory is short");
  }
  return text;
}

void ModelManager::fail_load(const std::shared_ptr<Slot>& slot, Error error) {
  if (slot->state != Slot::State::kLoading) return;
  options_.log(concat("could not load ", slot->name, ": ", error.message));
  slot->state = Slot::State::kFailed;
  slot->error = std::move(error);
  slots_.remove(slot);
  note_change();
}

// --- using ---------------------------------------------------------------------------------------------------

Result<ModelManager::Lease> ModelManager::acquire(const ModelToLoad& model, std::optional<KeepAlive> keep_alive,
                                                  const std::stop_token& stop) {
  const Clock::time_point start = Clock::now();
  std::unique_lock lock(mutex_);
  const auto going = [&] {
    const auto found = find(model.path);
    return found != slots_.end() && (*found)->state == Slot::State::kGoing;
  };
  if (!changed_.wait(lock, stop, [&] { return !going(); })) return std::unexpected(stopped());
  const auto found = find(model.path);
  std::shared_ptr<Slot> slot = found != slots_.end() ? *found : start_load(model);
  ++slot->n_leases;
  const bool came = changed_.wait(lock, stop, [&] { return slot->state != Slot::State::kLoading; });
  if (!came || slot->state == Slot::State::kFailed) {
    --slot->n_leases;
    note_change();
    return std::unexpected(came ? slot->error : stopped());
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
  std::shared_ptr<Slot> slot = *found;  // a copy, because the list lets go of it
  slot->unload = true;
  if (slot->idle())
    remove(lock, slot, Because::kAsked);
  else if (slot->state == Slot::State::kGoing)
    changed_.wait(lock, [&] { return find(path) == slots_.end() || *find(path) != slot; });
  else
    note_change();
  return true;
}

// --- going ---------------------------------------------------------------------------------------------------

// The engine's thread ends and its memory goes back outside of the lock: that can take as long as a step.
void ModelManager::remove(std::unique_lock<std::mutex>& lock, const std::shared_ptr<Slot>& slot, Because because) {
  slot->state = Slot::State::kGoing;
  std::unique_ptr<runtime::Runner> runner = std::move(slot->runner);
  lock.unlock();
  runner.reset();
  malloc_trim(0);  // weights are mapped apart, but what the heap holds is otherwise kept for later
  lock.lock();
  slots_.remove(slot);
  constexpr const char* kWhy[] = {"nobody has used it for a while", "on request", "to make room for another model"};
  options_.log(concat("unloaded ", slot->name, ": ", kWhy[static_cast<size_t>(because)]));
  note_change();
}

// Gives up loads that stand still; says when to look again.
ModelManager::Clock::time_point ModelManager::check_loads() {
  auto next = Clock::time_point::max();
  const auto slot = std::ranges::find_if(slots_, [](const auto& each) { return each->reads; });
  if (slot == slots_.end() || options_.load_timeout.count() <= 0 || options_.load_timeout > kForGood) return next;
  const std::shared_ptr<Slot>& loading = *slot;
  if (const uint64_t read = loading->watch.read_bytes; read != loading->seen_bytes) {
    loading->seen_bytes = read;
    loading->moved = Clock::now();
  }
  next = loading->moved + options_.load_timeout;
  if (next > Clock::now()) return next;
  loading->watch.give_up = true;
  reading_ = nullptr;  // its thread may hang for ever; others go on
  const std::string waited = three_digits(std::chrono::duration<double>(options_.load_timeout).count());
  Error error{ErrorCode::kIo,
              concat("reading ", loading->path, " stood still for ", waited, " s after ",
                     mebibytes(loading->seen_bytes), " MiB; if its disk is that slow, raise OLLAMA_LOAD_TIMEOUT")};
  fail_load(std::shared_ptr<Slot>(loading), std::move(error));  // a copy, because the list lets go of it
  return Clock::time_point::max();
}

// The thread that takes out what nobody has used for long enough, and gives up loads that stand still.
void ModelManager::watch_over(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    auto next = check_loads();
    std::shared_ptr<Slot> due;
    for (const auto& slot : slots_) {
      if (!slot->idle() || (slot->stays() && !slot->unload)) continue;
      next = std::min(next, slot->expires());
      if (slot->expires() <= Clock::now()) due = slot;
    }
    const auto changed = [this, seen = n_changes_] { return n_changes_ != seen; };
    if (due)
      remove(lock, due, due->unload ? Because::kAsked : Because::kIdle);
    else if (next == Clock::time_point::max())
      changed_.wait(lock, stop, changed);
    else
      changed_.wait_until(lock, stop, next, changed);
  }
}

int32_t ModelManager::n_waiting() const {
  const std::lock_guard lock(mutex_);
  int32_t n = 0;
  for (const auto& slot : slots_) n += slot->state == Slot::State::kLoading ? slot->n_leases : 0;
  return n;
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
