#include "runtime/scheduler.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <utility>

#include "base/check.h"

namespace hearth::runtime {
namespace {

constexpr int32_t kInteractiveShare = 4, kBatchShare = 1;  // of a chunk

// A sequence that runs in this step unless it is preempted.
struct Active {
  RunningSequence sequence;
  Rank rank;

  const RequestState& request() const { return sequence.request; }
  bool stalled() const { return request().stream == StreamState::kFull; }
  bool generates() const { return sequence.phase == Phase::kGenerating && !stalled(); }
  bool reads() const { return sequence.phase == Phase::kPrompt && !stalled(); }

  int32_t pages_beyond(int32_t n_positions) const {
    return std::max(0, KvPool::pages_for(n_positions) - sequence.n_pages);
  }
  // Pages to take before one more row can run.
  int32_t next_pages() const { return stalled() ? 0 : pages_beyond(sequence.n_computed + 1); }
  // Pages that nobody else may be admitted on: with them its prompt can be read, or its next token be computed.
  int32_t promised_pages() const {
    return reads() ? pages_beyond(std::min(request().n_tokens + 1, request().max_tokens)) : next_pages();
  }
  bool may_grow() const { return pages_beyond(request().max_tokens) > promised_pages(); }
};

// Divides a chunk: in proportion to the shares, nobody more than wanted, and what is left over anew. Where there are
// fewer rows than wishes, the first ones get one each.
struct Wish {
  int32_t n_rows = 0;
  int32_t share = 0;
  int32_t granted = 0;
};

void divide_chunk(std::vector<Wish>& wishes, int32_t n_rows) {
  for (;;) {
    int64_t shares = 0;
    for (const Wish& wish : wishes) shares += wish.granted < wish.n_rows ? wish.share : 0;
    if (n_rows == 0 || shares == 0) return;
    const int64_t round = n_rows;
    for (Wish& wish : wishes) {
      const int32_t part = std::max(1, static_cast<int32_t>(round * wish.share / shares));
      const int32_t more = std::min({wish.n_rows - wish.granted, part, n_rows});
      wish.granted += more;
      n_rows -= more;
    }
  }
}

class Planner {
 public:
  Planner(const KvView& kv, const SchedulerLimits& limits)
      : kv_(kv),
        limits_(limits),
        n_places_(static_cast<size_t>(std::min({limits.max_sequences, limits.max_rows, limits.max_outputs}))),
        n_available_(kv.n_available) {}

  StepPlan plan(std::span<const WaitingRequest> waiting, std::span<const RunningSequence> running) {
    for (const RunningSequence& sequence : running) enter({.sequence = sequence, .rank = rank(sequence.request)});
    make_pages_suffice();
    admit(admissible(waiting));
    run_rows();
    return std::move(plan_);
  }

 private:
  Rank rank(const RequestState& request) const { return rank_of(request, limits_.batch_handicap); }

  void enter(const Active& active) {
    active_.insert(std::ranges::upper_bound(active_, active.rank, {}, &Active::rank), active);
  }

  template <class Pages>
  int32_t sum(Pages pages) const {
    return std::transform_reduce(active_.begin(), active_.end(), 0, std::plus(), std::mem_fn(pages));
  }

  void preempt(std::vector<Active>::iterator victim) {
    plan_.preempted.push_back(victim->request().id);
    n_available_ += victim->sequence.n_own_pages;
    active_.erase(victim);
    // Pages that only those preempted shared were nobody's own; now what the last one does not hold is available.
    if (active_.size() <= 1) n_available_ = kv_.n_pages - (active_.empty() ? 0 : active_[0].sequence.n_pages);
  }

  std::vector<Active>::iterator last_where(auto condition) {
    const auto found = std::find_if(active_.rbegin(), active_.rend(), std::move(condition));
    return found == active_.rend() ? active_.end() : std::prev(found.base());
  }

  // Preempts until every sequence left can have its next row.
  void make_pages_suffice() {
    while (sum(&Active::next_pages) > n_available_) {
      if (active_.size() == 1) {
        plan_.ended.push_back(active_[0].request().id);
        active_.clear();
        n_available_ = kv_.n_pages;
        return;
      }
      const auto stalled = last_where(std::mem_fn(&Active::stalled));
      preempt(stalled != active_.end() ? stalled : std::prev(active_.end()));
    }
  }

  // Those that could run, first in rank first. Ends what is longer than all pages together.
  std::vector<WaitingRequest> admissible(std::span<const WaitingRequest> waiting) {
    std::vector<WaitingRequest> out(waiting.begin(), waiting.end());
    std::ranges::sort(out, {}, [this](const WaitingRequest& w) { return rank(w.request); });
    std::erase_if(out, [this](const WaitingRequest& w) {
      const bool too_long = KvPool::pages_for(w.request.n_tokens) > kv_.n_pages;
      if (too_long) plan_.ended.push_back(w.request.id);
      return too_long || w.request.stream == StreamState::kFull;
    });
    return out;
  }

  void admit(const std::vector<WaitingRequest>& waiting) {
    if (!plan_.preempted.empty()) return;  // pages are short: whoever had them is not to lose them to a newcomer
    for (const WaitingRequest& w : waiting) {
      if (fits(w)) {
        admit(w);
      } else {
        // Nobody enters after that: those who made room are next in rank.
        if (make_room(w)) admit(w);
        return;
      }
    }
  }

  // Pages that running sequences share with w. Once somebody has given up pages, it may be that nobody uses them.
  int32_t shared_pages(const WaitingRequest& w) const {
    return plan_.preempted.empty() && plan_.ended.empty() ? w.n_pages_in_use : 0;
  }

  bool fits(const WaitingRequest& w) const {
    if (active_.size() >= n_places_) return false;
    const int32_t n_positions = std::min(w.request.n_tokens + 1, w.request.max_tokens);
    const int32_t n_pages = std::min(KvPool::pages_for(n_positions), kv_.n_pages) - shared_pages(w);
    const auto reserve = static_cast<int32_t>(std::ranges::count_if(active_, &Active::may_grow));
    return n_pages + reserve <= n_available_ - sum(&Active::promised_pages);
  }

  // Preempts whoever has to give way to w, if that helps.
  bool make_room(const WaitingRequest& w) {
    const Planner before = *this;
    const bool interactive = w.request.priority == Priority::kInteractive;
    const auto gives_way = [&](const Active& active) {
      return interactive && active.request().priority == Priority::kBatch && active.rank > rank(w.request);
    };
    while (!fits(w)) {
      auto victim = last_where(std::mem_fn(&Active::stalled));
      if (victim == active_.end()) victim = last_where(gives_way);
      if (victim == active_.end()) {
        *this = before;
        return false;
      }
      preempt(victim);
    }
    return true;
  }

  void admit(const WaitingRequest& w) {
    const int32_t n_pages = w.n_matched / KvPool::kPagePositions;
    plan_.admitted.push_back(w.request.id);
    n_available_ -= n_pages - shared_pages(w);
    enter({.sequence = {.request = w.request, .n_computed = w.n_matched, .n_pages = n_pages}, .rank = rank(w.request)});
  }

  void run_rows() {
    for (const Active& active : active_) {
      if (active.generates()) plan_.rows.push_back({.id = active.request().id, .n_rows = 1});
    }
    const auto n_generating = static_cast<int32_t>(plan_.rows.size());
    int32_t chunk = limits_.max_rows - n_generating;
    if (n_generating > 0) chunk = std::min(chunk, limits_.decode_chunk_rows);
    run_chunk(chunk);
  }

  void run_chunk(int32_t n_rows) {
    std::vector<Wish> wishes;
    for (const Active& active : active_) {
      if (!active.reads()) continue;
      wishes.push_back({.n_rows = active.request().n_tokens - active.sequence.n_computed,
                        .share = active.request().priority == Priority::kBatch ? kBatchShare : kInteractiveShare});
    }
    divide_chunk(wishes, n_rows);
    int32_t spare_pages = n_available_ - sum(&Active::next_pages);
    auto wish = wishes.begin();
    for (const Active& active : active_) {
      if (!active.reads()) continue;
      const int32_t n_computed = active.sequence.n_computed;
      const int32_t n_pages = active.sequence.n_pages + active.next_pages() + spare_pages;
      const int32_t n = std::min(wish->granted, n_pages * KvPool::kPagePositions - n_computed);
      ++wish;
      if (n == 0) continue;
      spare_pages -= active.pages_beyond(n_computed + n) - active.next_pages();
      plan_.rows.push_back({.id = active.request().id, .n_rows = n});
    }
  }

  KvView kv_;
  SchedulerLimits limits_;
  size_t n_places_;
  int32_t n_available_;         // pages, after what the plan has decided so far
  std::vector<Active> active_;  // in the order of rank
  StepPlan plan_;
};

void check(const RunningSequence& sequence) {
  const RequestState& request = sequence.request;
  CHECK(sequence.n_computed < request.n_tokens && request.n_tokens <= request.max_tokens);
  CHECK(sequence.phase == Phase::kPrompt || request.n_tokens - sequence.n_computed == 1);
}

void check(const WaitingRequest& waiting) {
  const RequestState& request = waiting.request;
  CHECK(waiting.n_matched < request.n_tokens && request.n_tokens <= request.max_tokens);
  CHECK(waiting.n_pages_in_use <= waiting.n_matched / KvPool::kPagePositions);
}

}  // namespace

Rank rank_of(const RequestState& request, uint64_t batch_handicap) {
  const bool batch = request.priority == Priority::kBatch;
  return {request.arrival + (batch ? batch_handicap : 0), request.arrival};
}

StepPlan plan_step(std::span<const WaitingRequest> waiting, std::span<const RunningSequence> running, const KvView& kv,
                   const SchedulerLimits& limits) {
  CHECK(limits.max_rows > 0 && limits.max_outputs > 0 && limits.max_sequences > 0 && limits.decode_chunk_rows >= 0);
  CHECK(running.size() <= static_cast<size_t>(std::min({limits.max_sequences, limits.max_rows, limits.max_outputs})));
  for (const RunningSequence& sequence : running) check(sequence);
  for (const WaitingRequest& request : waiting) check(request);
  return Planner(kv, limits).plan(waiting, running);
}

}  // namespace hearth::runtime
