#include "runtime/runner.h"

#include <algorithm>
#include <chrono>

#include "base/check.h"
#include "base/text.h"

namespace hearth::runtime {
namespace {

// Prompts whose cached prefix is looked up for a plan. Those behind them are seldom admitted in the same step; if one
// is, it was planned without its match and gets fewer rows than it might.
constexpr int32_t kMatchesPerPlan = 8;

// Rows of a prompt that take so long that cancelling does not wait for the end of the step.
constexpr int32_t kRowsToAbort = 16;

int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

struct Runner::Job {
  Job(RequestId number, Completion answer, std::shared_ptr<TokenStream> to)
      : id(number), completion(std::move(answer)), stream(std::move(to)) {}

  RequestId id;  // rising, so it is the arrival too
  Completion completion;
  std::shared_ptr<TokenStream> stream;
  std::optional<Sequence> sequence{};  // while it runs
  Usage usage{};
  int64_t submitted_ns = now_ns(), started_ns = 0, first_token_ns = 0;
  bool finished = false;

  int32_t n_tokens() const { return static_cast<int32_t>(completion.tokens().size()); }
  int32_t n_computed() const { return sequence ? sequence->size() : 0; }
  // All but the token that was drawn last are computed.
  bool generates() const { return completion.n_generated() > 0 && n_computed() == n_tokens() - 1; }

  RequestState state() const {
    return {.id = id,
            .arrival = id,
            .priority = completion.request().priority,
            .stream = stream->state(),
            .n_tokens = n_tokens(),
            .max_tokens = std::max(n_tokens(), completion.max_tokens())};
  }
};

Runner::Runner(std::unique_ptr<Engine> engine, RunnerOptions options)
    : engine_(std::move(engine)),
      options_(std::move(options)),
      pooling_(read_pooling(engine_->file(), engine_->is_encoder())) {
  if (pooling_) embedder_.emplace(*engine_, *pooling_);
  counts_.n_pages = stats_.n_pages = engine_->pool().n_pages();
  thread_ = std::thread([this] { work(); });
}

Runner::~Runner() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wakeup_->notify();
  thread_.join();
}

Result<std::shared_ptr<TokenStream>> Runner::submit(Request request) {
  if (engine_->is_encoder()) {
    return fail(ErrorCode::kUnsupported, "the model makes embeddings, it does not generate text");
  }
  if (request.prompt.empty()) return fail(ErrorCode::kInvalidArgument, "the prompt is empty");
  const int32_t n_ctx = request.n_ctx > 0 ? std::min(request.n_ctx, engine_->n_ctx()) : engine_->n_ctx();
  if (static_cast<int64_t>(request.prompt.size()) >= n_ctx) {
    return fail(ErrorCode::kInvalidArgument, concat("the prompt has ", request.prompt.size(), " tokens, the context ",
                                                    n_ctx, "; shorten the prompt or raise num_ctx"));
  }
  for (const int32_t token : request.prompt) TRY(engine_->check_token(token));
  TRY(sampling::validate(request.options.sampler, engine_->n_vocab()));

  std::optional<grammar::Matcher> matcher;
  if (request.grammar) matcher.emplace(TRY(engine_->constraints().find_or_create(request.grammar)));
  Completion completion(engine_->tokenizer(), std::move(request), n_ctx, std::move(matcher));

  auto stream = std::make_shared<TokenStream>(wakeup_);
  {
    const std::lock_guard lock(mutex_);
    const int32_t waiting = stats_.n_waiting + static_cast<int32_t>(inbox_.size());
    const int32_t places = std::max(0, engine_->options().n_sequences - stats_.n_running);
    if (waiting >= options_.max_queue + places) {
      return fail(ErrorCode::kBusy, concat(waiting, " requests are waiting already; try again later"));
    }
    stream->set_queue_position(waiting + 1);
    inbox_.push_back(std::make_unique<Job>(++last_id_, std::move(completion), stream));
  }
  wakeup_->notify();
  // The caller's last copy cancels; the job keeps the stream itself.
  TokenStream* raw = stream.get();
  return std::shared_ptr<TokenStream>(raw, [stream = std::move(stream)](TokenStream* gone) { gone->cancel(); });
}

Result<Vectors> Runner::embed(std::vector<std::vector<int32_t>> texts, const std::stop_token& stop) {
  if (!pooling_) return std::unexpected(pooling_.error());
  if (texts.empty()) return Vectors{};
  for (const std::vector<int32_t>& tokens : texts) {
    if (tokens.empty()) return fail(ErrorCode::kInvalidArgument, "a text has no tokens");
    if (tokens.size() > static_cast<size_t>(engine_->n_ctx())) {
      return fail(ErrorCode::kInvalidArgument,
                  concat("a text has ", tokens.size(), " tokens, the context ", engine_->n_ctx()));
    }
    for (const int32_t token : tokens) TRY(engine_->check_token(token));
  }
  const auto job = std::make_shared<EmbedJob>();
  job->texts = std::move(texts);
  std::future<Result<Vectors>> answer = job->answer.get_future();
  const std::stop_callback on_stop(stop, [this, &job] {
    job->cancelled = true;
    wakeup_->notify();
  });
  {
    const std::lock_guard lock(mutex_);
    if (static_cast<int32_t>(embed_inbox_.size()) + stats_.n_embedding >= options_.max_queue) {
      return fail(ErrorCode::kBusy,
                  concat(options_.max_queue, " requests for embeddings are waiting already; try again later"));
    }
    embed_inbox_.push_back(job);
  }
  wakeup_->notify();
  return answer.get();
}

RunnerStats Runner::stats() const {
  const std::lock_guard lock(mutex_);
  RunnerStats stats = stats_;
  stats.n_waiting += static_cast<int32_t>(inbox_.size());
  stats.n_embedding += static_cast<int32_t>(embed_inbox_.size());
  return stats;
}

// Takes over what was submitted; says whether to go on.
bool Runner::take_in() {
  const std::lock_guard lock(mutex_);
  for (auto& job : inbox_) jobs_.push_back(std::move(job));
  inbox_.clear();
  for (auto& job : embed_inbox_) embedder_->add(std::move(job));
  embed_inbox_.clear();
  counts_.n_embedding = stats_.n_embedding = embedder_ ? static_cast<int32_t>(embedder_->n_jobs()) : 0;
  return !stopping_;
}

void Runner::work() {
  while (take_in()) {
    drop_cancelled();
    const StepPlan plan = make_plan();
    apply(plan);
    run_step(plan);
    remove_finished();
    const bool embedded = run_embed_step();
    publish();
    const bool idle = !embedded && plan.rows.empty() && plan.ended.empty() && plan.preempted.empty();
    if (idle) wakeup_->wait();
  }
  for (auto& job : jobs_) finish(*job, DoneReason::kCancelled);
  remove_finished();
  if (embedder_) embedder_->stop();
  publish();
}

void Runner::drop_cancelled() {
  for (auto& job : jobs_) {
    if (job->stream->cancelled()) finish(*job, DoneReason::kCancelled);
  }
  remove_finished();
}

void Runner::finish(Job& job, DoneReason reason, std::optional<Error> error) {
  const int64_t now = now_ns(), started = job.started_ns > 0 ? job.started_ns : now;
  const int64_t first = job.first_token_ns > 0 ? job.first_token_ns : now;
  job.usage.prompt_tokens = static_cast<int32_t>(job.completion.request().prompt.size());
  job.usage.dropped_tokens = job.completion.n_dropped();
  job.usage.queue_ns = started - job.submitted_ns;
  job.usage.prompt_ns = first - started;
  job.usage.eval_ns = now - first;
  if (job.started_ns > 0) queue_pace_.note(now - started);
  if (job.sequence) job.sequence->name_pages(Sequence::Naming::kEnd);
  job.sequence.reset();
  job.finished = true;
  job.stream->push({.finish = Finish{reason, std::move(error), job.usage, job.completion.stop_string()}});
}

void Runner::remove_finished() {
  std::erase_if(jobs_, [](const std::unique_ptr<Job>& job) { return job->finished; });
}

Runner::Job& Runner::find(RequestId id) {
  const auto found = std::ranges::find_if(jobs_, [&](const std::unique_ptr<Job>& job) { return job->id == id; });
  CHECK(found != jobs_.end());
  return **found;
}

WaitingRequest Runner::describe_waiting(const Job& job, bool match) const {
  WaitingRequest waiting{.request = job.state()};
  if (match) {
    const std::span<const int32_t> tokens = job.completion.tokens();
    const PrefixMatch found =
        engine_->prefix_tree().find(job.completion.request().salt, tokens.first(tokens.size() - 1));
    waiting.n_matched = found.n_tokens();
    waiting.n_pages_in_use = engine_->prefix_tree().n_pages_in_use(found);
  }
  return waiting;
}

RunningSequence Runner::describe_running(const Job& job) const {
  return {.request = job.state(),
          .phase = job.generates() ? Phase::kGenerating : Phase::kPrompt,
          .n_computed = job.n_computed(),
          .n_pages = job.sequence->n_pages(),
          .n_own_pages = job.sequence->n_own_pages()};
}

StepPlan Runner::make_plan() {
  std::vector<WaitingRequest> waiting;
  std::vector<RunningSequence> running;
  bool answers = false;
  for (const auto& job : jobs_) {
    if (job->sequence) {
      running.push_back(describe_running(*job));
      answers = answers || job->generates();
    }
  }
  int32_t matches = kMatchesPerPlan;
  for (const auto& job : jobs_) {
    if (!job->sequence) waiting.push_back(describe_waiting(*job, matches-- > 0));
  }
  const LoadOptions& load = engine_->options();
  return plan_step(waiting, running, engine_->pool().view(),
                   {.max_rows = load.max_rows,
                    .max_outputs = load.max_outputs,
                    .max_sequences = load.n_sequences,
                    .decode_chunk_rows = answers ? pace_.chunk_rows(load.max_rows) : load.max_rows});
}

void Runner::apply(const StepPlan& plan) {
  for (const RequestId id : plan.preempted) preempt(find(id));
  for (const RequestId id : plan.ended) {
    Job& job = find(id);
    finish(job, DoneReason::kFailed,
           Error{ErrorCode::kOutOfMemory, concat("the KV cache of ", engine_->pool().n_pages(),
                                                 " pages is too small for a sequence of ", job.n_tokens(), " tokens")});
  }
  for (const RequestId id : plan.admitted) admit(find(id));
}

void Runner::admit(Job& job) {
  job.sequence.emplace(*engine_, job.completion.request().salt);
  const int32_t n_cached = job.sequence->start_from_cache(job.completion.tokens());
  job.stream->set_queue_position(0);
  if (job.started_ns != 0) return;  // it was preempted
  job.started_ns = now_ns();
  job.usage.cached_tokens = n_cached;
}

void Runner::preempt(Job& job) {
  job.sequence->name_pages(Sequence::Naming::kEnd);
  job.sequence.reset();
  ++counts_.n_preemptions;
}

void Runner::run_step(const StepPlan& plan) {
  std::vector<Chunk> chunks;
  std::vector<Job*> who;
  int32_t n_prompt_rows = 0, n_answer_rows = 0;
  for (const PlannedRows& rows : plan.rows) {
    Job& job = find(rows.id);
    // More may have been found in the cache than was planned with: what a preempted sequence has just left there.
    const int32_t n_rows = std::min(rows.n_rows, job.n_tokens() - job.n_computed());
    (job.generates() ? n_answer_rows : n_prompt_rows) += n_rows;
    const std::span<const int32_t> tokens = job.completion.tokens();
    const auto next = tokens.subspan(static_cast<size_t>(job.n_computed()), static_cast<size_t>(n_rows));
    const bool reaches_end = job.n_computed() + n_rows == job.n_tokens();
    chunks.push_back({&*job.sequence, next, reaches_end ? Outputs::kLast : Outputs::kNone});
    who.push_back(&job);
    job.stream->set_aborts_step(n_rows >= kRowsToAbort);
  }
  if (chunks.empty()) return;

  std::unique_lock<std::mutex> turn;
  if (options_.turn) turn = std::unique_lock(*options_.turn);
  const int64_t start = now_ns();
  const Result<Tensor> logits = engine_->run(chunks, &wakeup_->abort_step);
  for (Job* job : who) job->stream->set_aborts_step(false);
  if (wakeup_->abort_step.exchange(false) && logits && logits->data == nullptr) return;
  pace_.note(now_ns() - start, n_prompt_rows, n_answer_rows);
  ++counts_.n_steps;
  counts_.n_prompt_tokens += static_cast<uint64_t>(n_prompt_rows);
  if (!logits) {
    for (Job* job : who) finish(*job, DoneReason::kFailed, logits.error());
    return;
  }
  std::vector<Job*> with_logits;
  for (size_t i = 0; i < who.size(); ++i) {
    who[i]->sequence->name_pages(Sequence::Naming::kFullPages);
    if (chunks[i].outputs == Outputs::kLast) with_logits.push_back(who[i]);
  }
  advance(with_logits, *logits);
}

// Says whether it did anything.
bool Runner::run_embed_step() {
  if (!embedder_ || embedder_->idle()) return false;
  std::unique_lock<std::mutex> turn;
  if (options_.turn) turn = std::unique_lock(*options_.turn);
  const size_t n_before = embedder_->n_jobs();
  const bool others_run = std::ranges::any_of(jobs_, [](const auto& job) { return job->sequence.has_value(); });
  // Answers are to flow on, as beside somebody's prompt.
  const int32_t max_rows = engine_->options().max_rows;
  const int32_t n_rows = others_run ? embedder_->run_step(Others::kRun, pace_.chunk_rows(max_rows))
                                    : embedder_->run_step(Others::kIdle, max_rows);
  if (n_rows > 0) ++counts_.n_steps;
  counts_.n_prompt_tokens += static_cast<uint64_t>(n_rows);
  return n_rows > 0 || embedder_->n_jobs() < n_before;
}

// Draws the next token of each, side by side, and hands them on.
void Runner::advance(const std::vector<Job*>& jobs, const Tensor& logits) {
  std::vector<Event> events(jobs.size());
  engine_->for_each(static_cast<int>(jobs.size()), [&](int i) {
    const std::span<const float> row(logits.row(i), static_cast<size_t>(logits.columns));
    events[static_cast<size_t>(i)] = jobs[static_cast<size_t>(i)]->completion.advance(row);
  });
  for (size_t i = 0; i < jobs.size(); ++i) deliver(*jobs[i], std::move(events[i]));
}

void Runner::deliver(Job& job, Event event) {
  if (job.first_token_ns == 0) job.first_token_ns = now_ns();
  counts_.n_generated_tokens += event.tokens.size();
  if (!event.text.empty() || !event.tokens.empty()) job.stream->push(std::move(event));
  if (job.completion.done()) return finish(job, *job.completion.done(), job.completion.error());
  if (!job.completion.wants_shift()) return;
  // The tokens that stay move to other positions, so their keys and values are computed anew.
  job.completion.shift();
  job.sequence->name_pages(Sequence::Naming::kEnd);
  job.sequence.reset();
}

// Tells those that wait their places.
void Runner::number_waiting() {
  std::vector<std::pair<Rank, const Job*>> waiting;
  for (const auto& job : jobs_) {
    if (!job->sequence) waiting.emplace_back(rank_of(job->state(), SchedulerLimits{}.batch_handicap), job.get());
  }
  std::ranges::sort(waiting);
  int32_t place = 0;
  for (const auto& [rank, job] : waiting) job->stream->set_queue_position(++place);
  counts_.n_waiting = place;
  counts_.n_running = static_cast<int32_t>(jobs_.size()) - place;
}

// For how long the oldest of the running has been running.
int64_t Runner::oldest_ns() const {
  const int64_t now = now_ns();
  int64_t oldest = 0;
  for (const auto& job : jobs_) oldest = std::max(oldest, job->started_ns > 0 ? now - job->started_ns : 0);
  return oldest;
}

void Runner::publish() {
  number_waiting();
  counts_.n_embedding = embedder_ ? static_cast<int32_t>(embedder_->n_jobs()) : 0;
  const KvPool& pool = engine_->pool();
  counts_.n_pages_cached = pool.n_cached();
  counts_.n_pages_used = pool.n_pages() - pool.n_free() - pool.n_cached();
  counts_.prefix = engine_->prefix_tree().counters();
  counts_.request_ns = queue_pace_.request_ns(oldest_ns());
  counts_.prompt_row_ns = pace_.prompt_row_ns();
  counts_.answer_step_ns = pace_.answer_step_ns();
  const std::lock_guard lock(mutex_);
  stats_ = counts_;
}

}  // namespace hearth::runtime
