// The scheduler, the pool and the prefix tree at work together: thousands of seeded scenarios of arrivals, lengths,
// priorities, slow readers and cancellations on small pools, run by an engine whose model is a hash.
//
// "Keys and values" of a position are a hash of all tokens up to it, and the next token is drawn from the last one. So
// a page that was shared, copied, evicted or written wrongly shows as other contents, and other tokens.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "runtime/prefix_tree.h"
#include "runtime/scheduler.h"
#include "sampling/counter_rng.h"

namespace hearth::runtime {
namespace {

constexpr int32_t kPage = KvPool::kPagePositions;
constexpr int32_t kVocabulary = 50;
constexpr int32_t kNever = -1;
constexpr int32_t kMostSteps = 20000;  // more than any scenario may take

class Dice {
 public:
  explicit Dice(uint64_t seed) : seed_(seed) {}
  int32_t draw(int32_t low, int32_t high) {  // both included
    return low + static_cast<int32_t>(sampling::uniform(seed_, n_++) * (high - low + 1));
  }
  bool one_in(int32_t n) { return draw(1, n) == 1; }

 private:
  uint64_t seed_;
  uint64_t n_ = 0;
};

uint64_t content(uint64_t before, int32_t token) {
  return sampling::mix64(before * 0x9e3779b97f4a7c15u + static_cast<uint64_t>(token) + 1);
}

uint64_t first_content(const std::string& salt) { return static_cast<uint64_t>(salt.front()); }

int32_t next_token(uint64_t last_content) { return static_cast<int32_t>(last_content % kVocabulary); }

// A request of a scenario.
struct Job {
  RequestId id = 0;
  Priority priority = Priority::kInteractive;
  std::string salt;
  std::vector<int32_t> prompt;
  int32_t n_predict = 1;
  int32_t arrives = 0;         // step
  int32_t cancelled = kNever;  // step
  int32_t read_every = 1;      // steps

  int32_t n_prompt() const { return static_cast<int32_t>(prompt.size()); }
  // The last token drawn is not computed.
  int32_t max_tokens() const { return n_prompt() + n_predict - 1; }
};

struct Scenario {
  int32_t n_pages = 4;
  EvictionPolicy policy = EvictionPolicy::kLru;
  SchedulerLimits limits;
  std::vector<Job> jobs;
  int32_t stream_tokens = 8;  // bound of a stream
};

enum class Readers { kQuick, kSlowToo };

Job make_job(Dice& dice, RequestId id, Readers readers) {
  Job job;
  job.id = id;
  job.priority = dice.one_in(3) ? Priority::kBatch : Priority::kInteractive;
  job.salt = dice.one_in(6) ? "b" : "a";
  // One of two beginnings, up to where it goes its own way.
  const int32_t family = dice.draw(0, 1), n_shared = dice.draw(0, 3) * dice.draw(0, 70), n_own = dice.draw(1, 40);
  for (int32_t i = 0; i < n_shared; ++i) job.prompt.push_back((i * i + family) % kVocabulary);
  for (int32_t i = 0; i < n_own; ++i) job.prompt.push_back(dice.draw(0, kVocabulary - 1));
  job.n_predict = dice.draw(1, dice.one_in(4) ? 120 : 30);
  if (readers == Readers::kSlowToo && dice.one_in(3)) job.read_every = dice.draw(2, 9);
  return job;
}

Scenario make_scenario(uint64_t seed, Readers readers) {
  Dice dice(seed);
  Scenario s;
  s.n_pages = dice.draw(2, 14);
  s.policy = static_cast<EvictionPolicy>(dice.draw(0, 2));
  s.limits = {.max_rows = dice.draw(1, 96),
              .max_outputs = dice.draw(1, 6),
              .max_sequences = dice.draw(1, 6),
              .decode_chunk_rows = dice.draw(1, 40),
              .batch_handicap = static_cast<uint64_t>(dice.draw(0, 6))};
  s.stream_tokens = dice.draw(1, 12);
  const int32_t n_jobs = dice.draw(1, 9);
  int32_t now = 0;
  for (int32_t i = 0; i < n_jobs; ++i) {
    now += dice.one_in(2) ? 0 : dice.draw(0, 40);
    Job job = make_job(dice, static_cast<RequestId>(i), readers);
    job.arrives = now;
    if (dice.one_in(6)) job.cancelled = now + dice.draw(0, 60);
    s.jobs.push_back(std::move(job));
  }
  return s;
}

// The answer of a job that has the machine to itself.
std::vector<int32_t> answer_alone(const Job& job) {
  uint64_t last = first_content(job.salt);
  for (const int32_t token : job.prompt) last = content(last, token);
  std::vector<int32_t> answer;
  while (static_cast<int32_t>(answer.size()) < job.n_predict) {
    answer.push_back(next_token(last));
    last = content(last, answer.back());
  }
  return answer;
}

// A job on its way.
struct Sequence {
  const Job* job = nullptr;
  uint64_t arrival = 0;
  std::vector<int32_t> tokens;  // the prompt, and what was generated
  bool running = false;
  Phase phase = Phase::kPrompt;
  int32_t n_computed = 0;
  std::vector<int32_t> pages;
  int32_t n_unread = 0;
  StreamState stream = StreamState::kReady;

  std::span<const int32_t> computed() const { return std::span(tokens).first(static_cast<size_t>(n_computed)); }
};

class FakeEngine {
 public:
  explicit FakeEngine(const Scenario& scenario)
      : s_(scenario), pool_(s_.n_pages), tree_(pool_, s_.policy), memory_(static_cast<size_t>(s_.n_pages)) {}

  // Runs until all requests have ended, or for so many steps. Returns the steps in which requests ended, in whatever
  // way.
  std::map<RequestId, int32_t> run(int32_t most_steps) {
    for (; ended_.size() < s_.jobs.size() && now_ < most_steps; ++now_) step();
    if (sequences_.empty()) {
      tree_.evict(pool_.n_cached());
      EXPECT_EQ(pool_.n_free(), s_.n_pages);
    }
    return ended_;
  }

  size_t n_preempted() const { return n_preempted_; }
  const PrefixCounters& counters() const { return tree_.counters(); }

 private:
  void step() {
    arrive();
    read_streams();
    cancel();
    const StepPlan plan = make_plan();
    check_rows(plan);
    check_work_is_done(plan);
    apply(plan);
    check_pages();
  }

  void arrive() {
    for (; n_arrived_ < s_.jobs.size() && s_.jobs[n_arrived_].arrives <= now_; ++n_arrived_) {
      const Job& job = s_.jobs[n_arrived_];
      Sequence& sequence = sequences_[job.id];
      sequence.job = &job;
      sequence.arrival = n_arrived_;
      sequence.tokens = job.prompt;
    }
  }

  void read_streams() {
    for (auto& [_, sequence] : sequences_) {
      if (now_ % sequence.job->read_every == 0) sequence.n_unread = std::max(0, sequence.n_unread - 1);
      if (sequence.n_unread <= s_.stream_tokens / 2) sequence.stream = StreamState::kReady;
    }
  }

  void cancel() {
    for (const Job& job : s_.jobs) {
      if (job.cancelled == now_ && sequences_.contains(job.id)) finish(job.id);
    }
  }

  // What the engine tells the scheduler, and that the order in which it tells does not matter.
  StepPlan make_plan() {
    std::vector<WaitingRequest> waiting;
    std::vector<RunningSequence> running;
    for (const auto& [_, sequence] : sequences_) {
      if (sequence.running) {
        running.push_back(describe_running(sequence));
      } else {
        waiting.push_back(describe_waiting(sequence));
      }
    }
    StepPlan plan = plan_step(waiting, running, pool_.view(), s_.limits);
    std::ranges::reverse(waiting);
    std::ranges::reverse(running);
    EXPECT_EQ(plan, plan_step(waiting, running, pool_.view(), s_.limits));
    return plan;
  }

  static RequestState describe(const Sequence& sequence) {
    return {.id = sequence.job->id,
            .arrival = sequence.arrival,
            .priority = sequence.job->priority,
            .stream = sequence.stream,
            .n_tokens = static_cast<int32_t>(sequence.tokens.size()),
            .max_tokens = sequence.job->max_tokens()};
  }

  PrefixMatch find(const Sequence& sequence) const {
    return tree_.find(sequence.job->salt, std::span(sequence.tokens).first(sequence.tokens.size() - 1));
  }

  WaitingRequest describe_waiting(const Sequence& sequence) const {
    const PrefixMatch match = find(sequence);
    return {
        .request = describe(sequence), .n_matched = match.n_tokens(), .n_pages_in_use = tree_.n_pages_in_use(match)};
  }

  RunningSequence describe_running(const Sequence& sequence) const {
    const auto is_own = [&](int32_t page) { return pool_.n_users(page) == 1; };
    return {.request = describe(sequence),
            .phase = sequence.phase,
            .n_computed = sequence.n_computed,
            .n_pages = static_cast<int32_t>(sequence.pages.size()),
            .n_own_pages = static_cast<int32_t>(std::ranges::count_if(sequence.pages, is_own))};
  }

  static bool generates(const Sequence& sequence) { return sequence.running && sequence.phase == Phase::kGenerating; }

  // Every running answer gets its row, unless nobody reads it or it is said to give way; beside answers, prompts have
  // one short chunk.
  void check_rows(const StepPlan& plan) {
    std::set<RequestId> answers;
    int32_t n_prompt_rows = 0;
    for (const PlannedRows& rows : plan.rows) {
      const Sequence& sequence = sequences_.at(rows.id);
      EXPECT_EQ(sequence.stream, StreamState::kReady);
      EXPECT_GT(rows.n_rows, 0);
      if (generates(sequence)) {
        answers.insert(rows.id);
        EXPECT_EQ(rows.n_rows, 1);
      } else {
        n_prompt_rows += rows.n_rows;
      }
    }
    EXPECT_LE(static_cast<int32_t>(answers.size()) + n_prompt_rows, s_.limits.max_rows);
    EXPECT_LE(static_cast<int32_t>(plan.rows.size()), s_.limits.max_outputs);
    if (!answers.empty()) {
      EXPECT_LE(n_prompt_rows, s_.limits.decode_chunk_rows);
    }
    std::set<RequestId> gives_way(plan.preempted.begin(), plan.preempted.end());
    gives_way.insert(plan.ended.begin(), plan.ended.end());
    for (const auto& [id, sequence] : sequences_) {
      if (!generates(sequence) || sequence.stream == StreamState::kFull || gives_way.contains(id)) continue;
      EXPECT_TRUE(answers.contains(id));
    }
  }

  // Nobody who could run waits for nothing.
  void check_work_is_done(const StepPlan& plan) {
    const auto ready = [](const auto& entry) { return entry.second.stream == StreamState::kReady; };
    EXPECT_TRUE(std::ranges::none_of(sequences_, ready) || !plan.rows.empty() || !plan.ended.empty());
  }

  void apply(const StepPlan& plan) {
    for (const RequestId id : plan.ended) {
      EXPECT_GT(KvPool::pages_for(static_cast<int64_t>(sequences_.at(id).tokens.size())), s_.n_pages);
      finish(id);
    }
    for (const RequestId id : plan.preempted) give_up_pages(sequences_.at(id));
    n_preempted_ += plan.preempted.size();
    admit(plan.admitted);
    for (const PlannedRows& rows : plan.rows) run(sequences_.at(rows.id), rows.n_rows);
  }

  void admit(const std::vector<RequestId>& ids) {
    std::vector<PrefixMatch> matches;
    for (const RequestId id : ids) {
      matches.push_back(find(sequences_.at(id)));
      tree_.acquire(matches.back());
    }
    for (size_t i = 0; i < ids.size(); ++i) {
      Sequence& sequence = sequences_.at(ids[i]);
      sequence.running = true;
      sequence.pages = matches[i].pages;
      sequence.n_computed = kPage * static_cast<int32_t>(sequence.pages.size());
      if (matches[i].copy) copy(sequence, *matches[i].copy);
    }
    const auto n_running = std::ranges::count_if(sequences_, [](const auto& entry) { return entry.second.running; });
    EXPECT_LE(n_running, s_.limits.max_sequences);
  }

  void copy(Sequence& sequence, const PrefixMatch::Copy& source) {
    if (const auto page = take_page()) {
      memory_[static_cast<size_t>(*page)] = memory_[static_cast<size_t>(source.page)];
      sequence.pages.push_back(*page);
      sequence.n_computed += source.n_positions;
    }
    pool_.drop_user(source.page);
  }

  std::optional<int32_t> take_page() {
    if (pool_.n_free() == 0) tree_.evict(1);
    return pool_.take();
  }

  void run(Sequence& sequence, int32_t n_rows) {
    const auto n_known = static_cast<int32_t>(sequence.tokens.size());
    for (int32_t end = std::min(sequence.n_computed + n_rows, n_known); sequence.n_computed < end;) compute(sequence);
    if (sequence.n_computed < n_known) return;
    sequence.phase = Phase::kGenerating;
    sequence.tokens.push_back(next_token(content_at(sequence, n_known - 1)));
    if (n_known == sequence.job->max_tokens()) {
      EXPECT_TRUE(std::ranges::equal(answer_alone(*sequence.job),
                                     std::span(sequence.tokens).subspan(sequence.job->prompt.size())));
      finish(sequence.job->id);
    } else if (++sequence.n_unread >= s_.stream_tokens) {
      sequence.stream = StreamState::kFull;
    }
  }

  // One position: into a page of its own, which only it can see.
  void compute(Sequence& sequence) {
    const int32_t n = sequence.n_computed;
    if (n % kPage == 0) {
      const auto page = take_page();
      ASSERT_TRUE(page.has_value());
      sequence.pages.push_back(*page);
    }
    const int32_t page = sequence.pages.back();
    ASSERT_EQ(pool_.make_writable(page), page);
    const uint64_t before = n == 0 ? first_content(sequence.job->salt) : content_at(sequence, n - 1);
    memory_[static_cast<size_t>(page)][static_cast<size_t>(n % kPage)] =
        content(before, sequence.tokens[static_cast<size_t>(n)]);
    ++sequence.n_computed;
    if (sequence.n_computed % kPage == 0) tree_.insert(sequence.job->salt, sequence.computed(), sequence.pages);
  }

  uint64_t content_at(const Sequence& sequence, int32_t position) const {
    const int32_t page = sequence.pages[static_cast<size_t>(position / kPage)];
    return memory_[static_cast<size_t>(page)][static_cast<size_t>(position % kPage)];
  }

  void give_up_pages(Sequence& sequence) {
    check_contents(sequence);
    tree_.insert(sequence.job->salt, sequence.computed(), sequence.pages);
    for (const int32_t page : sequence.pages) pool_.drop_user(page);
    sequence.pages.clear();
    sequence.n_computed = 0;
    sequence.running = false;
    sequence.phase = Phase::kPrompt;
  }

  void check_contents(const Sequence& sequence) const {
    uint64_t expected = first_content(sequence.job->salt);
    for (int32_t i = 0; i < sequence.n_computed; ++i) {
      expected = content(expected, sequence.tokens[static_cast<size_t>(i)]);
      ASSERT_EQ(content_at(sequence, i), expected) << "position " << i;
    }
  }

  void finish(RequestId id) {
    give_up_pages(sequences_.at(id));
    ended_[id] = now_;
    sequences_.erase(id);
  }

  // Each page is free, cached or used, and used as often as sequences have it.
  void check_pages() const {
    std::vector<int32_t> n_users(static_cast<size_t>(s_.n_pages), 0);
    for (const auto& [_, sequence] : sequences_) {
      for (const int32_t page : sequence.pages) ++n_users[static_cast<size_t>(page)];
    }
    int32_t n_used = 0;
    for (int32_t page = 0; page < s_.n_pages; ++page) {
      EXPECT_EQ(pool_.n_users(page), n_users[static_cast<size_t>(page)]);
      n_used += pool_.n_users(page) > 0 ? 1 : 0;
    }
    EXPECT_EQ(pool_.n_free() + pool_.n_cached() + n_used, s_.n_pages);
  }

  const Scenario& s_;
  KvPool pool_;
  PrefixTree tree_;
  std::vector<std::array<uint64_t, kPage>> memory_;  // per page: the content of each position
  std::map<RequestId, Sequence> sequences_;          // waiting and running
  std::map<RequestId, int32_t> ended_;               // at which step
  size_t n_arrived_ = 0;
  size_t n_preempted_ = 0;
  int32_t now_ = 0;
};

// Steps in which a request ends, by the work ahead of it: what is before it in rank or in time, at one row a step, and
// for each a step to enter. A request that passes a batch one may make one batch answer start again.
int32_t most_steps(const Scenario& scenario, const Job& job) {
  const auto is_batch = [](const Job& j) { return j.priority == Priority::kBatch; };
  const auto rank = [&](const Job& j) {
    return std::pair(j.id + (is_batch(j) ? scenario.limits.batch_handicap : 0), j.id);
  };
  int32_t n_steps = 0, n_passing = 0, longest_batch = 0;
  for (const Job& other : scenario.jobs) {
    const bool before = rank(other) <= rank(job), earlier = other.id <= job.id;
    if (!before && !earlier) continue;
    n_steps += other.max_tokens() + 1;
    n_passing += earlier ? 0 : 1;
    if (is_batch(other)) longest_batch = std::max(longest_batch, other.max_tokens());
  }
  return n_steps + n_passing * longest_batch;
}

// Steps in which all requests end when some are read slowly: all the work and all the waiting for readers. Whenever
// somebody comes or a full stream has been read half empty, one answer may have to start again for it, and itself too.
int32_t most_steps_with_slow_readers(const Scenario& scenario) {
  int32_t n_steps = scenario.jobs.back().arrives, n_comings = 0, longest = 0;
  for (const Job& job : scenario.jobs) {
    n_steps += job.max_tokens() + 1 + job.n_predict * (job.read_every - 1);
    n_comings += 1 + (job.read_every > 1 ? job.n_predict / (scenario.stream_tokens - scenario.stream_tokens / 2) : 0);
    longest = std::max(longest, job.max_tokens());
  }
  return n_steps + 2 * n_comings * longest;
}

// What a test has seen, to be sure that it has seen it.
struct Seen {
  size_t n_preempted = 0;
  uint64_t n_hits = 0;
  uint64_t n_evictions = 0;

  void add(const FakeEngine& engine) {
    n_preempted += engine.n_preempted();
    n_hits += engine.counters().hits;
    n_evictions += engine.counters().evictions;
  }
  void check_often(uint64_t n) const {
    EXPECT_GT(n_preempted, n);
    EXPECT_GT(n_hits, n);
    EXPECT_GT(n_evictions, n);
  }
};

constexpr uint64_t kSeeds = 2000;  // of each test

TEST(SchedulerSimulation, EveryRequestEndsWithinTheWorkAheadOfIt) {
  Seen seen;
  for (uint64_t seed = 0; seed < kSeeds && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Scenario scenario = make_scenario(seed, Readers::kQuick);
    FakeEngine engine(scenario);
    const std::map<RequestId, int32_t> ended = engine.run(kMostSteps);
    ASSERT_EQ(ended.size(), scenario.jobs.size());
    for (const Job& job : scenario.jobs) {
      EXPECT_LE(ended.at(job.id), job.arrives + most_steps(scenario, job)) << "request " << job.id;
    }
    seen.add(engine);
  }
  seen.check_often(kSeeds / 10);
}

TEST(SchedulerSimulation, SlowReadersHoldNobodyUpForEver) {
  Seen seen;
  for (uint64_t seed = kSeeds; seed < 2 * kSeeds && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    const Scenario scenario = make_scenario(seed, Readers::kSlowToo);
    FakeEngine engine(scenario);
    const std::map<RequestId, int32_t> ended = engine.run(most_steps_with_slow_readers(scenario));
    EXPECT_EQ(ended.size(), scenario.jobs.size());
    seen.add(engine);
  }
  seen.check_often(kSeeds / 10);
}

}  // namespace
}  // namespace hearth::runtime
