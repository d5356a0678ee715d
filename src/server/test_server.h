// For tests: a store with a tiny model that chats, and models loaded from it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "base/test_folder.h"
#include "server/answering.h"
#include "server/creating.h"
#include "server/model_manager.h"
#include "store/create.h"
#include "store/store.h"

namespace hearth::server {

inline std::string tiny_model_path() { return HEARTH_SOURCE_DIR "/tests/golden/models/llama-yarn-q5.gguf"; }

// Every message as "role:content;".
constexpr const char* kTestTemplate = "{{ range .Messages }}{{ .Role }}:{{ .Content }};{{ end }}";

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    auto opened = store::Store::open(folder_.path() + "/models");
    ASSERT_TRUE(opened) << opened.error().message;
    store_ = std::make_unique<store::Store>(std::move(*opened));
    create("tiny", {.system = "Be brief."});
    restart({});
  }

  void restart(ManagerOptions options) {
    models_.reset();
    options.load.n_threads = 1;
    options.load.n_ctx = 256;
    options.load.n_sequences = 4;
    models_ = std::make_unique<ModelManager>(options);
  }

  struct Texts {
    std::string system{};
    std::string template_text = kTestTemplate;
    Json parameters = Json::object({{"temperature", 0}});
  };
  void create(const std::string& name, const Texts& texts) {
    const auto made = store::create(*store_,
                                    {.name = *store::ModelName::parse(name),
                                     .files = {{"model.gguf", tiny_model_path()}},
                                     .template_text = texts.template_text,
                                     .system = texts.system,
                                     .parameters = texts.parameters},
                                    [](const ollama::Progress&) {});
    ASSERT_TRUE(made) << made.error().message;
  }

  Answering answering() const { return {*store_, *models_}; }

  TestFolder folder_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<ModelManager> models_;
};

}  // namespace hearth::server
