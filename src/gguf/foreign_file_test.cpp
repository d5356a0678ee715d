#include "gguf/foreign_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gguf/test_files.h"

namespace hearth::gguf {
namespace {

using namespace std::string_view_literals;
using testing::HasSubstr;
using testing::StartsWith;

std::string described(std::string_view text) { return describe_foreign_file(as_bytes(text)); }

TEST(ForeignFile, IsNamedByItsFirstBytes) {
  EXPECT_THAT(described("PK\x03\x04more"), StartsWith("it is a zip archive"));
  EXPECT_THAT(described("\x10\0\0\0\0\0\0\0{\"a\":{}}"sv), StartsWith("it is a safetensors file"));
  EXPECT_THAT(described("version https://git-lfs.github.com/spec/v1\n"), StartsWith("it is a Git LFS pointer"));
  EXPECT_THAT(described("tjgg\1\0\0\0"sv), HasSubstr("old GGJT format"));
  EXPECT_THAT(described("\x1f\x8b\x08"), StartsWith("it is gzip-compressed"));
  EXPECT_THAT(described("{\"error\":\"not found\"}"), "it is JSON text");
}

TEST(ForeignFile, IsAWebPageInAnyCaseAndAfterSpace) {
  for (const std::string_view text : {"<!DOCTYPE html>"sv, "\n  <HTML>"sv, "\xef\xbb\xbf<?xml version"sv}) {
    EXPECT_THAT(described(text), StartsWith("it is a web page"));
  }
}

TEST(ForeignFile, IsItsFirstBytesWhenNothingElseFits) {
  EXPECT_EQ(described("\x01\xab"), "it starts with the bytes 01 ab, expected 47 47 55 46 (\"GGUF\")");
  EXPECT_THAT(described("    "), StartsWith("it starts with the bytes 20 20 20 20, expected"));
  EXPECT_THAT(described("<"), StartsWith("it starts with the bytes 3c, expected"));
}

}  // namespace
}  // namespace hearth::gguf
