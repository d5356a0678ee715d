// For tests: small GGUF files of every role that a model can be made from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gguf/test_files.h"
#include "gguf/writer.h"

namespace hearth::store {

constexpr std::string_view kChatMl =
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + "
    "'\n'}}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

struct SampleModel {
  std::string architecture = "llama";
  uint64_t width = 256;
  uint32_t n_layers = 2;
  quant::Format format = quant::Format::kF16;
  std::string_view chat_template = kChatMl;
};

inline void add_matrix(gguf::Writer& writer, std::string name, quant::Format format, std::vector<uint64_t> dims) {
  uint64_t count = 1;
  for (const uint64_t dim : dims) count *= dim;
  std::vector<float> weights(count);
  for (size_t i = 0; i < count; ++i) weights[i] = static_cast<float>(i % 31) / 16.f - 1.f;
  writer.add_weights({std::move(name), format, std::move(dims)}, weights);
}

// The tensors that decide what `create` does; no model that runs.
inline gguf::Writer sample_model(const SampleModel& sample = {}) {
  gguf::Writer w;
  w.set("general.architecture", sample.architecture);
  w.set(sample.architecture + ".block_count", sample.n_layers);
  w.set(sample.architecture + ".context_length", 2048u);
  w.set(sample.architecture + ".embedding_length", static_cast<uint32_t>(sample.width));
  if (!sample.chat_template.empty()) w.set("tokenizer.chat_template", sample.chat_template);
  add_matrix(w, "token_embd.weight", sample.format, {sample.width, 8});
  add_matrix(w, "output_norm.weight", quant::Format::kF32, {sample.width});
  for (uint32_t i = 0; i < sample.n_layers; ++i) {
    const std::string block = "blk." + std::to_string(i) + ".";
    add_matrix(w, block + "attn_q.weight", sample.format, {sample.width, 16});
    add_matrix(w, block + "attn_v.weight", sample.format, {sample.width, 8});
    add_matrix(w, block + "ffn_down.weight", sample.format, {sample.width, 8});
  }
  return w;
}

inline gguf::Writer sample_projector() {
  gguf::Writer w;
  w.set("general.architecture", "clip");
  w.set("general.type", "mmproj");
  add_matrix(w, "mm.0.weight", quant::Format::kF16, {16, 4});
  return w;
}

// Of blk.0.attn_q.weight of the sample model.
inline gguf::Writer sample_adapter(uint64_t width = 256, std::string_view architecture = "llama") {
  gguf::Writer w;
  w.set("general.architecture", architecture);
  w.set("general.type", "adapter");
  w.set("adapter.type", "lora");
  add_matrix(w, "blk.0.attn_q.weight.lora_a", quant::Format::kF32, {width, 2});
  add_matrix(w, "blk.0.attn_q.weight.lora_b", quant::Format::kF32, {2, 16});
  return w;
}

}  // namespace hearth::store
