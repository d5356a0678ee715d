// libFuzzer: any bytes as a model file. They either are refused with a message of one line, or everything that the
// file then offers can be read. Seeds: tests/fuzz/gguf.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "base/text.h"
#include "gguf/file.h"
#include "gguf/header.h"

namespace hearth::gguf {
namespace {

volatile uint64_t sink;

void read_array(const Array& array) {
  uint64_t n_strings = 0;
  if (array.element() == ValueType::kString) {
    array.for_each_string([&](std::string_view text) {
      for (const char c : text) sink = sink + static_cast<uint8_t>(c);
      ++n_strings;
    });
    CHECK(n_strings == array.count());
  }
  for (uint64_t i = 0; array.is_integer() && i < array.count(); ++i)
    sink = sink + static_cast<uint64_t>(array.integer(i));
  for (uint64_t i = 0; array.is_number() && i < array.count(); ++i) sink = sink + (array.number(i) > 0 ? 1 : 0);
}

// The header alone, so that a sanitizer sees every byte read beyond the input.
void read_header(Bytes bytes) {
  const auto header = parse_header(bytes);
  if (!header) {
    CHECK(!header.error().message.empty() && std::ranges::count(header.error().message, '\n') == 0);
    return;
  }
  for (const auto& [key, value] : header->metadata.entries) {
    CHECK(header->metadata.find(key) == &value);
    if (value.array() != nullptr) read_array(*value.array());
  }
  for (const TensorInfo& tensor : header->tensors) {
    const Bytes data = bytes.subspan(tensor.offset, tensor.size_bytes);
    for (const uint8_t byte : data) sink = sink + byte;
  }
}

// A file in memory that has a path.
void open_file(Bytes bytes) {
  const int fd = memfd_create("gguf", MFD_CLOEXEC);
  CHECK(fd >= 0 && write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  const auto file = File::open(concat("/proc/self/fd/", fd));
  if (file) {
    for (const TensorInfo& tensor : file->tensors()) {
      CHECK(file->find_tensor(tensor.name) == &tensor);
      CHECK(file->bytes(tensor).size() == tensor.size_bytes);
    }
  }
  close(fd);
}

}  // namespace
}  // namespace hearth::gguf

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hearth::gguf::read_header({data, size});
  hearth::gguf::open_file({data, size});
  return 0;
}
