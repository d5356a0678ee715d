#include "cli/table.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

TEST(Table, PadsEveryColumnByFourSpaces) {
  EXPECT_EQ(columns_text({{"NAME", "SIZE"}, {"llama3:latest", "2 GB"}}),
            "NAME             SIZE    \n"
            "llama3:latest    2 GB    \n");
}

TEST(Table, AlignsWideCharacters) {
  EXPECT_EQ(columns_text({{"日本", "x"}, {"abc", "y"}}), "日本    x    \nabc     y    \n");
}

TEST(Table, RowsMayBeShorter) {
  EXPECT_EQ(columns_text({{"a", "b"}, {"long"}}, "  "), "  a       b    \n  long    \n");
}

TEST(Table, TheLastColumnCanStayBare) {
  EXPECT_EQ(columns_text({{"a", "b"}, {"long", "text"}}, "", LastColumn::kBare), "a       b\nlong    text\n");
}

TEST(Table, NothingGivesNothing) { EXPECT_EQ(columns_text({}), ""); }

}  // namespace
}  // namespace hearth::cli
