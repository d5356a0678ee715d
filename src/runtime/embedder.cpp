#include "runtime/embedder.h"

#include <algorithm>
#include <span>

#include "base/text.h"

namespace hearth::runtime {
namespace {

Error given_up() { return {ErrorCode::kBusy, "the request was given up before its vectors were computed"}; }

}  // namespace

void Embedder::drop_cancelled() {
  std::erase_if(jobs_, [](const std::shared_ptr<EmbedJob>& job) {
    if (job->cancelled) job->answer.set_value(std::unexpected(given_up()));
    return job->cancelled.load();
  });
}

// The next texts that fit into a step and into the pages that are free: possibly one that is longer than a step.
std::vector<Embedder::Text> Embedder::choose(int32_t most_rows) const {
  std::vector<Text> texts;
  const auto room = static_cast<size_t>(std::min(most_rows, engine_.options().max_rows));
  size_t rows = 0;
  int32_t pages = engine_.pool().view().n_available;
  for (const auto& job : jobs_) {
    for (size_t i = job->vectors.size(); i < job->texts.size(); ++i) {
      const std::vector<int32_t>& tokens = job->texts[i];
      rows += tokens.size();
      pages -= KvPool::pages_for(static_cast<int64_t>(tokens.size()));
      const bool fits = rows <= room || texts.empty();
      if (!fits || pages < 0) return texts;
      texts.push_back({job.get(), &tokens});
    }
  }
  return texts;
}

int32_t Embedder::run_step(Others others, int32_t most_rows) {
  drop_cancelled();
  if (jobs_.empty()) return 0;
  const std::vector<Text> texts = choose(most_rows);
  if (texts.empty()) {
    if (others == Others::kIdle) {
      fail_job(jobs_.front().get(), {ErrorCode::kOutOfMemory, concat("the KV cache of ", engine_.pool().n_pages(),
                                                                     " pages is too small for a text")});
    }
    return 0;
  }
  Result<Vectors> vectors = compute(texts);
  if (!vectors) {
    // Texts of other jobs in the step are computed again without this one.
    fail_job(texts.front().job, vectors.error());
    return 0;
  }
  int32_t rows = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    rows += static_cast<int32_t>(texts[i].tokens->size());
    texts[i].job->vectors.push_back(std::move((*vectors)[i]));
  }
  answer_complete();
  return rows;
}

Result<Vectors> Embedder::compute(const std::vector<Text>& texts) {
  if (texts.front().tokens->size() > static_cast<size_t>(engine_.options().max_rows)) {
    std::vector<float> vector = TRY(compute_long(texts.front()));
    return Vectors{std::move(vector)};
  }
  const Outputs outputs = pooling_ == Pooling::kLast ? Outputs::kLast : Outputs::kAll;
  std::deque<Sequence> sequences;
  std::vector<Chunk> chunks;
  bool one_job = true;
  for (const Text& text : texts) {
    one_job = one_job && text.job == texts.front().job;
    chunks.push_back({&sequences.emplace_back(engine_), *text.tokens, outputs});
  }
  const Tensor hidden = TRY(engine_.run_hidden(chunks, one_job ? &texts.front().job->cancelled : nullptr));
  if (hidden.data == nullptr) return std::unexpected(given_up());
  Vectors vectors;
  int32_t first = 0;
  for (const Text& text : texts) {
    const int32_t n = outputs == Outputs::kAll ? static_cast<int32_t>(text.tokens->size()) : 1;
    Pooler pooler(pooling_);
    pooler.add(hidden, first, n);
    vectors.push_back(pooler.vector());
    first += n;
  }
  return vectors;
}

Result<std::vector<float>> Embedder::compute_long(const Text& text) {
  Sequence sequence(engine_);
  Pooler pooler(pooling_);
  const std::span<const int32_t> tokens = *text.tokens;
  const size_t most = static_cast<size_t>(engine_.options().max_rows);
  for (size_t at = 0; at < tokens.size(); at += most) {
    const Chunk chunk{&sequence, tokens.subspan(at, std::min(most, tokens.size() - at)), Outputs::kAll};
    const Tensor hidden = TRY(engine_.run_hidden(std::span(&chunk, 1), &text.job->cancelled));
    if (hidden.data == nullptr) return std::unexpected(given_up());
    pooler.add(hidden, 0, hidden.rows);
  }
  return pooler.vector();
}

void Embedder::answer_complete() {
  std::erase_if(jobs_, [](const std::shared_ptr<EmbedJob>& job) {
    const bool complete = job->vectors.size() == job->texts.size();
    if (complete) job->answer.set_value(std::move(job->vectors));
    return complete;
  });
}

void Embedder::fail_job(const EmbedJob* failed, const Error& error) {
  std::erase_if(jobs_, [&](const std::shared_ptr<EmbedJob>& job) {
    if (job.get() == failed) job->answer.set_value(std::unexpected(error));
    return job.get() == failed;
  });
}

void Embedder::stop() {
  for (const auto& job : jobs_) job->answer.set_value(std::unexpected(given_up()));
  jobs_.clear();
}

}  // namespace hearth::runtime
