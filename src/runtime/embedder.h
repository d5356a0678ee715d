// Embedder: texts in tokens to vectors. Texts of all callers share steps, as many as fit.
//
// A text's rows lie in the step beside those of others without padding, so a step costs what its tokens cost. An
// encoder's text is one chunk. A decoder's text may be longer than a step: it is then computed alone, chunk by chunk.
// Every text has a sequence of its own, whose pages are given back when its vector is there: the memory for keys
// is only borrowed between two steps of those who generate.
#pragma once

#include <atomic>
#include <deque>
#include <future>
#include <memory>
#include <vector>

#include "base/result.h"
#include "runtime/engine.h"
#include "runtime/pooling.h"

namespace hearth::runtime {

using Vectors = std::vector<std::vector<float>>;

// Whether the engine has answers in work beside the texts: pages will then be free again.
enum class Others : uint8_t { kIdle, kRun };

// The texts that one caller waits for.
struct EmbedJob {
  std::vector<std::vector<int32_t>> texts{};  // each not empty, and at most n_ctx tokens of the vocabulary
  std::atomic<bool> cancelled{false};         // by any thread: nobody waits any more
  std::promise<Result<Vectors>> answer{};

  // The embedder's own.
  Vectors vectors{};  // of the first texts
};

class Embedder {
 public:
  // The engine outlives it.
  Embedder(Engine& engine, Pooling pooling) : engine_(engine), pooling_(pooling) {}

  void add(std::shared_ptr<EmbedJob> job) { jobs_.push_back(std::move(job)); }
  bool idle() const { return jobs_.empty(); }
  size_t n_jobs() const { return jobs_.size(); }

  // Computes the texts that come next, as many as fit into a step of `most_rows`, and at least one; answers the jobs
  // that are complete. Says how many rows that were. With none, there are no jobs, or no pages for the next text: while
  // others run it waits, else its job fails.
  int32_t run_step(Others others, int32_t most_rows);

  // Ends all jobs with kBusy.
  void stop();

 private:
  struct Text {
    EmbedJob* job;
    const std::vector<int32_t>* tokens;
  };

  void drop_cancelled();
  std::vector<Text> choose(int32_t most_rows) const;
  Result<Vectors> compute(const std::vector<Text>& texts);
  Result<std::vector<float>> compute_long(const Text& text);
  void answer_complete();
  void fail_job(const EmbedJob* failed, const Error& error);

  Engine& engine_;
  Pooling pooling_;
  std::deque<std::shared_ptr<EmbedJob>> jobs_;  // in the order of arrival
};

}  // namespace hearth::runtime
