#include "cli/send_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <mutex>

#include "base/test_folder.h"
#include "http/test_client.h"

namespace hearth::cli {
namespace {

using http::Exchange, http::Method;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

// A server that takes blobs.
class SendFilesTest : public ::testing::Test {
 protected:
  SendFilesTest() {
    std::vector<http::Route> routes;
    routes.push_back({.method = Method::kHead, .pattern = "/api/blobs/:digest", .handler = [this](Exchange& exchange) {
                        exchange.respond({.status = has(exchange.request().param("digest")) ? 200 : 404});
                      }});
    routes.push_back({.method = Method::kPost, .pattern = "/api/blobs/:digest", .handler = [this](Exchange& exchange) {
                        add(exchange.request());
                        exchange.respond({.status = 201});
                      }});
    server_ = http::start_server(std::move(routes));
    backend_.emplace(http::ClientOptions{.address = server_->addresses().front()});
  }

  Result<ollama::CreateRequest> send(const store::CreateRequest& request, const std::stop_token& stop = {}) {
    return send_files(
        *backend_, request,
        [this](const ollama::Progress& progress) {
          progress_.push_back(progress.status);
          return Flow::kGoOn;
        },
        stop);
  }
  bool has(std::string_view digest) {
    const std::lock_guard lock(mutex_);
    return blobs_.contains(std::string(digest));
  }
  void add(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    blobs_[std::string(request.param("digest"))] = request.body;
    ++n_sent_;
  }

  const store::ModelName name_ = *store::ModelName::parse("new");
  TestFolder folder_;
  std::mutex mutex_;
  std::map<std::string, std::string> blobs_;
  int n_sent_ = 0;
  std::vector<std::string> progress_;
  std::unique_ptr<http::Server> server_;
  std::optional<HttpBackend> backend_;
};

TEST_F(SendFilesTest, SendsWhatTheServerDoesNotHave) {
  const std::string text(3'000'000, 'w'), digest = Sha256::of(std::string_view(text)).text();
  const store::SourceFile file{"model.gguf", folder_.write("model.gguf", text)};
  const auto request = send({.name = name_, .files = {file}});
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(request->model, "new:latest");
  EXPECT_THAT(request->files, ElementsAre(Pair("model.gguf", digest)));
  EXPECT_EQ(blobs_[digest], text);
  EXPECT_EQ(progress_.front(), "gathering model components");
  EXPECT_EQ(progress_.back(), "copying file " + digest + " 100%");

  EXPECT_EQ(send({.name = name_, .files = {file}})->files, request->files);
  EXPECT_EQ(n_sent_, 1);
}

TEST_F(SendFilesTest, FilesOfOneNameAreToldApart) {
  const auto request =
      send({.name = name_,
            .files = {{"a.gguf", folder_.write("one/a.gguf", "1")}, {"a.gguf", folder_.write("two/a.gguf", "2")}},
            .adapters = {{"a.gguf", folder_.write("three/a.gguf", "3")}}});
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_THAT(request->files, ElementsAre(Pair("a.gguf", testing::_), Pair("1/a.gguf", testing::_)));
  EXPECT_THAT(request->adapters, ElementsAre(Pair("a.gguf", testing::_)));
  EXPECT_EQ(blobs_.size(), 3U);
}

TEST_F(SendFilesTest, KeepsEverythingElseOfTheRequest) {
  const auto request = send({.name = name_,
                             .from = store::ModelName::parse("base").value(),
                             .quantize = "q8_0",
                             .template_text = "t",
                             .system = "s",
                             .licenses = {"MIT"},
                             .parameters = Json::object({{"num_ctx", 64}}),
                             .messages = {{.role = "user", .content = "hi"}},
                             .renderer = "r",
                             .parser = "p",
                             .requires_version = "0.1.0",
                             .load_settings = Json::object({{"OLLAMA_GPU_OVERHEAD", "2GB"}})});
  ASSERT_TRUE(request) << request.error().message;
  EXPECT_EQ(ollama::to_json(*request).dump(),
            R"({"model":"new:latest","from":"base:latest","quantize":"q8_0","template":"t","license":["MIT"],)"
            R"("system":"s","parameters":{"num_ctx":64},"messages":[{"role":"user","content":"hi"}],"renderer":"r",)"
            R"("parser":"p","requires":"0.1.0","env":{"OLLAMA_GPU_OVERHEAD":"2GB"}})");
}

TEST_F(SendFilesTest, NamesAFileThatCannotBeRead) {
  const auto request = send({.name = name_, .files = {{"gone.gguf", folder_.path() + "/gone.gguf"}}});
  ASSERT_FALSE(request);
  EXPECT_THAT(request.error().message, HasSubstr("gone.gguf"));
}

TEST_F(SendFilesTest, EndsWhenItIsStopped) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(send({.name = name_, .files = {{"a.gguf", folder_.write("a.gguf", "1")}}}, stop.get_token()));
  EXPECT_EQ(n_sent_, 0);
}

}  // namespace
}  // namespace hearth::cli
