// ModelConfig: the config blob of a manifest: what a model is, without opening its weights.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace hearth::store {

struct ModelConfig {
  static constexpr size_t kMaxBytes = size_t{1} << 20;

  // A smaller model that guesses tokens ahead.
  struct Draft {
    std::string model_format;
    std::string architecture;
    std::string tensor_prefix;
    Json config;  // null when there is none
    bool operator==(const Draft&) const = default;
  };

  std::string model_format;  // "gguf" or "safetensors"
  std::string model_family;
  std::vector<std::string> model_families;
  std::string model_type;  // the number of parameters: "1.2B"
  std::string file_type;   // the format of most weights: "Q4_K_M"
  std::string renderer;
  std::string parser;
  std::string requires_version;  // the oldest program version that runs it; "requires" is a word of C++
  std::string remote_host;
  std::string remote_model;
  std::vector<std::string> capabilities;
  int64_t context_length = 0;    // 0: not said
  int64_t embedding_length = 0;  // 0: not said
  std::string base_name;
  std::optional<Draft> draft;
  std::string architecture = "amd64";  // of an image in the sense of Docker, not of the model
  std::string os = "linux";

  // Unknown members are ignored. kCorrupt names a member of the wrong type.
  static Result<ModelConfig> parse(std::string_view text);
  // As Ollama writes it: compact, keys in its order, absent what is empty, with a newline.
  std::string print() const;

  bool operator==(const ModelConfig&) const = default;
};

}  // namespace hearth::store
