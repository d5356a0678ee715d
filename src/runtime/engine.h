// Engine: one model in memory, its device and its KV pages, ready to run steps for any number of sequences.
//
//   auto engine = TRY(Engine::load("model.gguf", {}));
//   Sequence sequence(*engine);
//   Tensor logits = TRY(engine->run({{&sequence, prompt_ids, Outputs::kLast}}));
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "compute/device.h"
#include "gguf/file.h"
#include "grammar/constraint.h"
#include "model/model.h"
#include "model/model_file.h"
#include "runtime/kv_pool.h"
#include "runtime/load_options.h"
#include "runtime/load_watch.h"
#include "runtime/memory_plan.h"
#include "runtime/prefix_tree.h"
#include "tokenizer/tokenizer.h"

namespace hearth::runtime {

using compute::Activations;
using compute::Tensor;

class Engine;

// The tokens of one generation and the pages that hold their keys and values. Gives its pages back when it goes.
class Sequence {
 public:
  // Sequences share cached prefixes only with those of the same salt.
  explicit Sequence(Engine& engine, std::string salt = {}) : engine_(&engine), salt_(std::move(salt)) {}
  ~Sequence();
  Sequence(Sequence&& other) noexcept
      : engine_(other.engine_),
        salt_(std::move(other.salt_)),
        tokens_(std::move(other.tokens_)),
        pages_(std::move(other.pages_)),
        n_named_(other.n_named_) {
    other.pages_.clear();
  }
  Sequence& operator=(Sequence&&) = delete;

  const std::vector<int32_t>& tokens() const { return tokens_; }  // those whose keys and values are computed
  int32_t size() const { return static_cast<int32_t>(tokens_.size()); }
  int32_t n_pages() const { return static_cast<int32_t>(pages_.size()); }
  // Pages that nobody else uses.
  int32_t n_own_pages() const;

  // An empty sequence begins with what the cache knows of `tokens`; says how many that were. The last token is never
  // among them, because its logits are wanted.
  int32_t start_from_cache(std::span<const int32_t> tokens);
  // Names the pages that are full, so that others can share them; kEnd: also the last one, because no token follows.
  enum class Naming : uint8_t { kFullPages, kEnd };
  void name_pages(Naming naming);

 private:
  friend class Engine;
  Engine* engine_;
  std::string salt_;
  std::vector<int32_t> tokens_;
  std::vector<int32_t> pages_;
  int32_t n_named_ = 0;  // full pages that the cache knows
};

enum class Outputs { kNone, kLast, kAll };

// Tokens that a step appends to a sequence, and which of them want logits.
struct Chunk {
  Sequence* sequence = nullptr;
  std::span<const int32_t> tokens;
  Outputs outputs = Outputs::kLast;
};

class Engine {
 public:
  // Reads, checks and packs the model. Errors name the file, what was found and what is supported or would fit. Others
  // may look on by `watch`, and end it.
  static Result<std::unique_ptr<Engine>> load(const std::string& path, const LoadOptions& options,
                                              LoadWatch* watch = nullptr);
  // What load() would take, or would refuse with; reads no weights.
  static Result<MemoryPlan> plan(const std::string& path, const LoadOptions& options);

  // Computes one step. Logits [rows that want output, n_vocab] in the order of chunks and tokens, valid until the
  // next step. kOutOfMemory when no page is free; kInvalidArgument when a sequence would pass n_ctx, or a token is
  // not in the vocabulary.
  // When `abort` becomes true meanwhile, the step ends early: no sequence has grown, and the tensor has no rows.
  Result<Tensor> run(std::span<const Chunk> chunks, const std::atomic<bool>* abort = nullptr);
  Result<Tensor> run(std::initializer_list<Chunk> chunks) { return run(std::span(chunks.begin(), chunks.size())); }
  // The same with what the last layer makes of a row in the place of its logits: [rows that want output, model_dim].
  // All rows of a step may want it. Of an encoder each chunk is all of its sequence.
  Result<Tensor> run_hidden(std::span<const Chunk> chunks, const std::atomic<bool>* abort = nullptr);

  // kInvalidArgument when the vocabulary has no such token.
  Status check_token(int32_t token) const;

  // Calls body(i) for every i in [0, n) on the device's threads, between two steps.
  void for_each(int n, const std::function<void(int)>& body) { device_->for_each(n, body); }

  const gguf::File& file() const { return file_; }
  const tokenizer::Tokenizer& tokenizer() const { return *tokenizer_; }
  // Grammars for this model's tokens. Thread-safe.
  grammar::Constraints& constraints() const { return *constraints_; }
  const LoadOptions& options() const { return options_; }  // with n_ctx and n_threads resolved
  int32_t n_ctx() const { return options_.n_ctx; }
  int32_t n_ctx_trained() const { return n_ctx_trained_; }
  int32_t n_vocab() const { return n_vocab_; }
  // Whether it has no logits: run() is refused with kUnsupported.
  bool is_encoder() const { return model_->is_encoder(); }
  std::string_view isa() const { return device_->name(); }

  const KvPool& pool() const { return *pool_; }
  const PrefixTree& prefix_tree() const { return *prefix_tree_; }

  // What it takes in memory, and what of that the system has not given yet because no page was used. Thread-safe.
  const MemoryPlan& plan() const { return plan_; }
  uint64_t untouched_bytes() const { return cache_.untouched_bytes(); }

 private:
  friend class Sequence;
  Engine() = default;
  struct LargestStep {
    const compute::Network* network;
    int32_t n_outputs;
    size_t bytes;
  };

  Result<model::ModelFile> open_model();
  Status plan_memory(model::ModelFile& model_file);
  Status load_model(LoadWatch* watch);
  Status load_weights(model::ModelFile& model_file, LoadWatch* watch);
  Status take_memory();
  LargestStep largest_step(int32_t max_rows, int32_t max_outputs) const;
  compute::KvType kv_type() const;
  Status check(std::span<const Chunk> chunks, size_t max_outputs) const;
  Result<Tensor> run(const compute::Network& network, std::span<const Chunk> chunks, const std::atomic<bool>* abort);
  Status extend(const Chunk& chunk);
  std::optional<int32_t> take_page();

  LoadOptions options_;
  gguf::File file_;
  std::unique_ptr<tokenizer::Tokenizer> tokenizer_;
  std::unique_ptr<grammar::Constraints> constraints_;
  std::deque<compute::WeightData> weights_;
  std::unique_ptr<model::Model> model_;
  std::unique_ptr<compute::Device> device_;
  compute::KvCache cache_;
  std::unique_ptr<KvPool> pool_;
  std::unique_ptr<PrefixTree> prefix_tree_;
  compute::Network network_;  // to logits
  compute::Network hidden_;   // to what the last layer makes of a row
  MemoryPlan plan_;
  int32_t n_ctx_trained_ = 0;
  int32_t n_vocab_ = 0;
};

}  // namespace hearth::runtime
