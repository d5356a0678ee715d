// libFuzzer: any bytes as a safetensors file. What opens can be read from its first byte to its last.
// Seeds: tests/fuzz/safetensors.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/text.h"
#include "safetensors/file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const int fd = memfd_create("tensors", MFD_CLOEXEC);
  CHECK(fd >= 0 && write(fd, data, size) == static_cast<ssize_t>(size));
  const auto file = hearth::safetensors::File::open(hearth::concat("/proc/self/fd/", fd), "fuzz");
  close(fd);
  if (!file) {
    CHECK(!file.error().message.empty());
    return 0;
  }
  for (const hearth::safetensors::Tensor& tensor : file->tensors()) {
    std::array<uint8_t, 256> bytes{};
    for (uint64_t at = 0; at < tensor.size_bytes; at += bytes.size()) {
      const auto n = static_cast<size_t>(std::min<uint64_t>(bytes.size(), tensor.size_bytes - at));
      CHECK(file->read(tensor, at, std::span(bytes).first(n)).has_value());
    }
  }
  return 0;
}
