#include "server/model_manager.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <thread>

#include "server/test_server.h"

namespace hearth::server {
namespace {

class ModelManagerTest : public ServerTest {
 protected:
  // A file of its own, so that it is a model of its own.
  ModelToLoad model(const std::string& name) const {
    const std::string path = folder_.path() + "/" + name + ".gguf";
    std::filesystem::copy_file(tiny_model_path(), path, std::filesystem::copy_options::skip_existing);
    return {.path = path, .name = name};
  }
  std::vector<std::string> names() const {
    std::vector<std::string> list;
    for (const LoadedModel& loaded : models_->loaded()) list.push_back(loaded.name);
    std::ranges::sort(list);
    return list;
  }
};

using Names = std::vector<std::string>;

TEST_F(ModelManagerTest, ManyWaitForOneLoad) {
  const ModelToLoad wanted = model("a");
  std::vector<std::jthread> askers;
  std::atomic<int> loaded = 0;
  for (int i = 0; i < 8; ++i) {
    askers.emplace_back([&] { loaded += models_->acquire(wanted, {}, {}).has_value() ? 1 : 0; });
  }
  askers.clear();
  EXPECT_EQ(loaded, 8);
  EXPECT_EQ(names(), Names{"a"});
}

TEST_F(ModelManagerTest, TheIdleOneThatWasUsedLeastRecentlyMakesRoom) {
  restart({.max_models = 2});
  for (const char* name : {"a", "b", "a", "c"}) ASSERT_TRUE(models_->acquire(model(name), {}, {}));
  EXPECT_EQ(names(), (Names{"a", "c"}));
}

TEST_F(ModelManagerTest, WhatIsInUseStays) {
  restart({.max_models = 1});
  std::optional<ModelManager::Lease> held = *models_->acquire(model("a"), {}, {});
  std::stop_source stop;
  std::jthread waiting([&] {
    const auto other = models_->acquire(model("b"), {}, stop.get_token());
    EXPECT_FALSE(other);
  });
  stop.request_stop();
  waiting.join();
  EXPECT_EQ(names(), Names{"a"});
  held.reset();
  EXPECT_TRUE(models_->acquire(model("b"), {}, {}));
  EXPECT_EQ(names(), Names{"b"});
}

TEST_F(ModelManagerTest, KeepAliveOfZeroUnloadsWhenTheLastLeaseIsBack) {
  {
    const auto lease = models_->acquire(model("a"), ollama::KeepAlive{0}, {});
    EXPECT_EQ(names(), Names{"a"});
  }
  while (!names().empty()) std::this_thread::yield();
}

TEST_F(ModelManagerTest, UnloadTakesItOut) {
  ASSERT_TRUE(models_->acquire(model("a"), {}, {}));
  EXPECT_TRUE(models_->unload(model("a").path));
  EXPECT_TRUE(names().empty());
  EXPECT_FALSE(models_->unload(model("a").path));
}

TEST_F(ModelManagerTest, AFailedLoadIsToldAndLeavesTheOthers) {
  ASSERT_TRUE(models_->acquire(model("a"), {}, {}));
  const std::string broken = folder_.write("broken.gguf", "GGUF and nothing else");
  const auto failed = models_->acquire({.path = broken, .name = "broken"}, {}, {});
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message, ::testing::HasSubstr("broken.gguf"));
  EXPECT_EQ(names(), Names{"a"});
}

}  // namespace
}  // namespace hearth::server
