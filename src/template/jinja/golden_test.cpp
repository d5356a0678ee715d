// Compares the engine with Python's jinja2 over tests/golden/jinja, which tools/goldens/make_jinja.py writes.
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "template/jinja/template.h"

namespace hearth::jinja {
namespace {

Json read_golden(const std::string& name) {
  std::ifstream file(std::string(HEARTH_SOURCE_DIR) + "/tests/golden/jinja/" + name);
  std::stringstream text;
  text << file.rdbuf();
  Result<Json> json = Json::parse(text.str());
  return json ? std::move(*json) : Json();
}

Value value_of(const Json& json) {
  if (const auto* boolean = json.if_bool()) return Value::boolean(*boolean);
  if (const auto* integer = json.if_int64()) return Value::integer(*integer);
  if (const auto* real = json.if_double()) return Value::number(*real);
  if (const auto* text = json.if_string()) return Value::string(*text);
  if (const auto* array = json.if_array()) {
    Value::Items items;
    for (const Json& item : *array) items.push_back(value_of(item));
    return Value::list(std::move(items));
  }
  if (const auto* object = json.if_object()) {
    Value::Entries entries;
    for (const auto& [key, value] : *object) entries.emplace_back(Value::string(key), value_of(value));
    return Value::dict(std::move(entries));
  }
  return Value::none();
}

Result<std::string> render(const std::string& source, const Json& context, std::time_t now) {
  const Template parsed = TRY(Template::parse(source));
  Template::Globals globals;
  for (const auto& [name, value] : *context.if_object()) globals.emplace_back(name, value_of(value));
  return parsed.render(globals, {.limits = {}, .now = now});
}

// Renders one case and compares it; `source` and `context` are its own or shared ones.
void check(const Json& golden, const Json& item, const std::string& source, const Json& context) {
  SCOPED_TRACE(*item.find("name")->if_string() + ": " + source.substr(0, 300));
  const Result<std::string> got = render(source, context, *golden.find("now")->if_int64());
  if (const Json* expected = item.find("output")) {
    ASSERT_TRUE(got.has_value()) << got.error().message;
    EXPECT_EQ(*got, *expected->if_string());
    return;
  }
  ASSERT_FALSE(got.has_value()) << "renders as: " << *got;
  EXPECT_TRUE(got.error().message.starts_with("line ")) << got.error().message;
  if (const Json* message = item.find("message")) {
    EXPECT_TRUE(got.error().message.ends_with(": " + *message->if_string())) << got.error().message;
  }
}

class JinjaGolden : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TZ", "UTC", /*overwrite=*/1);
    tzset();
  }
};

// The shared context with the case's own changes.
Json context_of(const Json& golden, const Json& item) {
  Json context = *golden.find("context");
  if (const Json* changes = item.find("changes")) {
    for (const auto& [name, value] : *changes->if_object()) context.set(name, value);
  }
  return context;
}

// Every file but the chats: fuzz_jinja_templates.py puts one more beside them for a while.
TEST_F(JinjaGolden, LanguageCasesRenderAsInPython) {
  size_t n_cases = 0;
  for (const auto& file : std::filesystem::directory_iterator(HEARTH_SOURCE_DIR "/tests/golden/jinja")) {
    if (file.path().filename() == "chats.json") continue;
    const Json golden = read_golden(file.path().filename());
    ASSERT_NE(golden.find("cases"), nullptr) << file.path() << " cannot be read";
    for (const Json& item : *golden.find("cases")->if_array()) {
      check(golden, item, *item.find("template")->if_string(), context_of(golden, item));
      ++n_cases;
    }
  }
  EXPECT_GT(n_cases, 550u);
}

TEST_F(JinjaGolden, ChatTemplatesRenderAsInPython) {
  const Json golden = read_golden("chats.json");
  ASSERT_NE(golden.find("cases"), nullptr) << "tests/golden/jinja/chats.json cannot be read";
  const Json::Array& cases = *golden.find("cases")->if_array();
  EXPECT_GT(cases.size(), 100u);
  for (const Json& item : cases) {
    const Json* source = golden.find("templates")->find(*item.find("template")->if_string());
    check(golden, item, *source->if_string(), *item.find("context"));
  }
}

}  // namespace
}  // namespace hearth::jinja
