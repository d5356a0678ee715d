#include "cli/engine_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/test_folder.h"

namespace hearth::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// A variable that is set while it lives; the tests do not depend on what the environment says.
class Variable {
 public:
  Variable(const char* name, const char* value) : name_(name) {
    const char* before = std::getenv(name);
    had_ = before != nullptr;
    if (had_) before_ = before;
    setenv(name, value, 1);
  }
  ~Variable() { had_ ? setenv(name_, before_.c_str(), 1) : unsetenv(name_); }

 private:
  const char* name_;
  bool had_ = false;
  std::string before_;
};

std::string error_with(const char* name, const char* value) {
  const Variable isa("HEARTH_ISA", ""), threads("HEARTH_NUM_THREADS", ""), activations("HEARTH_ACTIVATIONS", "");
  const Variable variable(name, value);
  const auto options = load_engine_options();
  return options ? "no error" : options.error().message;
}

TEST(EngineOptions, ComeFromTheEnvironment) {
  const Variable isa("HEARTH_ISA", "scalar"), threads("HEARTH_NUM_THREADS", "3"),
      activations("HEARTH_ACTIVATIONS", "f32");
  const runtime::LoadOptions options = load_engine_options().value();
  EXPECT_EQ(options.isa, "scalar");
  EXPECT_EQ(options.n_threads, 3);
  EXPECT_EQ(options.activations, runtime::Activations::kF32);
}

TEST(EngineOptions, AreTheDefaultsWhenNothingIsSet) {
  const Variable isa("HEARTH_ISA", ""), threads("HEARTH_NUM_THREADS", ""), activations("HEARTH_ACTIVATIONS", "");
  const runtime::LoadOptions options = load_engine_options().value();
  EXPECT_EQ(options.isa, "auto");
  EXPECT_EQ(options.n_threads, 0);
  EXPECT_EQ(options.activations, runtime::Activations::kInt8);
}

TEST(EngineOptions, AWrongVariableIsNamedWithWhatItTakes) {
  EXPECT_THAT(error_with("HEARTH_ISA", "z80"), AllOf(HasSubstr("HEARTH_ISA"), HasSubstr("z80"), HasSubstr("scalar")));
  EXPECT_EQ(error_with("HEARTH_NUM_THREADS", "many"),
            "HEARTH_NUM_THREADS is 'many', expected a whole number from 0 to 1024");
  EXPECT_EQ(error_with("HEARTH_NUM_THREADS", "-1"),
            "HEARTH_NUM_THREADS is '-1', expected a whole number from 0 to 1024");
  EXPECT_EQ(error_with("HEARTH_ACTIVATIONS", "int3"), "HEARTH_ACTIVATIONS is 'int3', expected int8 or f32");
}

TEST(EngineOptions, ComeFromTheConfigurationFileToo) {
  const TestFolder folder;
  const Variable isa("HEARTH_ISA", ""), threads("HEARTH_NUM_THREADS", ""), activations("HEARTH_ACTIVATIONS", "");
  const std::string path = folder.write("config.yaml", "num_threads: 5\n");
  const Variable config("HEARTH_CONFIG", path.c_str());
  EXPECT_EQ(load_engine_options()->n_threads, 5);
  folder.write("config.yaml", "isa: z80\n");
  EXPECT_THAT(load_engine_options().error().message, AllOf(HasSubstr("config.yaml:1: "), HasSubstr("z80")));
}

}  // namespace
}  // namespace hearth::cli
