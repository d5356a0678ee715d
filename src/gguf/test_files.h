// For tests: a folder of their own that goes when they end, and small files in it.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "gguf/writer.h"

namespace hearth::gguf {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = testing::TempDir() + "hearth-XXXXXX";
    const char* made = mkdtemp(pattern.data());
    EXPECT_NE(made, nullptr) << pattern;
    path_ = pattern;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::string file(const std::string& name) const { return path_ + "/" + name; }
  // How many files are in it.
  size_t n_files() const { return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(path_), {})); }

 private:
  std::string path_;
};

inline void write_file(const std::string& path, Bytes bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  ASSERT_TRUE(out.good()) << path;
}

// Writer::write without its wait for the disk.
inline void write_model(const std::string& path, const Writer& writer) {
  const auto bytes = writer.to_bytes();
  ASSERT_TRUE(bytes.has_value()) << bytes.error().message;
  write_file(path, *bytes);
}

inline Bytes as_bytes(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

// A small model file with a value of every kind and three tensors: F32 [4], Q8_0 [32, 2], F16 [2, 3].
inline Writer sample_writer() {
  Writer w;
  w.set("general.architecture", "llama");
  w.set("general.alignment", 32u);
  w.set("test.flag", true);
  w.set("test.tokens", std::vector<std::string>{"a", "", "longer"});
  w.set("test.scores", std::vector<float>{0.5f, -1.0f});
  w.set("test.nested", std::vector<std::vector<int32_t>>{{1, 2}, {}, {3}});
  w.add_weights({"output_norm.weight", quant::Format::kF32, {4}}, std::vector<float>{1, 2, 3, 4});
  w.add_weights({"blk.0.attn_q.weight", quant::Format::kQ8_0, {32, 2}}, std::vector<float>(64, 0.25f));
  w.add_weights({"blk.0.attn_k.weight", quant::Format::kF16, {2, 3}}, std::vector<float>(6, 1.0f));
  return w;
}

inline std::vector<uint8_t> sample_bytes() {
  auto bytes = sample_writer().to_bytes();
  EXPECT_TRUE(bytes.has_value()) << bytes.error().message;
  return *bytes;
}

}  // namespace hearth::gguf
