// Engine: one model in memory, its device and its KV pages, ready to run steps for any number of sequences.
//
//   auto engine = TRY(Engine::load("model.gguf", {}));
//   Sequence sequence(*engine);
//   Tensor logits = TRY(engine->run({{&sequence, prompt_ids, Outputs::kLast}}));
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "compute/device.h"
#include "gguf/file.h"
#include "model/model.h"
#include "runtime/kv_pool.h"
#include "tokenizer/tokenizer.h"

namespace hearth::runtime {

using compute::Activations;
using compute::Tensor;

struct LoadOptions {
  std::string isa = "auto";  // HEARTH_ISA
  int32_t n_threads = 0;     // 0: all cores this process may use
  Activations activations = Activations::kInt8;
  compute::KvType kv_type = compute::KvType::kF16;  // with exact activations F32, whatever this says
  int32_t n_ctx = 0;        // positions of a sequence; 0: what the model was trained for, as far as memory allows
  int32_t n_sequences = 1;  // how many sequences of n_ctx positions there is room for
  int32_t max_rows = 512;   // rows of a step: the longest chunk of a prompt
  int32_t max_outputs = 8;  // rows of a step that may want logits
};

class Engine;

// The tokens of one generation and the pages that hold their keys and values. Gives its pages back when it goes.
class Sequence {
 public:
  explicit Sequence(Engine& engine) : engine_(&engine) {}
  ~Sequence();
  Sequence(Sequence&& other) noexcept
      : engine_(other.engine_), tokens_(std::move(other.tokens_)), pages_(std::move(other.pages_)) {
    other.pages_.clear();
  }
  Sequence& operator=(Sequence&&) = delete;

  const std::vector<int32_t>& tokens() const { return tokens_; }  // those whose keys and values are computed
  int32_t size() const { return static_cast<int32_t>(tokens_.size()); }

 private:
  friend class Engine;
  Engine* engine_;
  std::vector<int32_t> tokens_;
  std::vector<int32_t> pages_;
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
  // Reads, checks and packs the model. Errors name the file, what was found and what is supported or would fit.
  static Result<std::unique_ptr<Engine>> load(const std::string& path, const LoadOptions& options);

  // Computes one step. Logits [rows that want output, n_vocab] in the order of chunks and tokens, valid until the
  // next step. kOutOfMemory when no page is free; kInvalidArgument when a sequence would pass n_ctx, or a token is
  // not in the vocabulary.
  Result<Tensor> run(std::span<const Chunk> chunks);
  Result<Tensor> run(std::initializer_list<Chunk> chunks) { return run(std::span(chunks.begin(), chunks.size())); }

  const gguf::File& file() const { return file_; }
  const tokenizer::Tokenizer& tokenizer() const { return *tokenizer_; }
  const LoadOptions& options() const { return options_; }  // with n_ctx and n_threads resolved
  int32_t n_ctx() const { return options_.n_ctx; }
  int32_t n_ctx_trained() const { return n_ctx_trained_; }
  int32_t n_vocab() const { return n_vocab_; }
  std::string_view isa() const { return device_->name(); }

  // Bytes of the parts of the plan: packed weights, scratch of a step, and one KV page.
  uint64_t weight_bytes() const { return weight_bytes_; }
  uint64_t scratch_bytes() const { return scratch_bytes_; }
  uint64_t page_bytes() const { return cache_.page_bytes(); }

 private:
  friend class Sequence;
  Engine() = default;
  Status load_model();
  Status load_weights(model::ModelFile& model_file);
  Status plan_context();
  Status check(std::span<const Chunk> chunks) const;
  Status extend(const Chunk& chunk);

  LoadOptions options_;
  gguf::File file_;
  std::unique_ptr<tokenizer::Tokenizer> tokenizer_;
  std::deque<compute::WeightData> weights_;
  std::unique_ptr<model::Model> model_;
  std::unique_ptr<compute::Device> device_;
  compute::KvCache cache_;
  std::unique_ptr<KvPool> pool_;
  compute::Network network_;
  int32_t n_ctx_trained_ = 0;
  int32_t n_vocab_ = 0;
  uint64_t weight_bytes_ = 0;
  uint64_t scratch_bytes_ = 0;
};

}  // namespace hearth::runtime
