// Requests and replies of Ollama's API as text (api/test_wire_cases.h), by the shapes of test_shapes.h: what was
// understood, printed again.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "api/body.h"
#include "api/ollama/errors.h"
#include "api/ollama/test_shapes.h"
#include "api/test_wire_cases.h"
#include "base/text.h"

namespace hearth::ollama {
namespace {

// What the server answers to a refusal, or what was understood, printed as the server prints it.
std::vector<std::string> outcome(const Result<ReadAgain>& again) {
  if (!again) {
    const Failure refused = failure(again.error());
    return {concat("! ", refused.status, ' ', refused.message)};
  }
  std::vector<std::string> lines = {"> " + again->json.dump(JsonEscape::kHtml)};
  for (const std::string& line : again->warnings.lines()) lines.push_back("~ " + line);
  return lines;
}

void check_case(const api::WireCase& wire) {
  const auto* shape = std::ranges::find(kShapes, wire.shape, &Shape::name);
  ASSERT_NE(shape, std::end(kShapes)) << "no shape is named " << wire.shape;
  const auto read = [&]() -> Result<ReadAgain> {
    const Json json = TRY(api::parse_body(wire.sent));
    return shape->read(json);
  };
  const Result<ReadAgain> again = read();
  EXPECT_EQ(outcome(again), wire.expected);
  if (!again) return;
  const Result<ReadAgain> twice = shape->read(again->json);
  ASSERT_TRUE(twice) << twice.error().message;
  EXPECT_EQ(twice->json, again->json);
}

void check_file(std::string_view name) {
  for (const api::WireCase& wire : api::read_wire_cases(name)) {
    SCOPED_TRACE(wire.name);
    check_case(wire);
  }
}

TEST(Wire, ChatIsUnderstoodAsWritten) { check_file("chat"); }
TEST(Wire, GenerateIsUnderstoodAsWritten) { check_file("generate"); }
TEST(Wire, EmbedIsUnderstoodAsWritten) { check_file("embed"); }
TEST(Wire, ManagementOfModelsIsUnderstoodAsWritten) { check_file("manage"); }
TEST(Wire, WhatIsWrongIsRefusedInKnownWords) { check_file("refusals"); }

// These replies have local times.
TEST(Wire, ListsOfModelsAreUnderstoodAsWritten) {
  setenv("TZ", "XYZ-2", 1);
  tzset();
  check_file("models");
  unsetenv("TZ");
  tzset();
}

}  // namespace
}  // namespace hearth::ollama
