#include "gguf/model_facts.h"

#include <algorithm>
#include <map>

namespace hearth::gguf {
namespace {

struct FileType {
  uint32_t number;
  std::string_view name;
};
constexpr FileType kFileTypes[] = {
#define FILE_TYPE(number, name) {number, name},
#include "gguf/file_types.def"
#undef FILE_TYPE
};

char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

uint64_t n_weights(const TensorInfo& tensor) { return tensor.columns() * tensor.rows(); }

}  // namespace

uint64_t parameter_count(const File& file) {
  uint64_t count = 0;
  for (const TensorInfo& tensor : file.tensors()) count += n_weights(tensor);
  return count;
}

std::vector<std::pair<std::string_view, uint64_t>> weights_by_format(const File& file) {
  std::map<std::string_view, uint64_t> counts;
  for (const TensorInfo& tensor : file.tensors()) counts[tensor.format->name] += n_weights(tensor);
  std::vector<std::pair<std::string_view, uint64_t>> sorted(counts.begin(), counts.end());
  std::ranges::sort(sorted, [](const auto& a, const auto& b) {
    return a.second > b.second || (a.second == b.second && a.first < b.first);
  });
  return sorted;
}

std::string file_type_name(const File& file) {
  const int64_t number = file.find_integer("general.file_type").value_or(-1);
  for (const FileType& type : kFileTypes) {
    if (int64_t{type.number} == number) return std::string(type.name);
  }
  const auto used = weights_by_format(file);
  return used.empty() ? "unknown" : std::string(used.front().first);
}

std::optional<uint32_t> find_file_type(std::string_view name) {
  for (const FileType& type : kFileTypes) {
    if (std::ranges::equal(type.name, name, {}, to_upper, to_upper)) return type.number;
  }
  return {};
}

}  // namespace hearth::gguf
