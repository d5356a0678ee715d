// The cases of the JSON-Schema-Test-Suite for supported keywords. What is invalid is never accepted. What is valid is
// accepted but for what docs/structured-output.md leaves out: other orders of members, members beyond those that are
// named, values of other types than the keywords are about, 1.0 for 1, longer numbers.
#include <fstream>
#include <sstream>

#include "grammar/test_vocabulary.h"

namespace hearth::grammar {
namespace {

struct Counts {
  int schemas = 0, compiled = 0, invalid = 0, valid = 0, accepted = 0;
};

Json read_suite() {
  std::ifstream in(std::string(HEARTH_SOURCE_DIR) + "/tests/golden/json_schema/suite.json");
  std::ostringstream text;
  text << in.rdbuf();
  return Json::parse(text.str()).value();
}

void run_group(const Json& group, Counts& counts) {
  ++counts.schemas;
  const auto grammar = compile_schema(*group.find("schema"));
  if (!grammar) {
    EXPECT_FALSE(grammar.error().message.empty());
    return;
  }
  ++counts.compiled;
  auto constraint = Constraint::create(*grammar, json_trie());
  ASSERT_TRUE(constraint.has_value());
  for (const Json& test : *group.find("tests")->if_array()) {
    const Json::Array& parts = *test.if_array();
    Matcher matcher(*constraint);
    const bool accepted = matcher.accept(parts[1].dump()) && matcher.can_end();
    if (*parts[2].if_bool()) {
      ++counts.valid;
      counts.accepted += accepted ? 1 : 0;
    } else {
      ++counts.invalid;
      EXPECT_FALSE(accepted) << group.find("file")->dump() << group.find("schema")->dump() << ' ' << parts[1].dump();
    }
  }
}

TEST(SchemaSuite, WhatIsInvalidIsNeverAccepted) {
  Counts counts;
  const Json suite = read_suite();
  for (const Json& group : *suite.find("groups")->if_array()) run_group(group, counts);
  RecordProperty("schemas", counts.schemas);
  RecordProperty("compiled", counts.compiled);
  RecordProperty("valid", counts.valid);
  RecordProperty("accepted", counts.accepted);
  EXPECT_GE(counts.compiled * 10, counts.schemas * 7) << counts.compiled << " of " << counts.schemas;
  EXPECT_GE(counts.accepted * 10, counts.valid * 6) << counts.accepted << " of " << counts.valid;
  EXPECT_GT(counts.invalid, 300);
}

}  // namespace
}  // namespace hearth::grammar
