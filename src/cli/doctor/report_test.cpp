#include "cli/doctor/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/doctor/test_findings.h"

namespace hearth::cli::doctor {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(const Findings& findings) { return report_text(findings, advice(findings)); }

TEST(DoctorReport, SaysWhatIsThereAndThatAllIsWell) {
  const std::string text = text_of(healthy());
  for (const char* part :
       {"model              A Processor\n",
        "8 can be used: the machine has 8, the CPU mask allows 8, no cgroup sets a quota", "8, one per core",
        "avx2, the best of those that can be used here", "cannot be used: the processor lacks one of AVX-512", "16 GB",
        "madvise: where a program asks", "20 GB/s read by 8 threads; llama3:8b answers with at most 4 tokens/s",
        "address space    unlimited", "open files       4096", "8 MB", "2 models, the largest is llama3:8b (5 GB)",
        "100 GB of 500 GB free", "yes, version 0.1.0", "config file    none", "Nothing to suggest."}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(DoctorReport, SaysWhyAnInstructionSetComputes) {
  Findings f = healthy();
  f.settings.isa = {"scalar", {Origin::Kind::kEnvironment, "HEARTH_ISA"}};
  f.cpu.instruction_set = "scalar";
  EXPECT_THAT(text_of(f), HasSubstr("scalar, by environment HEARTH_ISA"));
  f.cpu.instruction_set = "";
  f.settings.isa.value = "z80";
  EXPECT_THAT(text_of(f), HasSubstr("none: 'z80' cannot be used here, by environment HEARTH_ISA"));
}

TEST(DoctorReport, SaysWhichLimitsTheCgroupSets) {
  Findings f = healthy();
  f.cpu.cores.cgroup = CgroupCpu{1.5, "/cg/cpu.max"};
  f.memory.info.cgroup = CgroupMemory{8'000'000'000, 6'000'000'000, "/cg/memory.max"};
  EXPECT_THAT(text_of(f),
              HasSubstr("2 can be used: the machine has 8, the CPU mask allows 8, the cgroup allows the time "
                        "of 1.5 (/cg/cpu.max)"));
  EXPECT_THAT(text_of(f), HasSubstr("8 GB, of which 6 GB are left (/cg/memory.max)"));
}

TEST(DoctorReport, SaysWhatIsNotKnown) {
  Findings f = healthy();
  f.cpu.model = "";
  f.memory.huge_pages = "";
  f.memory.bytes_per_second.reset();
  f.store = {.folder = "/new", .exists = false, .writable = true, .disk_bytes = 10, .disk_free_bytes = 10};
  f.server = {.url = "http://127.0.0.1:11434", .version = "", .problem = "nobody listens"};
  const std::string text = text_of(f);
  for (const char* part : {"model              not known", "huge pages      not known", "not measured",
                           "/new (not there yet)", "0 models", "no: nobody listens"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(DoctorReport, ListsSettingsThatAreNotDefaultsWithTheirOrigins) {
  Findings f = healthy();
  f.settings.config_path = "/users/a/.hearth/config.yaml";
  f.settings.host = {"0.0.0.0", {Origin::Kind::kEnvironment, "OLLAMA_HOST"}};
  const std::string text = text_of(f);
  EXPECT_THAT(text, HasSubstr("config file    /users/a/.hearth/config.yaml\n"));
  EXPECT_THAT(text, HasSubstr("host           0.0.0.0                         environment OLLAMA_HOST\n"));
  EXPECT_THAT(text, Not(HasSubstr("max_queue_length")));
}

TEST(DoctorReport, NumbersItsSuggestions) {
  const std::vector<Advice> list = {{"a", "because", "do this"}, {"b\nc", "since", "do that"}};
  EXPECT_THAT(report_text(healthy(), list), HasSubstr("\nSuggestions\n  1. a\n     Why: because\n     Do:  do this\n"
                                                      "  2. b c\n     Why: since\n     Do:  do that\n"));
}

TEST(DoctorReport, IsJsonForPrograms) {
  Findings f = healthy();
  f.settings.host = {"0.0.0.0", {Origin::Kind::kEnvironment, "OLLAMA_HOST"}};
  f.store.disk_free_bytes = 1;
  f.ollama_stores = {};
  const Json report = report_json(f, advice(f));
  EXPECT_EQ(report.find("cpu")->find("instruction_set")->dump(), R"("avx2")");
  EXPECT_EQ(report.find("cpu")->find("cores")->dump(),
            R"({"usable":8,"online":8,"allowed":8,"quota":null,"quota_file":null})");
  EXPECT_EQ(report.find("memory")->find("cgroup_limit_bytes")->dump(), "null");
  EXPECT_EQ(report.find("limits")->dump(),
            R"({"address_space_bytes":null,"open_files":4096,"locked_memory_bytes":8000000})");
  EXPECT_EQ(report.find("store")->find("largest_model_bytes")->dump(), "5000000000");
  EXPECT_EQ(report.find("settings")->dump(),
            R"({"config_file":null,"changed":{"host":{"value":"0.0.0.0","origin":"environment OLLAMA_HOST"}}})");
  EXPECT_EQ(report.find("suggestions")->if_array()->size(), 1U);
}

}  // namespace
}  // namespace hearth::cli::doctor
