#include "cli/repl/plain_lines.h"

#include <gtest/gtest.h>

#include <string_view>

namespace hearth::cli {
namespace {

std::FILE* file_with(std::string_view text) {
  std::FILE* file = std::tmpfile();
  std::fwrite(text.data(), 1, text.size(), file);
  std::rewind(file);
  return file;
}

TEST(PlainLines, ReadsLineByLineUntilTheEnd) {
  std::FILE* file = file_with("one\r\n\nthree");
  PlainLines lines(file);
  EXPECT_EQ(lines.read(kFirstPrompt)->text, "one");
  EXPECT_EQ(lines.read(kFirstPrompt)->text, "");
  EXPECT_EQ(lines.read(kFirstPrompt)->text, "three");
  EXPECT_EQ(lines.read(kFirstPrompt)->kind, Line::Kind::kEnd);
  std::fclose(file);
}

TEST(PlainLines, SaysWhenTheInputCannotBeRead) {
  std::FILE* directory = std::fopen("/", "r");
  PlainLines lines(directory);
  EXPECT_EQ(lines.read(kFirstPrompt).error().message, "cannot read the input: Is a directory");
  std::fclose(directory);
}

}  // namespace
}  // namespace hearth::cli
