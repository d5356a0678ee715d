#include "cli/show_report.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

ollama::ShowResponse tiny() {
  ollama::ShowResponse info{
      .parameters = "temperature                    0.5\nstop                           \"<end>\"",
      .system = "Be brief.",
      .details = {.family = "llama", .parameter_size = "1B", .quantization_level = "Q8_0"},
      .capabilities = {"completion", "tools"}};
  info.model_info = Json::object({{"general.architecture", "llama"},
                                  {"general.parameter_count", 1'235'814'432},
                                  {"llama.context_length", 4096},
                                  {"llama.embedding_length", 2048}});
  return info;
}

TEST(ShowReport, HasOllamasBlocks) {
  EXPECT_EQ(show_report(tiny(), Detail::kBrief),
            "  Model\n"
            "    architecture        llama    \n"
            "    parameters          1.2B     \n"
            "    context length      4096     \n"
            "    embedding length    2048     \n"
            "    quantization        Q8_0     \n"
            "\n"
            "  Capabilities\n"
            "    completion    \n"
            "    tools         \n"
            "\n"
            "  Parameters\n"
            "    temperature    0.5        \n"
            "    stop           \"<end>\"    \n"
            "\n"
            "  System\n"
            "    Be brief.    \n"
            "\n");
}

TEST(ShowReport, TakesFromDetailsWhatMetadataLacks) {
  ollama::ShowResponse info = tiny();
  info.model_info = Json::object();
  EXPECT_TRUE(show_report(info, Detail::kBrief)
                  .starts_with("  Model\n"
                               "    architecture    llama    \n"
                               "    parameters      1B       \n"));
}

TEST(ShowReport, CutsLongTextsBehindTwoLines) {
  EXPECT_EQ(show_report({.license = "MIT\n\n  \nCopyright\nmore\nand more"}, Detail::kBrief),
            "  License\n    MIT          \n    Copyright    \n    ...          \n\n");
}

TEST(ShowReport, CompleteHasMetadataByNameAndTensors) {
  ollama::ShowResponse info;
  info.model_info = Json::object({{"b", 2}, {"a", nullptr}});
  info.tensors = {{.name = "output.weight", .type = "Q8_0", .shape = {64, 128}}};
  EXPECT_EQ(show_report(info, Detail::kComplete),
            "  Metadata\n    a    null    \n    b    2       \n\n"
            "  Tensors\n    output.weight    Q8_0    [64 128]    \n\n");
}

TEST(ShowReport, NamesTheProjector) {
  ollama::ShowResponse info;
  info.projector_info = Json::object({{"general.architecture", "clip"}, {"clip.vision.embedding_length", 1024}});
  EXPECT_EQ(show_report(info, Detail::kBrief),
            "  Projector\n    architecture        clip    \n    embedding length    1024    \n\n");
}

TEST(ShowReport, ATextCannotControlTheTerminal) {
  EXPECT_EQ(show_report({.system = "\x1b[2J"}, Detail::kBrief), "  System\n    ␛[2J    \n\n");
}

}  // namespace
}  // namespace hearth::cli
