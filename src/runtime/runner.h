// Runner: the engine's thread. It takes requests for one loaded model, runs the steps that they share, and streams what
// comes out of them.
//
//   Runner runner(std::move(engine), {});
//   const auto stream = TRY(runner.submit(std::move(request)));
//   for (;;) { const Event event = stream->next(); ...; if (event.finish) break; }
//
// The thread owns sequences and KV pages; nobody else touches the engine while the runner lives. Each round it takes in
// what was submitted, drops what was cancelled, asks plan_step (scheduler.h) what to do, computes one step and hands
// the tokens to their streams; then a step for texts that are to become vectors. With nothing to do it sleeps.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "runtime/completion.h"
#include "runtime/embedder.h"
#include "runtime/engine.h"
#include "runtime/event.h"
#include "runtime/queue_pace.h"
#include "runtime/request.h"
#include "runtime/step_pace.h"
#include "runtime/token_stream.h"

namespace hearth::runtime {

// What several models loaded at once take in turns, so that their steps do not fight for the same cores.
using ComputeTurn = std::mutex;

struct RunnerOptions {
  int32_t max_queue = 256;              // requests waiting for a place at most; one more is refused with kBusy
  std::shared_ptr<ComputeTurn> turn{};  // null: the model has the machine for itself
};

// How things stand; a snapshot between two steps.
struct RunnerStats {
  int32_t n_waiting = 0;
  int32_t n_running = 0;
  int32_t n_embedding = 0;     // requests for embeddings
  int32_t n_pages = 0;         // in all
  int32_t n_pages_used = 0;    // by sequences
  int32_t n_pages_cached = 0;  // by nobody, kept for their prefix
  PrefixCounters prefix{};
  uint64_t n_steps = 0;
  uint64_t n_prompt_tokens = 0;  // computed
  uint64_t n_generated_tokens = 0;
  uint64_t n_preemptions = 0;
  double request_ns = 0;     // that a request runs, see QueuePace
  double prompt_row_ns = 0;  // the pace of late, see StepPace
  double answer_step_ns = 0;
};

class Runner {
 public:
  Runner(std::unique_ptr<Engine> engine, RunnerOptions options);
  // Ends all requests with kCancelled.
  ~Runner();
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;

  // Thread-safe. The request ends when the stream is dropped. kInvalidArgument when the prompt is empty, leaves no room
  // for one token in the context, an option or token id makes no sense, or the vocabulary cannot write the grammar;
  // kBusy when the queue is full; kUnsupported when the model is an encoder.
  Result<std::shared_ptr<TokenStream>> submit(Request request);

  // The pooled vector of each text, not normalized; waits for them. Thread-safe. kInvalidArgument when a text is empty,
  // longer than the context, or has an unknown token; kBusy when the queue is full, or `stop` was requested first;
  // kUnsupported when the model pools in a way that makes no vectors.
  Result<Vectors> embed(std::vector<std::vector<int32_t>> texts, const std::stop_token& stop);

  // Thread-safe.
  RunnerStats stats() const;
  // What is constant of the engine: its file, tokenizer, options and sizes.
  const Engine& engine() const { return *engine_; }

 private:
  struct Job;  // a request, from submit to its last event

  void work();
  bool take_in();
  void drop_cancelled();
  void finish(Job& job, DoneReason reason, std::optional<Error> error = std::nullopt);
  void apply(const StepPlan& plan);
  void admit(Job& job);
  void preempt(Job& job);
  void run_step(const StepPlan& plan);
  void advance(const std::vector<Job*>& jobs, const Tensor& logits);
  bool run_embed_step();
  void deliver(Job& job, Event event);
  StepPlan make_plan();
  WaitingRequest describe_waiting(const Job& job, bool match) const;
  RunningSequence describe_running(const Job& job) const;
  Job& find(RequestId id);
  void remove_finished();
  void publish();
  void number_waiting();
  int64_t oldest_ns() const;

  std::unique_ptr<Engine> engine_;
  RunnerOptions options_;
  std::shared_ptr<Wakeup> wakeup_ = std::make_shared<Wakeup>();

  // Shared with those who submit.
  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Job>> inbox_;
  std::vector<std::shared_ptr<EmbedJob>> embed_inbox_;
  RunnerStats stats_;
  bool stopping_ = false;
  RequestId last_id_ = 0;

  // The thread's own.
  std::vector<std::unique_ptr<Job>> jobs_;  // in the order of arrival
  Result<Pooling> pooling_;
  std::optional<Embedder> embedder_{};  // none: pooling_ is an error
  StepPace pace_;
  QueuePace queue_pace_;
  RunnerStats counts_;
  std::thread thread_;
};

}  // namespace hearth::runtime
