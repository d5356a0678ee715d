// ModelFolder: the files of a model as Hugging Face publishes it: JSON that describes it, and tensors in safetensors
// files.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "safetensors/file.h"

namespace hearth::convert {

// Its name in the folder ("1_Pooling/config.json"), which errors give, and where it is.
struct NamedFile {
  std::string name;
  std::string path;
};

// A tensor and the file that it is in.
struct SourceTensor {
  const safetensors::File* file = nullptr;
  const safetensors::Tensor* tensor = nullptr;
};

class ModelFolder {
 public:
  // Opens the safetensors files; the others when they are asked for. kCorrupt when two tensors have the same name.
  static Result<ModelFolder> open(const std::vector<NamedFile>& files);

  bool has(std::string_view name) const { return paths_.contains(name); }
  // kNotFound when the folder has no such file.
  Result<std::string> text(std::string_view name) const;
  Result<Json> json(std::string_view name) const;
  // By name.
  const std::map<std::string, SourceTensor, std::less<>>& tensors() const { return tensors_; }
  // kCorrupt when a file with tensors was modified since open().
  Status unchanged() const;

 private:
  std::map<std::string, std::string, std::less<>> paths_;  // by name
  std::deque<safetensors::File> files_;
  std::map<std::string, SourceTensor, std::less<>> tensors_;
};

// A member of one of the folder's JSON files, under which name errors call it.
class Fields {
 public:
  Fields(std::string_view file, const Json& object) : file_(file), object_(object) {}

  // An integer in [1, 2^24].
  Result<uint32_t> count(std::string_view key) const;
  // A finite number.
  Result<float> real(std::string_view key) const;
  // `otherwise` when it is absent or null.
  Result<std::string> text_or(std::string_view key, std::string_view otherwise) const;
  Result<bool> flag_or(std::string_view key, bool otherwise) const;
  Result<uint32_t> count_or(std::string_view key, uint32_t otherwise) const;
  // kUnsupported unless the text is `expected`.
  Status require(std::string_view key, const std::string& found, std::string_view expected) const;

 private:
  const Json* find(std::string_view key) const;
  std::unexpected<Error> wrong(std::string_view key, std::string_view expected) const;

  std::string file_;
  const Json& object_;
};

}  // namespace hearth::convert
