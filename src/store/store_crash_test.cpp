// What processes that are killed at any moment, and processes that work at the same time, leave of a store: every model
// complete, every blob what its name says, and after a collection nothing else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <ctime>
#include <filesystem>
#include <functional>
#include <random>

#include "store/gc.h"
#include "store/test_store.h"

namespace hearth::store {
namespace {

using ::testing::IsEmpty;

constexpr GcOptions kAtOnce{
    .mode = GcOptions::Mode::kRemove, .blob_age = std::chrono::seconds(0), .download_age = std::chrono::seconds(0)};

// Whether an error is one that others, working in the same store, may cause.
bool may_happen(const Error& error) { return error.code == ErrorCode::kNotFound; }

// Creates, copies and removes models of few names, so that all ways of sharing blobs occur. Returns at the first thing
// that must not happen.
class Worker {
 public:
  Worker(const Store& store, const std::string& user_file, uint32_t seed)
      : store_(store), user_file_(user_file), random_(seed) {}

  Status step() {
    switch (pick(8)) {
      case 0:
        return tolerate(store_.copy(name(), name()));
      case 1:
        return tolerate(store_.remove(name()));
      case 2:
        return tolerate(collect_garbage(store_, kAtOnce));
      case 3:
        return use();
      default:
        return create();
    }
  }

 private:
  uint32_t pick(uint32_t n) { return static_cast<uint32_t>(random_() % n); }
  ModelName name() { return name_of(concat("model", pick(3))); }

  template <class T>
  static Status tolerate(const Result<T>& result) {
    if (result || may_happen(result.error())) return {};
    return std::unexpected(result.error());
  }

  Status create() {
    const AddedBlob config = TRY(store_.blobs().add_bytes(concat("{\"n\":", pick(3), "}")));
    const AddedBlob small = TRY(store_.blobs().add_bytes(std::string(1 + pick(3) * 50'000, 'w')));
    const AddedBlob file = TRY(store_.blobs().add_file(user_file_));
    // What is pinned is there: here nothing may be missing.
    TRY(store_.put(name(), manifest_of(config, {&small, &file})));
    return {};
  }

  // An open model stays whole, whatever others do.
  Status use() {
    const auto open = store_.open_model(name());
    if (!open) return tolerate(open);
    for (const BlobPin& pin : open->pins) TRY(store_.blobs().verify(pin.digest()));
    return {};
  }

  const Store& store_;
  const std::string& user_file_;
  std::mt19937 random_;
};

class StoreCrashTest : public testing::Test {
 protected:
  void SetUp() override { write_text(user_file_, std::string(200'000, 'u')); }

  // A child process that works until it has done `n_steps` or is killed. It exits with 0, or 1 after an error.
  pid_t start_worker(uint32_t seed, int n_steps) const {
    const pid_t child = fork();
    if (child != 0) return child;
    const auto store = Store::open(root_);
    Status status = store ? Status() : Status(std::unexpected(store.error()));
    if (store) {
      Worker worker(*store, user_file_, seed);
      for (int i = 0; i < n_steps && status; ++i) status = worker.step();
    }
    if (!status) fprintf(stderr, "worker %u: %s\n", seed, status.error().message.c_str());
    _exit(status ? 0 : 1);
  }

  static void pause_for(std::chrono::microseconds time) {
    const timespec wanted{0, static_cast<long>(time.count()) * 1000};
    nanosleep(&wanted, nullptr);
  }

  // Everything that the store promises, with nobody at work.
  void expect_whole() const {
    const Store store = Store::open(root_).value();
    const Listing listing = store.list().value();
    for (const Problem& problem : listing.problems) ADD_FAILURE() << problem.path << ": " << problem.error.message;
    for (const StoredModel& model : listing.models) {
      const auto open = store.open_model(model.name);
      ASSERT_TRUE(open) << open.error().message;
    }
    for (const Digest& digest : listing.used) {
      const Status verified = store.blobs().verify(digest);
      ASSERT_TRUE(verified) << verified.error().message;
    }
  }

  // Nothing is left behind.
  void expect_clean() const {
    const Store store = Store::open(root_).value();
    const GcReport report = collect_garbage(store, kAtOnce).value();
    EXPECT_THAT(report.problems, IsEmpty());
    EXPECT_THAT(report.in_use, IsEmpty());
    EXPECT_EQ(n_entries(store.blobs().folder()), store.list()->used.size());
    EXPECT_TRUE(collect_garbage(store, kAtOnce)->removed.empty());
  }

  const gguf::TemporaryFolder folder_;
  const std::string root_ = folder_.file("models");
  const std::string user_file_ = folder_.file("user.gguf");
};

TEST_F(StoreCrashTest, IsWholeHoweverOftenItsUserIsKilled) {
  constexpr int kKills = 250, kEndless = 1'000'000;
  std::mt19937 random(1);
  int n_killed = 0;
  for (int i = 0; i < kKills; ++i) {
    const pid_t child = start_worker(static_cast<uint32_t>(i), kEndless);
    ASSERT_GT(child, 0);
    pause_for(std::chrono::microseconds(500 + random() % 15'000));
    kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    n_killed += WIFSIGNALED(status) ? 1 : 0;
    expect_whole();
    if (i % 10 == 0) expect_clean();
    if (HasFailure()) FAIL() << "after kill " << i;
  }
  EXPECT_EQ(n_killed, kKills);
  expect_clean();
}

TEST_F(StoreCrashTest, TwoProcessesAtOnceLeaveItWhole) {
  for (uint32_t round = 0; round < 5; ++round) {
    const pid_t first = start_worker(2 * round, 30), second = start_worker(2 * round + 1, 30);
    for (const pid_t child : {first, second}) {
      int status = 0;
      ASSERT_EQ(waitpid(child, &status, 0), child);
      EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    expect_whole();
  }
  expect_clean();
}

}  // namespace
}  // namespace hearth::store
