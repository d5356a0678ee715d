// Which instruction sets there are, and finding one by its name.
#include "kernels/dispatch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace hearth::kernels {
namespace {

TEST(Dispatch, ScalarIsTheLastChoiceAndAlwaysUsable) {
  ASSERT_FALSE(all_isas().empty());
  EXPECT_EQ(all_isas().back().name, "scalar");
  EXPECT_TRUE(all_isas().back().usable);
}

TEST(Dispatch, EverySetIsFoundByItsOwnNameOrRefused) {
  std::set<std::string_view> names;
  for (const Isa& isa : all_isas()) {
    EXPECT_EQ(isa.name, isa.table->name);
    EXPECT_TRUE(names.insert(isa.name).second) << isa.name << " is listed twice";
    const Result<const KernelTable*> found = find_table(isa.name);
    EXPECT_EQ(found.value_or(nullptr), isa.usable ? isa.table : nullptr) << isa.name;
  }
}

TEST(Dispatch, AutoIsTheFirstUsableSet) {
  const auto isas = all_isas();
  const auto best = std::find_if(isas.begin(), isas.end(), [](const Isa& isa) { return isa.usable; });
  const Result<const KernelTable*> found = find_table("auto");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(*found, best->table);
}

TEST(Dispatch, AnUnknownNameIsAnErrorThatListsWhatThereIs) {
  for (const char* wanted : {"sse9", "", "AVX2", "autos"}) {
    const Result<const KernelTable*> found = find_table(wanted);
    ASSERT_FALSE(found.has_value()) << wanted;
    EXPECT_EQ(found.error().code, ErrorCode::kUnsupported);
    EXPECT_THAT(found.error().message, ::testing::HasSubstr(concat("'", wanted, "'")));
    EXPECT_THAT(found.error().message, ::testing::HasSubstr("auto"));
    EXPECT_THAT(found.error().message, ::testing::HasSubstr("scalar"));
  }
}

}  // namespace
}  // namespace hearth::kernels
