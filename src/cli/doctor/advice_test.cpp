#include "cli/doctor/advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "cli/doctor/test_findings.h"

namespace hearth::cli::doctor {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// "what | why | action" of the only advice for these findings.
std::string only_advice(const Findings& findings) {
  const std::vector<Advice> list = advice(findings);
  EXPECT_THAT(list, SizeIs(1));
  std::string text;
  for (const Advice& one : list) text += concat(one.what, " | ", one.why, " | ", one.action, '\n');
  return text;
}

TEST(Advice, ThereIsNoneWhenAllIsWell) { EXPECT_THAT(advice(healthy()), IsEmpty()); }

TEST(Advice, AConfigurationThatCannotBeReadIsSaid) {
  Findings f = healthy();
  f.settings_error = "config.yaml:3: is not YAML: bad";
  EXPECT_THAT(only_advice(f), AllOf(HasSubstr("configuration"), HasSubstr("config.yaml:3")));
}

TEST(Advice, EverySettingThatCannotBeUsedIsSaid) {
  Findings f = healthy();
  f.settings.warnings = {{"host", "config.yaml:1: host is a list", "it is ignored"},
                         {"x", "config.yaml:2: there is no setting 'x'", "it is ignored"}};
  ASSERT_THAT(advice(f), SizeIs(2));
  EXPECT_EQ(advice(f)[1].why, "config.yaml:2: there is no setting 'x'; it is ignored");
}

TEST(Advice, AnInstructionSetThatCannotBeUsedIsSaidWithWhatItNeeds) {
  Findings f = healthy();
  f.settings.isa = {"avx512", {Origin::Kind::kEnvironment, "HEARTH_ISA"}};
  f.cpu.instruction_set = "";
  EXPECT_THAT(only_advice(f), AllOf(HasSubstr("avx512"), HasSubstr("(environment HEARTH_ISA)"),
                                    HasSubstr("needs AVX-512, which this processor lacks"), HasSubstr("isa to auto")));
}

TEST(Advice, ASlowerInstructionSetThanThereIsIsSaidWithItsOrigin) {
  Findings f = healthy();
  f.settings.isa = {"scalar", {Origin::Kind::kConfigFile, "config.yaml:2"}};
  f.cpu.instruction_set = "scalar";
  EXPECT_THAT(only_advice(f), HasSubstr("computes with scalar, not with avx2 (config.yaml:2)"));
}

TEST(Advice, PlainCodeIsSaidWithWhatTheProcessorLacks) {
  Findings f = healthy();
  f.cpu.instruction_sets[1].usable = false;
  f.cpu.instruction_set = "scalar";
  EXPECT_THAT(only_advice(f), AllOf(HasSubstr("plain code"), HasSubstr("avx2 needs AVX2")));
}

TEST(Advice, ExactActivationsAreSaidToBeSlow) {
  Findings f = healthy();
  f.settings.activations = {"f32", {Origin::Kind::kEnvironment, "HEARTH_ACTIVATIONS"}};
  EXPECT_THAT(only_advice(f), HasSubstr("(environment HEARTH_ACTIVATIONS)"));
}

TEST(Advice, FewerOrMoreThreadsThanCoresAreSaid) {
  Findings f = healthy();
  f.settings.num_threads = {1, {Origin::Kind::kEnvironment, "HEARTH_NUM_THREADS"}};
  f.cpu.n_threads = 1;
  EXPECT_THAT(only_advice(f),
              AllOf(HasSubstr("1 thread computes, and 8 cores can be used"), HasSubstr("num_threads to 8")));
  f.settings.num_threads.value = 12;
  f.cpu.n_threads = 12;
  EXPECT_THAT(only_advice(f), HasSubstr("wait for each other"));
}

TEST(Advice, AQuotaThatIsNoWholeNumberOfCoresIsSaid) {
  Findings f = healthy();
  f.cpu.cores.cgroup = CgroupCpu{2.5, "/sys/fs/cgroup/cpu.max"};
  f.cpu.n_threads = f.cpu.cores.usable();
  EXPECT_THAT(only_advice(f),
              AllOf(HasSubstr("2.5 cores for 3 threads"), HasSubstr("cpu.max"), HasSubstr("num_threads to 2")));
  f.cpu.cores.cgroup->cores = 0.5;
  f.cpu.n_threads = f.cpu.cores.usable();
  EXPECT_THAT(only_advice(f), HasSubstr("at least one core"));
  f.cpu.cores.cgroup->cores = 4;
  f.cpu.n_threads = f.cpu.cores.usable();
  EXPECT_THAT(advice(f), IsEmpty());
}

TEST(Advice, HugePagesThatAreSwitchedOffAreSaid) {
  Findings f = healthy();
  f.memory.huge_pages = "never";
  EXPECT_THAT(only_advice(f), HasSubstr("echo madvise"));
  f.memory.huge_pages = "";
  EXPECT_THAT(advice(f), IsEmpty());
}

TEST(Advice, AModelThatDoesNotFitIsSaidWithWhatIsInTheWay) {
  Findings f = healthy();
  f.store.largest_bytes = 13'000'000'000;
  EXPECT_THAT(only_advice(f), AllOf(HasSubstr("llama3:8b does not fit into memory: it has 13 GB"),
                                    HasSubstr("only 12 GB"), HasSubstr("end other programs")));
  f.memory.info.cgroup = CgroupMemory{8'000'000'000, 7'000'000'000, "/sys/fs/cgroup/memory.max"};
  EXPECT_THAT(only_advice(f), AllOf(HasSubstr("8 GB"), HasSubstr("memory.max"), HasSubstr("raise the limit")));
  f.store.largest_bytes = 40'000'000'000;
  EXPECT_THAT(only_advice(f), AllOf(HasSubstr("this machine has 16 GB"), HasSubstr("smaller model")));
}

TEST(Advice, LimitsOfTheProcessThatAreInTheWayAreSaid) {
  Findings f = healthy();
  f.limits.address_space_bytes = 4'000'000'000;
  EXPECT_THAT(only_advice(f), AllOf(HasSubstr("4 GB of addresses"), HasSubstr("ulimit -v")));
  f = healthy();
  f.limits.open_files = 256;
  EXPECT_THAT(only_advice(f), AllOf(HasSubstr("256 files"), HasSubstr("ulimit -n 1024")));
}

TEST(Advice, AStoreThatIsFullReadOnlyOrBrokenIsSaid) {
  Findings f = healthy();
  f.store.writable = false;
  EXPECT_THAT(only_advice(f), HasSubstr("cannot be written: /models"));
  f = healthy();
  f.store.disk_free_bytes = 1'000'000'000;
  EXPECT_THAT(only_advice(f), HasSubstr("nearly full: 1 GB are free"));
  f = healthy();
  f.store.problems = {"/models/manifests/x: is no manifest", "another"};
  EXPECT_THAT(only_advice(f), AllOf(HasSubstr("2 files"), HasSubstr("/models/manifests/x")));
}

TEST(Advice, ModelsThatOllamaHasAreOffered) {
  Findings f = healthy();
  f.ollama_stores = {{"/users/a/.ollama/models", 3}, {"/usr/share/ollama/.ollama/models", 1}};
  EXPECT_THAT(only_advice(f),
              AllOf(HasSubstr("Ollama has 3 models in"), HasSubstr("OLLAMA_MODELS=/users/a/.ollama/models")));
}

TEST(Advice, WhatKeepsHearthFromWorkingComesFirst) {
  Findings f = healthy();
  f.memory.huge_pages = "never";
  f.cpu.instruction_set = "";
  f.settings_error = "config.yaml: bad";
  const auto list = advice(f);
  ASSERT_THAT(list, SizeIs(3));
  EXPECT_THAT(list[0].what, HasSubstr("configuration"));
  EXPECT_THAT(list[1].what, HasSubstr("instruction set"));
  EXPECT_THAT(list[2].what, HasSubstr("huge pages"));
}

}  // namespace
}  // namespace hearth::cli::doctor
