// Compares the engine with Go's own text/template over tests/golden/go_template, which
// tools/goldens/make_go_templates/make.py writes. Chat templates are compared where prompts are made, in
// chat/go_prompt_test.cpp.
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "template/go/template.h"

namespace hearth::go_template {
namespace {

Json read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  Result<Json> json = Json::parse(text.str());
  return json ? std::move(*json) : Json();
}

// Whole numbers are ints here, which Go's decoder of JSON never makes.
Value value_of(const Json& json) {
  if (const auto* integer = json.if_int64()) return Value::integer(*integer);
  if (const auto* array = json.if_array()) {
    Value::Items items;
    for (const Json& item : *array) items.push_back(value_of(item));
    return Value::slice(kAnySlice, std::move(items));
  }
  if (const auto* object = json.if_object()) {
    Value::Entries entries;
    for (const auto& [key, value] : *object) entries.emplace_back(key, value_of(value));
    return Value::map(kAnyMap, std::move(entries));
  }
  return Value::from_json(json);
}

// Go gives no column in parse errors: "template: :2:7: message" becomes "template: :2: message".
std::string without_column(const std::string& message) {
  const size_t line = std::string_view("template: :").size();
  const size_t column = message.find(':', line);
  const size_t end = message.find(':', column + 1);
  return message.substr(0, column) + message.substr(end);
}

void check(const Json& item, const Value& data, std::time_t now) {
  const std::string& source = *item.find("template")->if_string();
  SCOPED_TRACE(*item.find("name")->if_string() + ": " + source.substr(0, 300));
  const Result<Template> parsed = Template::parse(source);
  const Result<std::string> got =
      parsed ? parsed->render(data, {.limits = {}, .now = now}) : std::unexpected(parsed.error());
  if (const Json* expected = item.find("output")) {
    ASSERT_TRUE(got.has_value()) << got.error().message;
    EXPECT_EQ(*got, *expected->if_string());
    return;
  }
  ASSERT_FALSE(got.has_value()) << "renders as: " << *got;
  const std::string& message = got.error().message;
  EXPECT_EQ(parsed ? message : without_column(message), *item.find("error")->if_string()) << message;
}

// Every file but the chats: fuzz_go_templates.py puts one more beside them for a while.
TEST(GoGolden, LanguageCasesRenderAsInGo) {
  setenv("TZ", "UTC", /*overwrite=*/1);
  tzset();
  size_t n_cases = 0;
  for (const auto& file : std::filesystem::directory_iterator(HEARTH_SOURCE_DIR "/tests/golden/go_template")) {
    if (file.path().filename() == "chats.json") continue;
    const Json golden = read_json(file.path());
    ASSERT_NE(golden.find("cases"), nullptr) << file.path() << " cannot be read";
    const Value shared = golden.find("data") == nullptr ? Value() : value_of(*golden.find("data"));
    for (const Json& item : *golden.find("cases")->if_array()) {
      const Json* own = item.find("data");
      check(item, own == nullptr ? shared : value_of(*own), *golden.find("now")->if_int64());
      ++n_cases;
    }
  }
  EXPECT_GT(n_cases, 450u);
}

}  // namespace
}  // namespace hearth::go_template
