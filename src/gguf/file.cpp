#include "gguf/file.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"
#include "base/text.h"
#include "gguf/header.h"
#include "gguf/printable.h"
#include "gguf/split_files.h"

namespace hearth::gguf {
namespace {

// `result`, its error preceded by the path of the file that it is about.
template <class T>
Result<T> about(const std::string& path, Result<T> result) {
  if (!result) return within(path, std::move(result.error()));
  return result;
}

}  // namespace

Result<File> File::open(const std::string& path) {
  File file;
  MappedFile first = TRY(MappedFile::open(path));
  Header header = TRY(about(path, parse_header(first.bytes())));
  const std::vector<std::string> others = TRY(find_other_parts(path, header.metadata));
  TRY(file.add_part(std::move(first), std::move(header.tensors)));

  const auto count = static_cast<uint32_t>(others.size() + 1);
  for (const std::string& other : others) {
    MappedFile mapped = TRY(MappedFile::open(other));
    Header part = TRY(about(other, parse_header(mapped.bytes())));
    TRY(about(other, check_part(part.metadata, static_cast<uint32_t>(file.parts_.size()) + 1, count)));
    TRY(file.add_part(std::move(mapped), std::move(part.tensors)));
  }
  TRY(about(path, check_total(header.metadata, file.tensors_.size(), count)));

  file.version_ = header.version;
  file.metadata_ = std::move(header.metadata.entries);
  file.metadata_index_ = std::move(header.metadata.index);
  TRY(file.unchanged());
  return file;
}

Status File::add_part(MappedFile mapped, std::vector<TensorInfo> tensors) {
  const auto part = static_cast<uint32_t>(parts_.size());
  for (TensorInfo& tensor : tensors) {
    if (!tensor_index_.emplace(tensor.name, tensors_.size()).second) {
      return fail(ErrorCode::kCorrupt, concat(mapped.path(), ": tensor ", printable(tensor.name), ": appears twice"));
    }
    tensor.part = part;
    tensors_.push_back(std::move(tensor));
  }
  parts_.push_back(std::move(mapped));
  return {};
}

uint64_t File::size_bytes() const {
  uint64_t total = 0;
  for (const MappedFile& part : parts_) total += part.size_bytes();
  return total;
}

uint64_t File::header_bytes() const {
  std::vector<uint64_t> ends;
  for (const MappedFile& part : parts_) ends.push_back(part.size_bytes());
  for (const TensorInfo& tensor : tensors_) ends[tensor.part] = std::min(ends[tensor.part], tensor.offset);
  return std::accumulate(ends.begin(), ends.end(), uint64_t{0});
}

const Value* File::find(std::string_view key) const {
  const auto found = metadata_index_.find(key);
  return found == metadata_index_.end() ? nullptr : &metadata_[found->second].second;
}

std::optional<int64_t> File::find_integer(std::string_view key) const {
  const Value* value = find(key);
  return value == nullptr ? std::nullopt : value->integer();
}

std::optional<double> File::find_number(std::string_view key) const {
  const Value* value = find(key);
  return value == nullptr ? std::nullopt : value->number();
}

std::optional<bool> File::find_boolean(std::string_view key) const {
  const Value* value = find(key);
  return value == nullptr ? std::nullopt : value->boolean();
}

std::optional<std::string_view> File::find_string(std::string_view key) const {
  const Value* value = find(key);
  return value == nullptr ? std::nullopt : value->string();
}

const Array* File::find_array(std::string_view key) const {
  const Value* value = find(key);
  return value == nullptr ? nullptr : value->array();
}

const TensorInfo* File::find_tensor(std::string_view name) const {
  const auto found = tensor_index_.find(name);
  return found == tensor_index_.end() ? nullptr : &tensors_[found->second];
}

Bytes File::bytes(const TensorInfo& tensor) const {
  CHECK(tensor.part < parts_.size());
  return parts_[tensor.part].bytes().subspan(tensor.offset, tensor.size_bytes);
}

Status File::read(const TensorInfo& tensor, uint64_t offset, std::span<uint8_t> into) const {
  CHECK(tensor.part < parts_.size());
  CHECK(offset <= tensor.size_bytes && into.size() <= tensor.size_bytes - offset);
  return parts_[tensor.part].read_at(tensor.offset + offset, into);
}

Status File::unchanged() const {
  for (const MappedFile& part : parts_) TRY(part.unchanged());
  return {};
}

}  // namespace hearth::gguf
