#include "gguf/header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"
#include "gguf/test_files.h"

namespace hearth::gguf {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr size_t kVersionAt = 4, kTensorsAt = 8, kEntriesAt = 16;

std::string error(Bytes bytes) {
  const auto header = parse_header(bytes);
  return header ? "none" : header.error().message;
}

// The sample with one number of its header replaced.
template <class T>
std::string error_with(size_t at, T value) {
  std::vector<uint8_t> bytes = sample_bytes();
  store_unaligned(bytes.data() + at, value);
  return error(bytes);
}

template <class T>
std::string error_with_alignment(T alignment) {
  Writer w;
  w.set("general.alignment#", alignment);  // the writer would refuse a bad one under its true name
  std::vector<uint8_t> bytes = *w.to_bytes();
  bytes[24] = 17;
  bytes.erase(bytes.begin() + 32 + 17);
  return error(bytes);
}

// Reads whatever a caller may read; under a sanitizer a wrong bound ends the test.
void touch_everything(const Header& header, Bytes file) {
  uint64_t sum = 0;
  for (const auto& [key, value] : header.metadata.entries) {
    const Array* array = value.array();
    if (array == nullptr) continue;
    if (array->element() == ValueType::kString) {
      array->for_each_string([&](std::string_view text) { sum += text.size(); });
    }
    for (uint64_t i = 0; array->is_integer() && i < array->count(); ++i)
      sum += static_cast<uint64_t>(array->integer(i));
  }
  for (const TensorInfo& tensor : header.tensors) {
    ASSERT_LE(tensor.offset, file.size());
    ASSERT_LE(tensor.size_bytes, file.size() - tensor.offset);
  }
  EXPECT_LE(sum, ~uint64_t{0});
}

TEST(Header, ReadsVersions2And3) {
  EXPECT_EQ(parse_header(sample_bytes())->version, 3u);
  EXPECT_EQ(error_with(kVersionAt, uint32_t{2}), "none");
}

TEST(Header, RefusesOtherVersions) {
  EXPECT_THAT(error_with(kVersionAt, uint32_t{1}), StartsWith("GGUF version 1 of 2023, supported are 2 and 3"));
  EXPECT_EQ(error_with(kVersionAt, uint32_t{4}), "GGUF version 4, supported are 2 and 3");
  EXPECT_EQ(error_with(kVersionAt, uint32_t{0}), "GGUF version 0, supported are 2 and 3");
  EXPECT_THAT(error_with(kVersionAt, uint32_t{3} << 24),
              StartsWith("a big-endian GGUF file, supported is little-endian"));
}

TEST(Header, RefusesWhatIsNoGgufFile) {
  EXPECT_EQ(error({}), "the file is empty");
  EXPECT_THAT(error(as_bytes("PK\x03\x04 archive")), StartsWith("not a GGUF file: it is a zip archive"));
  EXPECT_THAT(error(as_bytes("GG")), StartsWith("the file ends at byte 2"));
  EXPECT_THAT(error(as_bytes("GX")), StartsWith("not a GGUF file: it starts with the bytes 47 58"));
}

TEST(Header, RefusesCountsThatTheFileHasNoRoomFor) {
  const size_t size = sample_bytes().size();
  EXPECT_EQ(error_with(kTensorsAt, uint64_t{1000}),
            concat("the header states 1000 tensors, the file of ", size, " bytes has room for ", (size - 24) / 25));
  EXPECT_EQ(error_with(kEntriesAt, uint64_t{1000}), concat("the header states 1000 metadata entries, the file of ",
                                                           size, " bytes has room for ", (size - 24) / 14));
  EXPECT_THAT(error_with(kTensorsAt, ~uint64_t{0}), HasSubstr("tensors, the limit is 262144"));
  EXPECT_THAT(error_with(kEntriesAt, uint64_t{1} << 61), HasSubstr("metadata entries, the limit is 65536"));
}

TEST(Header, RefusesAlignmentsThatAreNone) {
  EXPECT_EQ(error_with_alignment(8u), "none");
  EXPECT_EQ(error_with_alignment(1u << 20), "none");
  for (const uint32_t bad : {0u, 1u, 4u, 48u, 1u << 21, ~0u}) {
    EXPECT_EQ(error_with_alignment(bad),
              concat("key general.alignment: is ", bad, ", expected a power of two from 8 to 1048576"));
  }
  EXPECT_EQ(error_with_alignment(uint64_t{32}), "key general.alignment: has the type u64, expected u32");
  EXPECT_EQ(error_with_alignment("32"), "key general.alignment: has the type string, expected u32");
}

TEST(Header, AllowsDataAfterTheLastTensor) {
  std::vector<uint8_t> bytes = sample_bytes();
  bytes.resize(bytes.size() + 1000, 0xaa);
  EXPECT_EQ(error(bytes), "none");
}

TEST(Header, RefusesAFileCutAnywhere) {
  const std::vector<uint8_t> bytes = sample_bytes();
  const auto whole = parse_header(bytes);
  const TensorInfo& last = whole->tensors.back();
  const size_t end = last.offset + last.size_bytes;  // padding follows
  for (size_t n = 0; n < end; ++n) {
    const std::vector<uint8_t> cut(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(n));
    const std::string message = error(cut);
    EXPECT_NE(message, "none") << "cut at byte " << n;
    EXPECT_EQ(std::ranges::count(message, '\n'), 0);
    EXPECT_THAT(message, testing::AnyOf(HasSubstr(concat("the file ends at byte ", n)), HasSubstr("the file is empty"),
                                        HasSubstr(concat("the file has ", n, " bytes")),
                                        HasSubstr(concat("the file of ", n, " bytes has room for"))));
  }
  EXPECT_EQ(error(Bytes(bytes).first(end)), "none");
}

TEST(Header, SurvivesEveryByteChanged) {
  const std::vector<uint8_t> original = sample_bytes();
  int n_errors = 0;
  for (size_t at = 0; at < original.size(); ++at) {
    for (const int change : {0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xff, 0x7f}) {
      std::vector<uint8_t> bytes = original;
      bytes[at] = static_cast<uint8_t>(bytes[at] ^ change);
      const auto header = parse_header(bytes);
      if (header) touch_everything(*header, bytes);
      n_errors += header ? 0 : 1;
    }
  }
  EXPECT_GT(n_errors, 1000);
}

TEST(Header, SurvivesEveryEightBytesReplacedByExtremes) {
  const std::vector<uint8_t> original = sample_bytes();
  for (size_t at = 0; at + 8 <= original.size(); ++at) {
    for (const uint64_t value : {uint64_t{0}, ~uint64_t{0}, uint64_t{1} << 63, uint64_t{1} << 61, uint64_t{1} << 32,
                                 uint64_t{original.size()}, uint64_t{0x7fffffff}}) {
      std::vector<uint8_t> bytes = original;
      store_unaligned(bytes.data() + at, value);
      const auto header = parse_header(bytes);
      if (header) touch_everything(*header, bytes);
    }
  }
}

}  // namespace
}  // namespace hearth::gguf
