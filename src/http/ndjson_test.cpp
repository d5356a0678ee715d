#include "http/ndjson.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace hearth::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Lines {
  std::vector<std::string> texts;
  LineSplitter::OnLine take() {
    return [this](std::string_view line) -> Status {
      texts.emplace_back(line);
      return {};
    };
  }
};

TEST(LineSplitter, TheCutOfPartsDoesNotMatter) {
  const std::string text = "{\"a\":1}\n\n{\"b\":2}\r\nlast";
  for (size_t size = 1; size <= text.size(); ++size) {
    Lines lines;
    LineSplitter splitter;
    for (size_t at = 0; at < text.size(); at += size) ASSERT_TRUE(splitter.add(text.substr(at, size), lines.take()));
    ASSERT_TRUE(splitter.finish(lines.take()));
    EXPECT_THAT(lines.texts, ElementsAre("{\"a\":1}", "{\"b\":2}", "last")) << size;
  }
}

TEST(LineSplitter, ALineLongerThanTheLimitIsAnError) {
  Lines lines;
  LineSplitter splitter(4);
  EXPECT_TRUE(splitter.add("abcd\nef", lines.take()));
  EXPECT_THAT(splitter.add("ghi", lines.take()).error().message, HasSubstr("longer than 4 bytes"));
}

TEST(LineSplitter, AnErrorOfTheReaderEndsIt) {
  LineSplitter splitter;
  int n_lines = 0;
  const Status status = splitter.add("a\nb\n", [&](std::string_view) -> Status {
    ++n_lines;
    return fail(ErrorCode::kCorrupt, "no");
  });
  EXPECT_EQ(status.error().message, "no");
  EXPECT_EQ(n_lines, 1);
}

}  // namespace
}  // namespace hearth::http
