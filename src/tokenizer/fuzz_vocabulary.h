// For fuzz targets: a tokenizer from a vocabulary made in memory.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <utility>

#include "base/check.h"
#include "base/text.h"
#include "gguf/file.h"
#include "gguf/writer.h"
#include "tokenizer/tokenizer.h"

namespace hearth::tokenizer {

struct FuzzTokenizer {
  std::unique_ptr<gguf::File> file;
  std::unique_ptr<Tokenizer> tokenizer;  // null: the vocabulary was refused
};

inline FuzzTokenizer make_fuzz_tokenizer(const gguf::Writer& writer) {
  const auto bytes = writer.to_bytes();
  CHECK(bytes.has_value());
  const int fd = memfd_create("vocabulary", MFD_CLOEXEC);
  CHECK(fd >= 0 && write(fd, bytes->data(), bytes->size()) == static_cast<ssize_t>(bytes->size()));
  auto file = gguf::File::open(concat("/proc/self/fd/", fd));
  close(fd);
  if (!file) return {};
  FuzzTokenizer made{std::make_unique<gguf::File>(std::move(*file)), nullptr};
  auto tokenizer = Tokenizer::load(*made.file);
  if (tokenizer) {
    made.tokenizer = std::move(*tokenizer);
  } else {
    CHECK(!tokenizer.error().message.empty());
  }
  return made;
}

// What holds for every tokenizer and text: ids are in range, and pieces put together are the decoded text.
inline void check_text(const Tokenizer& tokenizer, std::string_view text) {
  for (const SpecialTokens special : {SpecialTokens::kAsText, SpecialTokens::kParse}) {
    const std::vector<int32_t> ids = tokenizer.encode(text, {.special = special});
    for (const int32_t id : ids) CHECK(id >= 0 && id < tokenizer.n_vocab());
    const std::string decoded = tokenizer.decode(ids, SpecialTokens::kAsText);
    std::string pieces;
    for (const int32_t id : ids) pieces += tokenizer.piece(id);
    CHECK(pieces == decoded || pieces == " " + decoded);
  }
}

}  // namespace hearth::tokenizer
