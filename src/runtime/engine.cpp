#include "runtime/engine.h"

#include <algorithm>
#include <cstring>
#include <thread>

#include "base/check.h"
#include "base/cpu_info.h"
#include "base/text.h"
#include "compute/cpu/cpu_device.h"
#include "kernels/dispatch.h"

namespace hearth::runtime {
namespace {

constexpr int32_t kPage = KvPool::kPagePositions;

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

Result<std::unique_ptr<Engine>> Engine::load(const std::string& path, const LoadOptions& options, LoadWatch* watch) {
  std::unique_ptr<Engine> engine(new Engine);
  engine->options_ = options;
  engine->file_ = TRY(gguf::File::open(path));
  const Status status = engine->load_model(watch);
  if (!status) return within(path, status.error());
  return engine;
}

Result<MemoryPlan> Engine::plan(const std::string& path, const LoadOptions& options) {
  Engine engine;
  engine.options_ = options;
  engine.file_ = TRY(gguf::File::open(path));
  auto model_file = engine.open_model();
  const Status status = model_file ? engine.plan_memory(*model_file) : std::unexpected(model_file.error());
  if (!status) return within(path, status.error());
  return engine.plan_;
}

// Everything but the weights' values and the vocabulary.
Result<model::ModelFile> Engine::open_model() {
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
  return model_file;
}

compute::KvType Engine::kv_type() const {
  return options_.activations == Activations::kF32 ? compute::KvType::kF32 : options_.kv_type;
}

// Steps to logits, or to the last layer's rows, of which all may be wanted; an encoder knows the latter only.
Engine::LargestStep Engine::largest_step(int32_t max_rows, int32_t max_outputs) const {
  const LargestStep hidden{&hidden_, max_rows, device_->scratch_bytes(hidden_, max_rows, max_rows)};
  if (is_encoder()) return hidden;
  const LargestStep logits{&network_, max_outputs, device_->scratch_bytes(network_, max_rows, max_outputs)};
  return logits.bytes >= hidden.bytes ? logits : hidden;
}

Status Engine::plan_memory(model::ModelFile& model_file) {
  const auto no_pages = TRY(compute::KvCache::create(model_->kv_shape(), kv_type(), 0));
  const MemoryNeeds needs{
      .weight_bytes = packed_bytes(model_file.weights()),
      .vocabulary_bytes = tokenizer::Tokenizer::memory_bytes(file_) + file_.header_bytes(),
      .page_bytes = no_pages.page_bytes(),
      .is_encoder = model_->is_encoder(),
      .n_vocab = n_vocab_,
      .n_ctx_trained = n_ctx_trained_,
      .step_bytes = [this](int32_t rows, int32_t outputs) { return largest_step(rows, outputs).bytes; }};
  plan_ = TRY(runtime::plan_memory(needs, options_, options_.memory ? *options_.memory : free_memory()));
  options_.n_ctx = plan_.n_ctx;
  options_.max_rows = plan_.max_rows;
  options_.max_outputs = plan_.max_outputs;
  return {};
}

Status Engine::load_model(LoadWatch* watch) {
  model::ModelFile model_file = TRY(open_model());
  TRY(plan_memory(model_file));
  TRY(take_memory());
  // The vocabulary is read beside the weights; both take about as long for a small model.
  Result<std::unique_ptr<tokenizer::Tokenizer>> tokenizer;
  std::jthread reader([&] { tokenizer = tokenizer::Tokenizer::load(file_); });
  const Status loaded = load_weights(model_file, watch);
  reader.join();
  TRY(loaded);
  tokenizer_ = TRY(std::move(tokenizer));
  constraints_ = std::make_unique<grammar::Constraints>(*tokenizer_);
  return file_.unchanged();
}

Status Engine::load_weights(model::ModelFile& model_file, LoadWatch* watch) {
  const std::vector<compute::WeightData*> weights = model_file.weights();
  std::optional<WatchedSources> watched;
  if (watch != nullptr) watched.emplace(weights, *watch);
  TRY(device_->upload(weights));
  watched.reset();
  weights_ = model_file.take_weights();
  return {};
}

Status Engine::take_memory() {
  cache_ = TRY(compute::KvCache::create(model_->kv_shape(), kv_type(), plan_.n_pages));
  pool_ = std::make_unique<KvPool>(plan_.n_pages);
  prefix_tree_ = std::make_unique<PrefixTree>(*pool_, options_.kv_cache_policy);
  const LargestStep step = largest_step(plan_.max_rows, plan_.max_outputs);
  const size_t taken = TRY(device_->reserve(*step.network, plan_.max_rows, step.n_outputs));
  CHECK(taken == plan_.step_bytes);
  return {};
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
