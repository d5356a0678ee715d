// Requests and replies as text: tests/wire holds what is sent, and how Hearth understands it. A case is
//
//   == what it shows
//   chat request             the shape, from test_shapes.h
//   < {"model": ...}         the body as sent; several such lines are one body
//   > {"model": ...}         what was understood, printed again. "=" alone: the same as was sent
//   ~ field "x" is ...       each warning
//   ! 400 the message        instead of > and ~: the answer to what is refused
//
// Lines that start with # are comments.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "api/body.h"
#include "api/ollama/errors.h"
#include "api/ollama/test_shapes.h"
#include "base/text.h"

namespace hearth::ollama {
namespace {

struct Case {
  std::string name, shape, sent;
  std::vector<std::string> expected;
};

std::vector<Case> read_cases(const std::filesystem::path& path) {
  std::vector<Case> cases;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.starts_with("#")) continue;
    if (line.starts_with("== ")) {
      cases.push_back(
          {.name = concat(path.filename().string(), ": ", line.substr(3)), .shape = {}, .sent = {}, .expected = {}});
    } else if (line.starts_with("< ")) {
      cases.back().sent += line.substr(2);
    } else if (line == "=") {
      cases.back().expected.push_back("> " + cases.back().sent);
    } else if (line.starts_with("> ") || line.starts_with("~ ") || line.starts_with("! ")) {
      cases.back().expected.push_back(line);
    } else {
      cases.back().shape = line;
    }
  }
  return cases;
}

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

void check_case(const Case& wire) {
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
  const std::vector<Case> cases = read_cases(concat(HEARTH_SOURCE_DIR "/tests/wire/", name, ".txt"));
  EXPECT_FALSE(cases.empty());
  for (const Case& wire : cases) {
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
