// For tests: a tiny BERT as Hugging Face publishes one.
#pragma once

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/test_folder.h"
#include "convert/model_folder.h"
#include "safetensors/test_files.h"

namespace hearth::convert {

class TestModel {
 public:
  std::map<std::string, std::string> texts = {
      {"config.json", R"({"architectures": ["BertModel"], "hidden_size": 16, "num_hidden_layers": 1,
                          "num_attention_heads": 1, "intermediate_size": 32, "max_position_embeddings": 8,
                          "layer_norm_eps": 1e-12, "hidden_act": "gelu", "vocab_size": 7})"},
      {"tokenizer.json", R"({"normalizer": {"type": "BertNormalizer", "lowercase": true, "strip_accents": null},
                             "pre_tokenizer": {"type": "BertPreTokenizer"},
                             "added_tokens": [{"id": 0, "content": "[UNK]", "special": true}],
                             "model": {"type": "WordPiece", "vocab": {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "a": 3,
                                                                      "##b": 4, "[unused1]": 5}}})"},
      {"modules.json", R"([{"type": "sentence_transformers.models.Transformer", "path": ""},
                           {"type": "sentence_transformers.models.Pooling", "path": "1_Pooling"},
                           {"type": "sentence_transformers.models.Normalize", "path": "2_Normalize"}])"},
      {"1_Pooling/config.json", R"({"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false})"},
      {"sentence_bert_config.json", R"({"max_seq_length": 6})"},
  };

  TestModel() {
    add("embeddings.word_embeddings.weight", {7, 16});
    add("embeddings.position_embeddings.weight", {8, 16});
    add("embeddings.token_type_embeddings.weight", {2, 16});
    add_norm("embeddings.LayerNorm");
    const std::string layer = "encoder.layer.0.";
    for (const char* name :
         {"attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense"}) {
      add(layer + name + ".weight", {16, 16});
      add(layer + name + ".bias", {16});
    }
    add_norm(layer + "attention.output.LayerNorm");
    add(layer + "intermediate.dense.weight", {32, 16});
    add(layer + "intermediate.dense.bias", {32});
    add(layer + "output.dense.weight", {16, 32});
    add(layer + "output.dense.bias", {16});
    add_norm(layer + "output.LayerNorm");
    add("pooler.dense.weight", {16, 16});
  }

  // A tensor of F32: 0, 0.25, 0.5, ...
  void add(const std::string& name, const std::vector<int64_t>& shape, float step = 0.25f) {
    int64_t n = 1;
    Json dims = Json::array();
    for (const int64_t dim : shape) {
      n *= dim;
      dims.push_back(dim);
    }
    const size_t begin = data_.size();
    for (int64_t i = 0; i < n; ++i) {
      const float value = static_cast<float>(i) * step;
      char bytes[sizeof value];
      std::memcpy(bytes, &value, sizeof value);
      data_.append(bytes, sizeof value);
    }
    header_.set(name, Json::object({{"dtype", "F32"},
                                    {"shape", std::move(dims)},
                                    {"data_offsets", Json::Array{Json(begin), Json(data_.size())}}}));
  }

  // The files, written into the folder.
  std::vector<NamedFile> write(const TestFolder& folder) const {
    std::vector<NamedFile> files;
    for (const auto& [name, text] : texts) files.push_back({name, folder.write(name, text)});
    const std::string tensors = safetensors::file_of(header_.dump(), data_);
    files.push_back({"model.safetensors", folder.write("model.safetensors", tensors)});
    return files;
  }

 private:
  void add_norm(const std::string& name) {
    add(name + ".weight", {16});
    add(name + ".bias", {16});
  }

  Json header_ = Json::object();
  std::string data_;
};

}  // namespace hearth::convert
