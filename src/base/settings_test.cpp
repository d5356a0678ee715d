#include "base/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>

#include "base/home.h"
#include "base/test_folder.h"

namespace hearth {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using Kind = Origin::Kind;

struct Given {
  std::string config{};
  std::map<std::string, std::string, std::less<>> environment{};
  std::vector<SettingFlag> flags{};
};

Result<Settings> settings_of(const Given& given) {
  const auto entries = TRY(parse_config(given.config, "config.yaml"));
  const auto environment = [&](std::string_view name) -> std::optional<std::string_view> {
    const auto found = given.environment.find(name);
    if (found == given.environment.end()) return std::nullopt;
    return found->second;
  };
  return Settings::combine(
      {.config = entries, .config_path = "config.yaml", .environment = environment, .flags = given.flags});
}

std::vector<std::string> warnings_of(const Given& given) {
  std::vector<std::string> texts;
  const Settings settings = settings_of(given).value();
  for (const SettingWarning& warning : settings.warnings) texts.push_back(warning.text());
  return texts;
}

TEST(Settings, AreTheDefaultsWhenNobodySaysAnything) {
  const Settings settings = settings_of({}).value();
  EXPECT_EQ(settings.host.value, "127.0.0.1:11434");
  EXPECT_EQ(settings.models.value, home_folder() + "/.hearth/models");
  EXPECT_EQ(settings.unload_after_idle.value, std::chrono::minutes(5));
  EXPECT_TRUE(settings.auto_unload.value);
  EXPECT_EQ(settings.max_queue_length.value, 256);
  EXPECT_EQ(settings.max_parallel_requests.value, 0);
  EXPECT_EQ(settings.kv_cache_policy.value, "lru");
  EXPECT_THAT(settings.origins.value, IsEmpty());
  EXPECT_THAT(settings.warnings, IsEmpty());
  for (const SettingView& view : settings.views()) EXPECT_EQ(view.origin.text(), "default") << view.row->key;
}

TEST(Settings, TheEnvironmentIsAboveTheFileAndFlagsAreAboveBoth) {
  Given given{.config = "host: file\nmax_queue_length: 1\nmodels: /file\n",
              .environment = {{"OLLAMA_MAX_QUEUE", "2"}, {"OLLAMA_MODELS", "/environment"}},
              .flags = {{"models", "--models", "/flag"}}};
  const Settings settings = settings_of(given).value();
  EXPECT_EQ(settings.host.value, "file");
  EXPECT_EQ(settings.host.origin.text(), "config.yaml:1");
  EXPECT_EQ(settings.max_queue_length.value, 2);
  EXPECT_EQ(settings.max_queue_length.origin.text(), "environment OLLAMA_MAX_QUEUE");
  EXPECT_EQ(settings.models.value, "/flag");
  EXPECT_EQ(settings.models.origin.text(), "flag --models");
  EXPECT_EQ(settings.load_timeout.origin.text(), "default");
}

TEST(Settings, OfAFlagThatIsGivenTwiceTheLastOneCounts) {
  const Settings settings = settings_of({.flags = {{"isa", "--isa", "avx2"}, {"isa", "--isa", "scalar"}}}).value();
  EXPECT_EQ(settings.isa.value, "scalar");
}

TEST(Settings, ReadEveryKindOfValueFromTheFile) {
  const Settings settings = settings_of({.config = "auto_unload: false\nunload_after_idle: 90\ndebug: true\n"
                                                   "origins: [http://a, http://b]\nkv_cache_type: Q8_0\n"
                                                   "models: ~/m\neditor: nano -w\n"})
                                .value();
  EXPECT_THAT(settings.warnings, IsEmpty());
  EXPECT_FALSE(settings.auto_unload.value);
  EXPECT_EQ(settings.unload_after_idle.value, std::chrono::seconds(90));
  EXPECT_EQ(settings.debug.value, 1);
  EXPECT_THAT(settings.origins.value, ElementsAre("http://a", "http://b"));
  EXPECT_EQ(settings.kv_cache_type.value, "q8_0");
  EXPECT_EQ(settings.models.value, home_folder() + "/m");
  EXPECT_EQ(settings.editor.value, "nano -w");
}

TEST(Settings, ANameWithoutAValueInTheFileSaysNothing) {
  const Settings settings = settings_of({.config = "host:\nmodels: ~\n"}).value();
  EXPECT_EQ(settings.host.origin.text(), "default");
  EXPECT_EQ(settings.models.origin.text(), "default");
  EXPECT_THAT(settings.warnings, IsEmpty());
}

TEST(Settings, AValueInTheFileThatMakesNoSenseIsToldWithItsPlace) {
  const Given given{.config = "max_queue_length: many\nhost: [a]\norigins: {a: b}\nnum_threads: 9999\n"};
  EXPECT_EQ(settings_of(given)->max_queue_length.value, 256);
  EXPECT_THAT(
      warnings_of(given),
      ElementsAre("config.yaml:4: num_threads is '9999', expected a whole number from 0 to 1024; it is ignored",
                  "config.yaml:2: host is a list, expected a text; it is ignored",
                  "config.yaml:1: max_queue_length is 'many', expected a whole number from 0 on; it is ignored",
                  "config.yaml:3: origins is a mapping or a list of such, expected texts with commas between them; "
                  "it is ignored"));
}

TEST(Settings, AnUnknownNameInTheFileIsToldWithTheOneThatWasProbablyMeant) {
  EXPECT_THAT(warnings_of({.config = "max_queue_lenght: 3\n"}),
              ElementsAre("config.yaml:1: there is no setting 'max_queue_lenght'; did you mean max_queue_length?; "
                          "it is ignored"));
  EXPECT_THAT(warnings_of({.config = "OLLAMA_HOST: a\n"}),
              ElementsAre("config.yaml:1: OLLAMA_HOST is called host here; it is ignored"));
  EXPECT_THAT(warnings_of({.config = "\nweather: fine\n"}),
              ElementsAre("config.yaml:2: there is no setting 'weather'; it is ignored"));
}

TEST(Settings, ANumberInTheEnvironmentThatIsNoneLeavesWhatTheFileSays) {
  const Given given{.config = "max_queue_length: 7\n", .environment = {{"OLLAMA_MAX_QUEUE", "lots"}}};
  const Settings settings = settings_of(given).value();
  EXPECT_EQ(settings.max_queue_length.value, 7);
  EXPECT_EQ(settings.max_queue_length.origin.text(), "config.yaml:1");
  EXPECT_THAT(warnings_of(given),
              ElementsAre("OLLAMA_MAX_QUEUE is 'lots', expected a whole number from 0 on; it is ignored"));
}

TEST(Settings, ABooleanInTheEnvironmentThatIsNoneCountsAsTrueAsForOllama) {
  const Given given{.environment = {{"OLLAMA_NOPRUNE", "no"}}};
  EXPECT_TRUE(settings_of(given)->no_prune.value);
  EXPECT_THAT(warnings_of(given), ElementsAre("OLLAMA_NOPRUNE is 'no', expected true or false; it counts as true, as "
                                              "it does for Ollama"));
}

TEST(Settings, AFlagThatMakesNoSenseIsAnError) {
  const auto settings = settings_of({.flags = {{"num_threads", "--num-threads", "two"}}});
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().message, "--num-threads is 'two', expected a whole number from 0 to 1024");
}

TEST(Settings, CanBeCheckedByThoseWhoWouldRatherStop) {
  const Settings settings = settings_of({.environment = {{"HEARTH_ACTIVATIONS", "int3"}}}).value();
  EXPECT_TRUE(settings.check("num_threads"));
  const Status status = settings.check("activations");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "HEARTH_ACTIVATIONS is 'int3', expected int8 or f32");
}

TEST(Settings, LongTextsAreCutInMessages) {
  const auto warnings = warnings_of({.config = "num_threads: " + std::string(10'000, '9') + "\n"});
  ASSERT_THAT(warnings, SizeIs(1));
  EXPECT_LT(warnings[0].size(), 300U);
}

TEST(Settings, ViewsHaveWhatAUserWouldWriteAndJson) {
  const Settings settings = settings_of({.config = "origins: [a, b]\nunload_after_idle: -1\n"}).value();
  const auto views = settings.views();
  const auto view = [&](std::string_view key) {
    return *std::ranges::find_if(views, [&](const SettingView& v) { return v.row->key == key; });
  };
  EXPECT_EQ(view("origins").text, "a,b");
  EXPECT_EQ(view("origins").value.dump(), R"(["a","b"])");
  EXPECT_EQ(view("unload_after_idle").text, "-1s");
  EXPECT_EQ(view("max_queue_length").value.dump(), "256");
  EXPECT_EQ(view("auto_unload").value.dump(), "true");
}

TEST(Settings, TheTableIsAlphabeticalExplainedAndSpelledForFlags) {
  EXPECT_TRUE(std::ranges::is_sorted(setting_rows(), {}, &SettingRow::variable));
  for (const SettingRow& row : setting_rows()) {
    EXPECT_FALSE(row.help.empty()) << row.key;
    EXPECT_FALSE(row.expected().empty()) << row.key;
    EXPECT_EQ(row.key.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), row.key.npos) << row.key;
  }
}

// --- from the disk -------------------------------------------------------------------------------------------

class SettingsOnDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const env::Variable& variable : env::variables()) {
      const char* before = std::getenv(variable.name.data());
      if (before != nullptr) before_[std::string(variable.name)] = before;
      unsetenv(variable.name.data());
    }
    setenv("HOME", folder_.path().c_str(), /*overwrite=*/1);
  }
  void TearDown() override {
    for (const env::Variable& variable : env::variables()) unsetenv(variable.name.data());
    for (const auto& [name, value] : before_) setenv(name.c_str(), value.c_str(), /*overwrite=*/1);
  }

  TestFolder folder_;

 private:
  std::map<std::string, std::string> before_;
};

TEST_F(SettingsOnDisk, NeedNoFile) {
  const Settings settings = Settings::load().value();
  EXPECT_EQ(settings.config_path, "");
  EXPECT_EQ(settings.models.value, folder_.path() + "/.hearth/models");
}

TEST_F(SettingsOnDisk, ComeFromTheFileInTheUsersFolder) {
  const std::string path = folder_.write(".hearth/config.yaml", "max_queue_length: 3\n");
  const Settings settings = Settings::load().value();
  EXPECT_EQ(settings.config_path, path);
  EXPECT_EQ(settings.max_queue_length.value, 3);
  EXPECT_EQ(settings.max_queue_length.origin.text(), path + ":1");
}

TEST_F(SettingsOnDisk, ComeFromAnotherFileWhenTheEnvironmentNamesIt) {
  folder_.write(".hearth/config.yaml", "max_queue_length: 3\n");
  folder_.write("other.yaml", "max_queue_length: 4\n");
  setenv("HEARTH_CONFIG", "~/other.yaml", /*overwrite=*/1);
  EXPECT_EQ(Settings::load()->max_queue_length.value, 4);
}

TEST_F(SettingsOnDisk, ANamedFileHasToBeThere) {
  setenv("HEARTH_CONFIG", "/no/such.yaml", /*overwrite=*/1);
  const auto settings = Settings::load();
  ASSERT_FALSE(settings);
  EXPECT_EQ(settings.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(settings.error().message, StartsWith("HEARTH_CONFIG: /no/such.yaml: "));
}

TEST_F(SettingsOnDisk, AFileThatIsNoYamlIsAnError) {
  folder_.write(".hearth/config.yaml", "host: [\n");
  const auto settings = Settings::load();
  ASSERT_FALSE(settings);
  EXPECT_THAT(settings.error().message, HasSubstr("/.hearth/config.yaml:"));
}

}  // namespace
}  // namespace hearth
