#include "base/text.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace hearth {
namespace {

TEST(Concat, TakesLiteralsStringsAndViewsAsText) {
  const std::string name = "blk.0";
  EXPECT_EQ(concat("missing tensor ", name, std::string_view(".weight")), "missing tensor blk.0.weight");
}

TEST(Concat, TakesAPointerToCharactersAsText) {
  const char* reason = "no such file";
  EXPECT_EQ(concat(reason, '!'), "no such file!");
}

TEST(Concat, WritesNumbersInFullAndBooleansAsWords) {
  EXPECT_EQ(concat(uint64_t{18446744073709551615u}, ' ', -7, ' ', 0.5, ' ', true, ' ', false),
            "18446744073709551615 -7 0.5 true false");
}

TEST(Concat, OfNothingIsEmpty) { EXPECT_EQ(concat(), ""); }

}  // namespace
}  // namespace hearth
