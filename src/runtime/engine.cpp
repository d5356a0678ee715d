#include "runtime/engine.h"

#include <algorithm>
#include <cstring>
#include <thread>

#include "base/check.h"
#include "base/cpu_info.h"
#include "base/memory_info.h"
#include "base/text.h"
#include "compute/cpu/cpu_device.h"
#include "kernels/dispatch.h"
#include "kernels/panel.h"
#include "model/model_file.h"

namespace hearth::runtime {
namespace {

constexpr int32_t kPage = KvPool::kPagePositions;
// Pages beyond one full context are for sequences beside each other and for cached prefixes; more than this much
// would fill the memory of a small machine with what may never be asked again.
constexpr uint64_t kSharedPoolBytes = uint64_t{4} << 30;
constexpr int32_t kShortText = 8;  // tokens, the two around it among them; an encoder's text has a page of its own

uint64_t packed_bytes(const compute::WeightData& w) {
  if (w.is_vector()) return sizeof(float) * static_cast<uint64_t>(w.columns);
  const uint64_t panels = (static_cast<uint64_t>(w.rows) + kernels::kPanelRows - 1) / kernels::kPanelRows;
  return panels * kernels::panel_bytes(w.format, static_cast<size_t>(w.columns));
}

uint64_t mebibytes(uint64_t bytes) { return (bytes + (uint64_t{1} << 20) - 1) >> 20; }

}  // namespace

Sequence::~Sequence() {
  for (const int32_t page : pages_) engine_->pool_->drop_user(page);
}

int32_t Sequence::n_own_pages() const {
  return static_cast<int32_t>(
      std::ranges::count_if(pages_, [&](int32_t page) { return engine_->pool_->n_users(page) == 1; }));
}

int32_t Sequence::start_from_cache(std::span<const int32_t> tokens) {
  CHECK(tokens_.empty() && !tokens.empty());
  Engine& engine = *engine_;
  const PrefixMatch match = engine.prefix_tree_->find(salt_, tokens.first(tokens.size() - 1));
  engine.prefix_tree_->acquire(match);
  pages_ = match.pages;
  n_named_ = n_pages();
  int32_t n = n_named_ * kPage;
  if (match.copy) {
    if (const auto page = engine.take_page()) {
      std::memcpy(engine.cache_.page(*page), engine.cache_.page(match.copy->page), engine.cache_.page_bytes());
      pages_.push_back(*page);
      n += match.copy->n_positions;
    }
    engine.pool_->drop_user(match.copy->page);
  }
  tokens_.assign(tokens.begin(), tokens.begin() + n);
  return n;
}

void Sequence::name_pages(Naming naming) {
  const int32_t n_full = size() / kPage;
  if (naming == Naming::kFullPages && n_full == n_named_) return;
  const size_t n_tokens = naming == Naming::kEnd ? tokens_.size() : static_cast<size_t>(n_full) * kPage;
  const size_t n_pages = static_cast<size_t>(KvPool::pages_for(static_cast<int64_t>(n_tokens)));
  engine_->prefix_tree_->insert(salt_, std::span(tokens_).first(n_tokens), std::span(pages_).first(n_pages));
  n_named_ = n_full;
}

Result<std::unique_ptr<Engine>> Engine::load(const std::string& path, const LoadOptions& options) {
  std::unique_ptr<Engine> engine(new Engine);
  engine->options_ = options;
  engine->file_ = TRY(gguf::File::open(path));
  const Status status = engine->load_model();
  if (!status) return within(path, status.error());
  return engine;
}

Status Engine::load_model() {
  const kernels::KernelTable* table = TRY(kernels::find_table(options_.isa));
  if (options_.n_threads <= 0) options_.n_threads = usable_cores();
  model::ModelFile model_file = TRY(model::ModelFile::open(file_));
  const model::Family* family = TRY(model::find_family(model_file.architecture()));
  model_ = TRY(family->load(model_file));
  n_vocab_ = TRY(model_file.vocabulary_size());
  n_ctx_trained_ = TRY(model_file.count_or("context_length", 4096));
  network_ = [model = model_.get()](compute::Step& step) { return model->forward(step); };
  hidden_ = [model = model_.get()](compute::Step& step) { return model->hidden(step); };
  device_ = std::make_unique<compute::CpuDevice>(
      compute::CpuOptions{.kernels = table, .n_threads = options_.n_threads, .activations = options_.activations});

  // The vocabulary is read beside the weights; both take about as long for a small model.
  Result<std::unique_ptr<tokenizer::Tokenizer>> tokenizer;
  std::thread reader([&] { tokenizer = tokenizer::Tokenizer::load(file_); });
  const Status loaded = load_weights(model_file);
  reader.join();
  TRY(loaded);
  tokenizer_ = TRY(std::move(tokenizer));
  constraints_ = std::make_unique<grammar::Constraints>(*tokenizer_);
  TRY(file_.unchanged());
  return plan_context();
}

Status Engine::load_weights(model::ModelFile& model_file) {
  const std::vector<compute::WeightData*> weights = model_file.weights();
  for (const compute::WeightData* w : weights) weight_bytes_ += packed_bytes(*w);
  const uint64_t available = available_memory_bytes();
  if (weight_bytes_ > available) {
    return fail(ErrorCode::kOutOfMemory,
                concat("its weights need ", mebibytes(weight_bytes_), " MiB of memory, ", mebibytes(available),
                       " MiB are available; use a smaller quantization"));
  }
  TRY(device_->upload(weights));
  weights_ = model_file.take_weights();
  return {};
}

// KV pages and scratch: a context that was asked for is given or refused; the default is the trained one, cut to
// half of the memory that is left.
Status Engine::plan_context() {
  const bool asked = options_.n_ctx > 0;
  const compute::KvType type = options_.activations == Activations::kF32 ? compute::KvType::kF32 : options_.kv_type;
  const compute::KvCache one_page = TRY(compute::KvCache::create(model_->kv_shape(), type, 1));
  const uint64_t available = available_memory_bytes(), page_bytes = one_page.page_bytes();
  const uint64_t most_pages = available / (asked ? 1 : 2) / page_bytes;
  if (model_->is_encoder()) {
    // Its positions are as many as it was trained for.
    options_.n_ctx = asked ? std::min(options_.n_ctx, n_ctx_trained_) : n_ctx_trained_;
    options_.max_rows = std::max(options_.max_rows, options_.n_ctx);
  } else if (!asked) {
    options_.n_ctx =
        static_cast<int32_t>(std::min<uint64_t>(static_cast<uint64_t>(n_ctx_trained_), most_pages * kPage));
  }
  const uint64_t pages = static_cast<uint64_t>(KvPool::pages_for(options_.n_ctx));
  if (pages > most_pages || options_.n_ctx < 1) {
    return fail(ErrorCode::kOutOfMemory,
                concat("a context of ", options_.n_ctx, " tokens needs ", mebibytes(pages * page_bytes), " MiB, ",
                       mebibytes(available), " MiB are available; num_ctx ", most_pages * kPage, " would fit"));
  }
  const int32_t n_pages = count_pages(available, page_bytes);
  cache_ = TRY(compute::KvCache::create(model_->kv_shape(), type, n_pages));
  pool_ = std::make_unique<KvPool>(n_pages);
  prefix_tree_ = std::make_unique<PrefixTree>(*pool_, options_.kv_cache_policy);
  if (model_->is_encoder()) {
    scratch_bytes_ = TRY(device_->reserve(hidden_, options_.max_rows, options_.max_rows));
    return {};
  }
  options_.max_rows = std::max(options_.n_sequences, std::min(options_.max_rows, options_.n_ctx));
  options_.max_outputs = std::max(options_.max_outputs, options_.n_sequences);
  const size_t for_logits = device_->scratch_bytes(network_, options_.max_rows, options_.max_outputs);
  const size_t for_hidden = device_->scratch_bytes(hidden_, options_.max_rows, options_.max_rows);
  scratch_bytes_ = TRY(for_logits >= for_hidden ? device_->reserve(network_, options_.max_rows, options_.max_outputs)
                                                : device_->reserve(hidden_, options_.max_rows, options_.max_rows));
  return {};
}

// Enough for n_contexts, or for a step of an encoder full of short texts, memory permitting; at least for one context.
int32_t Engine::count_pages(uint64_t available, uint64_t page_bytes) const {
  const uint64_t one = static_cast<uint64_t>(KvPool::pages_for(options_.n_ctx));
  const uint64_t shared = std::min(available / 2, kSharedPoolBytes) / page_bytes;
  const int32_t n_contexts = options_.n_contexts > 0 ? options_.n_contexts : options_.n_sequences;
  uint64_t wanted = one * static_cast<uint64_t>(n_contexts);
  if (model_->is_encoder()) wanted = std::max(one, static_cast<uint64_t>(options_.max_rows / kShortText));
  return static_cast<int32_t>(std::min(wanted, std::max(one, shared)));
}

Status Engine::check_token(int32_t token) const {
  if (token >= 0 && token < n_vocab_) return {};
  return fail(ErrorCode::kInvalidArgument,
              concat("token ", token, " is not in the vocabulary of ", n_vocab_, " tokens"));
}

Status Engine::check(std::span<const Chunk> chunks, size_t max_outputs) const {
  size_t rows = 0, outputs = 0;
  for (const Chunk& chunk : chunks) {
    rows += chunk.tokens.size();
    outputs += chunk.outputs == Outputs::kAll ? chunk.tokens.size() : chunk.outputs == Outputs::kLast ? 1 : 0;
    for (const int32_t token : chunk.tokens) TRY(check_token(token));
    const size_t end = chunk.sequence->tokens_.size() + chunk.tokens.size();
    CHECK(!is_encoder() || chunk.sequence->tokens_.empty());
    if (end > static_cast<size_t>(options_.n_ctx)) {
      return fail(ErrorCode::kInvalidArgument,
                  concat(end, " tokens do not fit into the context of ", options_.n_ctx, " tokens"));
    }
  }
  CHECK(rows <= static_cast<size_t>(options_.max_rows) && outputs <= max_outputs);
  return {};
}

std::optional<int32_t> Engine::take_page() {
  if (pool_->n_free() == 0) prefix_tree_->evict(1);
  return pool_->take();
}

Status Engine::extend(const Chunk& chunk) {
  Sequence& s = *chunk.sequence;
  const size_t wanted =
      static_cast<size_t>(KvPool::pages_for(static_cast<int64_t>(s.tokens_.size() + chunk.tokens.size())));
  while (s.pages_.size() < wanted) {
    const auto page = take_page();
    if (!page) return fail(ErrorCode::kOutOfMemory, concat("all ", pool_->n_pages(), " KV pages are in use"));
    s.pages_.push_back(*page);
  }
  return {};
}

Result<Tensor> Engine::run(std::span<const Chunk> chunks, const std::atomic<bool>* abort) {
  if (is_encoder()) return fail(ErrorCode::kUnsupported, "the model makes embeddings, it does not generate text");
  TRY(check(chunks, static_cast<size_t>(options_.max_outputs)));
  return run(network_, chunks, abort);
}

Result<Tensor> Engine::run_hidden(std::span<const Chunk> chunks, const std::atomic<bool>* abort) {
  TRY(check(chunks, static_cast<size_t>(options_.max_rows)));
  return run(hidden_, chunks, abort);
}

Result<Tensor> Engine::run(const compute::Network& network, std::span<const Chunk> chunks,
                           const std::atomic<bool>* abort) {
  std::vector<compute::StepRow> rows;
  std::vector<std::span<const int32_t>> pages;
  for (const Chunk& chunk : chunks) {
    TRY(extend(chunk));
    const int32_t sequence = static_cast<int32_t>(pages.size());
    for (size_t i = 0; i < chunk.tokens.size(); ++i) {
      const bool last = i + 1 == chunk.tokens.size();
      rows.push_back({.token = chunk.tokens[i],
                      .position = chunk.sequence->size() + static_cast<int32_t>(i),
                      .sequence = sequence,
                      .wants_output = chunk.outputs == Outputs::kAll || (chunk.outputs == Outputs::kLast && last)});
    }
    pages.push_back(chunk.sequence->pages_);
  }
  const compute::StepInput input{.rows = rows, .pages = pages, .abort = abort};
  const Tensor out = device_->run(network, input, cache_);
  if (input.aborted()) return Tensor{};
  for (const Chunk& chunk : chunks) {
    chunk.sequence->tokens_.insert(chunk.sequence->tokens_.end(), chunk.tokens.begin(), chunk.tokens.end());
  }
  return out;
}

}  // namespace hearth::runtime
