#include "convert/model_folder.h"

#include <cmath>

#include "base/mapped_file.h"
#include "base/text.h"

namespace hearth::convert {
namespace {

constexpr int64_t kMostOfAnything = int64_t{1} << 24;

}  // namespace

Result<ModelFolder> ModelFolder::open(const std::vector<NamedFile>& files) {
  ModelFolder folder;
  for (const NamedFile& file : files) {
    folder.paths_[file.name] = file.path;
    if (!file.name.ends_with(".safetensors")) continue;
    const safetensors::File& opened = folder.files_.emplace_back(TRY(safetensors::File::open(file.path, file.name)));
    for (const safetensors::Tensor& tensor : opened.tensors()) {
      if (!folder.tensors_.emplace(tensor.name, SourceTensor{&opened, &tensor}).second) {
        return fail(ErrorCode::kCorrupt, concat(file.name, ": tensor ", tensor.name, " is in another file too"));
      }
    }
  }
  return folder;
}

Result<std::string> ModelFolder::text(std::string_view name) const {
  const auto found = paths_.find(name);
  if (found == paths_.end()) return fail(ErrorCode::kNotFound, concat(name, ": missing beside the safetensors files"));
  const MappedFile file = TRY(MappedFile::open(found->second));
  if (file.size_bytes() > JsonLimits{}.max_bytes) {
    return fail(ErrorCode::kUnsupported,
                concat(name, ": has ", file.size_bytes(), " bytes, expected at most ", JsonLimits{}.max_bytes));
  }
  std::string text(file.size_bytes(), '\0');
  TRY(file.read_at(0, {reinterpret_cast<uint8_t*>(text.data()), text.size()}));
  return text;
}

Result<Json> ModelFolder::json(std::string_view name) const {
  const std::string bytes = TRY(text(name));
  auto json = Json::parse(bytes);
  if (!json) return within(name, json.error());
  if (json->if_object() == nullptr) return fail(ErrorCode::kCorrupt, concat(name, ": is no JSON object"));
  return json;
}

Status ModelFolder::unchanged() const {
  for (const safetensors::File& file : files_) TRY(file.unchanged());
  return {};
}

const Json* Fields::find(std::string_view key) const {
  const Json* value = object_.find(key);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::unexpected<Error> Fields::wrong(std::string_view key, std::string_view expected) const {
  const Json* value = find(key);
  return fail(ErrorCode::kCorrupt, value == nullptr ? concat(file_, ": ", key, " is missing")
                                                    : concat(file_, ": ", key, " is ", value->dump().substr(0, 80),
                                                             ", expected ", expected));
}

Result<uint32_t> Fields::count(std::string_view key) const {
  const Json* value = find(key);
  const int64_t* number = value == nullptr ? nullptr : value->if_int64();
  if (number == nullptr || *number < 1 || *number > kMostOfAnything) {
    return wrong(key, concat("an integer from 1 to ", kMostOfAnything));
  }
  return static_cast<uint32_t>(*number);
}

Result<uint32_t> Fields::count_or(std::string_view key, uint32_t otherwise) const {
  if (find(key) == nullptr) return otherwise;
  return count(key);
}

Result<float> Fields::real(std::string_view key) const {
  const Json* value = find(key);
  if (value != nullptr && value->if_int64() != nullptr) return static_cast<float>(*value->if_int64());
  if (value == nullptr || value->if_double() == nullptr || !std::isfinite(*value->if_double())) {
    return wrong(key, "a number");
  }
  return static_cast<float>(*value->if_double());
}

Result<std::string> Fields::text_or(std::string_view key, std::string_view otherwise) const {
  const Json* value = find(key);
  if (value == nullptr) return std::string(otherwise);
  if (value->if_string() == nullptr) return wrong(key, "a text");
  return *value->if_string();
}

Result<bool> Fields::flag_or(std::string_view key, bool otherwise) const {
  const Json* value = find(key);
  if (value == nullptr) return otherwise;
  if (value->if_bool() == nullptr) return wrong(key, "true or false");
  return *value->if_bool();
}

Status Fields::require(std::string_view key, const std::string& found, std::string_view expected) const {
  if (found == expected) return {};
  return fail(ErrorCode::kUnsupported, concat(file_, ": ", key, " is '", found, "'; supported: ", expected));
}

}  // namespace hearth::convert
