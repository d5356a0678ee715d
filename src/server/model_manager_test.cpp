#include "server/model_manager.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <latch>
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

TEST_F(ModelManagerTest, ManyWaitForOneLoadAndForItsFailure) {
  std::atomic<int> n_loads = 0, n_loaded = 0;
  std::latch all_wait(1);
  restart({.load_engine = [&](const auto& path, const auto& options, auto* watch) {
    ++n_loads;
    all_wait.wait();
    return runtime::Engine::load(path, options, watch);
  }});
  const ModelToLoad good = model("a"), broken{.path = folder_.write("b.gguf", "GGUF and nothing else"), .name = "b"};
  std::vector<std::jthread> askers;
  for (int i = 0; i < 16; ++i) {
    const ModelToLoad& wanted = i % 2 == 0 ? good : broken;
    askers.emplace_back([&] { n_loaded += models_->acquire(wanted, {}, {}).has_value() ? 1 : 0; });
  }
  while (models_->n_waiting() < 16) std::this_thread::yield();
  all_wait.count_down();
  askers.clear();
  EXPECT_EQ(n_loads, 2);
  EXPECT_EQ(n_loaded, 8);
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

TEST_F(ModelManagerTest, ALoadThatStandsStillIsGivenUpAndOthersGoOn) {
  restart({.load_timeout = std::chrono::milliseconds(20),
           .load_engine = [](const std::string& path, const runtime::LoadOptions& options, runtime::LoadWatch* watch) {
             while (path.ends_with("slow.gguf") && !watch->give_up) std::this_thread::yield();
             return runtime::Engine::load(path, options, watch);
           }});
  const auto failed = models_->acquire(model("slow"), {}, {});
  ASSERT_FALSE(failed);
  EXPECT_THAT(failed.error().message, ::testing::HasSubstr("slow.gguf stood still for 0.02 s"));
  EXPECT_THAT(failed.error().message, ::testing::HasSubstr("OLLAMA_LOAD_TIMEOUT"));
  EXPECT_TRUE(names().empty());
}

TEST_F(ModelManagerTest, ALoadThatGoesOnIsNotGivenUp) {
  constexpr auto kTimeout = std::chrono::milliseconds(40);
  restart({.load_timeout = kTimeout,
           .load_engine = [&](const std::string& path, const runtime::LoadOptions& options, runtime::LoadWatch* watch) {
             const auto end = std::chrono::steady_clock::now() + 3 * kTimeout;
             while (std::chrono::steady_clock::now() < end) ++watch->read_bytes;
             return runtime::Engine::load(path, options, watch);
           }});
  EXPECT_TRUE(models_->acquire(model("a"), {}, {}));
}

TEST_F(ModelManagerTest, LoadsAreGivenUpWhenTheServerEnds) {
  std::latch begun(1);
  restart({.load_engine = [&](const std::string& path, const runtime::LoadOptions& options, runtime::LoadWatch* watch) {
    begun.count_down();
    while (!watch->give_up) std::this_thread::yield();
    return runtime::Engine::load(path, options, watch);
  }});
  std::stop_source client;
  std::jthread asking([&] { EXPECT_FALSE(models_->acquire(model("a"), {}, client.get_token())); });
  begun.wait();
  client.request_stop();
  asking.join();
  models_.reset();
}

// As much memory as one model takes with the pages of one context, and some pages more.
class FullMemoryTest : public ModelManagerTest {
 protected:
  void SetUp() override {
    ModelManagerTest::SetUp();
    const auto lease = models_->acquire(model("a"), {}, {});
    ASSERT_TRUE(lease);
    const runtime::MemoryPlan& plan = lease->runner().engine().plan();
    const uint64_t one_context = plan.kv_bytes / 4;  // for four sequences
    free_bytes_ = plan.total_bytes() - plan.kv_bytes + one_context + one_context / 2;
  }
  ManagerOptions options() {
    return {.max_models = 9, .free_memory = [this] { return FreeMemory{.bytes = free_bytes_}; }};
  }
  std::atomic<uint64_t> free_bytes_ = 0;
};

TEST_F(FullMemoryTest, WhatAModelWasPromisedIsNotFreeSoTheIdleOneMakesRoom) {
  restart(options());
  for (const char* name : {"a", "b"}) ASSERT_TRUE(models_->acquire(model(name), {}, {}));
  EXPECT_EQ(names(), Names{"b"});
}

TEST_F(FullMemoryTest, ALoadWaitsUntilAModelInUseIsIdle) {
  restart(options());
  std::optional<ModelManager::Lease> held = *models_->acquire(model("a"), {}, {});
  std::jthread waiting([&] { EXPECT_TRUE(models_->acquire(model("b"), {}, {})); });
  while (models_->n_waiting() == 0) std::this_thread::yield();
  EXPECT_EQ(names(), Names{"a"});
  held.reset();
  waiting.join();
  EXPECT_EQ(names(), Names{"b"});
}

TEST_F(FullMemoryTest, NobodyGoesForAModelThatWouldNotFitAlone) {
  restart(options());
  ASSERT_TRUE(models_->acquire(model("a"), {}, {}));
  free_bytes_ = 0;
  const auto refused = models_->acquire(model("b"), {}, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kOutOfMemory);
  EXPECT_EQ(names(), Names{"a"});
}

TEST_F(ModelManagerTest, TheLogTellsWhatComesAndGoes) {
  Names log;
  restart({.max_models = 1, .log = [&](const std::string& line) { log.push_back(line); }});
  for (const char* name : {"a", "b"}) ASSERT_TRUE(models_->acquire(model(name), {}, {}));
  models_->unload(model("b").path);
  using ::testing::AllOf, ::testing::HasSubstr, ::testing::StartsWith;
  EXPECT_THAT(log,
              ::testing::ElementsAre(
                  AllOf(StartsWith("loaded a in "), HasSubstr(" MiB of memory: weights "), HasSubstr("; context ")),
                  "unloaded a: to make room for another model", StartsWith("loaded b"), "unloaded b: on request"));
}

}  // namespace
}  // namespace hearth::server
