#include "cli/http_backend.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <optional>
#include <semaphore>
#include <stop_token>

#include "http/test_client.h"

namespace hearth::cli {
namespace {

using http::Exchange, http::Method, http::Route;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A server that answers one route with what the test says, and keeps what it was sent.
class HttpBackendTest : public ::testing::Test {
 protected:
  void answer(Method method, std::string path, int status, std::string body) {
    serve({.method = method, .pattern = std::move(path), .handler = [this, status, body](Exchange& exchange) {
             note(exchange);
             exchange.respond(http::json_response(status, body));
           }});
  }
  // The parts of a stream as they leave the server.
  void stream(std::string path, std::vector<std::string> parts) {
    serve({.method = Method::kPost, .pattern = std::move(path), .handler = [this, parts](Exchange& exchange) {
             note(exchange);
             exchange.start({});
             for (const std::string& part : parts) {
               if (!exchange.write(part)) return;
             }
           }});
  }
  // One chunk, and then nothing until the client is gone.
  void stream_and_wait(std::string path, std::string first) {
    serve({.method = Method::kPost, .pattern = std::move(path), .handler = [this, first](Exchange& exchange) {
             std::binary_semaphore gone(0);
             const std::stop_callback callback(exchange.stop_token(), [&] { gone.release(); });
             exchange.start({});
             if (exchange.write(first)) gone.acquire();
             left_.release();
           }});
  }

  HttpBackend& backend() { return *backend_; }
  Json sent() {
    const std::lock_guard lock(mutex_);
    return Json::parse(body_).value();
  }
  void wait_until_the_server_knows() { left_.acquire(); }

 private:
  void serve(Route route) {
    std::vector<Route> routes;
    routes.push_back(std::move(route));
    server_ = http::start_server(std::move(routes));
    backend_.emplace(http::ClientOptions{.address = server_->addresses().front()});
  }
  void note(Exchange& exchange) {
    const std::lock_guard lock(mutex_);
    body_ = exchange.request().body;
  }

  std::mutex mutex_;
  std::string body_;
  std::binary_semaphore left_{0};
  std::unique_ptr<http::Server> server_;
  std::optional<HttpBackend> backend_;
};

// What a call was told, and how it ended.
struct Heard {
  std::vector<std::string> texts;
  bool done = false;  // the last chunk
  Status status;
};

ollama::ChatRequest question() {
  ollama::ChatRequest request;
  request.model = "tiny";
  request.messages = {{.role = "user", .content = "hi"}};
  return request;
}

Heard chat(HttpBackend& backend, std::stop_token stop = {}) {
  Heard heard;
  heard.status = backend.chat(
      question(),
      [&](const ollama::ChatChunk& chunk) {
        heard.texts.push_back(chunk.message.content);
        heard.done = chunk.done;
        return Flow::kGoOn;
      },
      std::move(stop));
  return heard;
}

constexpr char kFirst[] = R"({"model":"tiny","message":{"role":"assistant","content":"Hel"},"done":false})"
                          "\n";
constexpr char kLast[] =
    R"({"model":"tiny","message":{"role":"assistant","content":"lo"},"done":true,"done_reason":"stop"})"
    "\n";

TEST_F(HttpBackendTest, TellsEachChunkOfAChatInTurn) {
  stream("/api/chat", {kFirst, kLast});
  const Heard heard = chat(backend());
  EXPECT_TRUE(heard.status) << heard.status.error().message;
  EXPECT_THAT(heard.texts, ElementsAre("Hel", "lo"));
  EXPECT_TRUE(heard.done);
  EXPECT_EQ(*sent().find("model")->if_string(), "tiny");
  EXPECT_EQ(sent().find("messages")->if_array()->size(), 1U);
}

TEST_F(HttpBackendTest, ChunksMayBeCutAnywhere) {
  const std::string all = std::string(kFirst) + kLast;
  stream("/api/chat", {all.substr(0, 10), all.substr(10, 90), all.substr(100, all.size() - 101)});
  EXPECT_THAT(chat(backend()).texts, ElementsAre("Hel", "lo"));
}

TEST_F(HttpBackendTest, AnAnswerThatEndsWithoutItsLastChunkIsAnError) {
  stream("/api/chat", {kFirst});
  const Heard heard = chat(backend());
  EXPECT_THAT(heard.texts, ElementsAre("Hel"));
  ASSERT_FALSE(heard.status);
  EXPECT_EQ(heard.status.error().code, ErrorCode::kIo);
  EXPECT_THAT(heard.status.error().message, HasSubstr("before it was complete"));
}

TEST_F(HttpBackendTest, AnErrorInTheMiddleOfAnAnswerIsTheServers) {
  stream("/api/chat", {kFirst, R"({"error":"the engine is on fire"})"});
  const Heard heard = chat(backend());
  ASSERT_FALSE(heard.status);
  EXPECT_EQ(heard.status.error().message, "the engine is on fire");
}

TEST_F(HttpBackendTest, ALineThatIsNoJsonIsAnError) {
  stream("/api/chat", {"<html>\n"});
  const Heard heard = chat(backend());
  ASSERT_FALSE(heard.status);
  EXPECT_THAT(heard.status.error().message, HasSubstr("the server's answer is not understood"));
}

TEST_F(HttpBackendTest, ARefusalHasTheServersWordsAndItsStatusDecidesTheCode) {
  answer(Method::kPost, "/api/chat", 404, R"({"error":"model 'tiny' not found"})");
  const Heard heard = chat(backend());
  ASSERT_FALSE(heard.status);
  EXPECT_EQ(heard.status.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(heard.status.error().message, "model 'tiny' not found");
  EXPECT_THAT(heard.texts, IsEmpty());
}

TEST_F(HttpBackendTest, ARefusalWithoutWordsNamesItsStatus) {
  answer(Method::kGet, "/api/tags", 502, "<html>bad gateway</html>");
  const auto models = backend().list();
  ASSERT_FALSE(models);
  EXPECT_THAT(models.error().message, HasSubstr("502"));
}

TEST_F(HttpBackendTest, AStopEndsTheCallAsASuccessAndTheServerNotices) {
  stream_and_wait("/api/chat", kFirst);
  std::stop_source stop;
  const auto on_chunk = [&](const ollama::ChatChunk&) {
    stop.request_stop();
    return Flow::kGoOn;
  };
  EXPECT_TRUE(backend().chat(question(), on_chunk, stop.get_token()));
  wait_until_the_server_knows();
}

TEST_F(HttpBackendTest, AStopBeforeTheCallEndsItAtOnce) {
  stream_and_wait("/api/chat", kFirst);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_TRUE(chat(backend(), stop.get_token()).status);
}

TEST_F(HttpBackendTest, AReceiverThatHasHadEnoughEndsTheCallAndTheServerNotices) {
  stream_and_wait("/api/generate", R"({"model":"tiny","response":"Hel","done":false})"
                                   "\n");
  ollama::GenerateRequest request;
  request.model = "tiny";
  request.prompt = "hi";
  int n_chunks = 0;
  const Status status = backend().generate(request,
                                           [&](const ollama::GenerateChunk& chunk) {
                                             EXPECT_EQ(chunk.response, "Hel");
                                             ++n_chunks;
                                             return Flow::kStop;
                                           },
                                           {});
  EXPECT_TRUE(status);
  EXPECT_EQ(n_chunks, 1);
  wait_until_the_server_knows();
}

TEST_F(HttpBackendTest, LoadingIsAGenerationWithoutAPrompt) {
  answer(Method::kPost, "/api/generate", 200, R"({"model":"tiny","response":"","done":true,"done_reason":"load"})");
  ollama::ModelRequest request{.model = "tiny", .keep_alive = ollama::KeepAlive{60'000'000'000}};
  request.options.num_ctx = 64;
  EXPECT_TRUE(backend().load(request, {}, {}));
  const Json request_sent = sent();
  const Json* prompt = request_sent.find("prompt");
  EXPECT_TRUE(prompt == nullptr || prompt->if_string()->empty());
  EXPECT_NE(request_sent.find("keep_alive"), nullptr);
  EXPECT_EQ(*request_sent.find("options")->find("num_ctx"), Json(64));
}

TEST_F(HttpBackendTest, StoppingAModelIsKeepingItForNoTime) {
  answer(Method::kPost, "/api/generate", 200, R"({"model":"tiny","response":"","done":true,"done_reason":"unload"})");
  EXPECT_TRUE(backend().stop("tiny"));
  EXPECT_EQ(ollama::parse_keep_alive(*sent().find("keep_alive"))->ns, 0);
}

TEST_F(HttpBackendTest, ListsModels) {
  answer(Method::kGet, "/api/tags", 200, R"({"models":[{"name":"b:latest","size":7},{"name":"a:latest"}]})");
  const auto models = backend().list();
  ASSERT_TRUE(models) << models.error().message;
  ASSERT_EQ(models->size(), 2U);
  EXPECT_EQ(models->front().name, "b:latest");
  EXPECT_EQ(models->front().size, 7);
}

TEST_F(HttpBackendTest, ListsModelsInMemory) {
  answer(Method::kGet, "/api/ps", 200, R"({"models":[{"name":"a:latest","context_length":512}]})");
  const auto models = backend().ps();
  ASSERT_TRUE(models) << models.error().message;
  ASSERT_EQ(models->size(), 1U);
  EXPECT_EQ(models->front().context_length, 512);
}

TEST_F(HttpBackendTest, ShowsAModel) {
  answer(Method::kPost, "/api/show", 200, R"({"template":"{{ .Prompt }}","capabilities":["completion"]})");
  const auto info = backend().show({.model = "tiny", .verbose = true});
  ASSERT_TRUE(info) << info.error().message;
  EXPECT_EQ(info->template_text, "{{ .Prompt }}");
  EXPECT_EQ(*sent().find("verbose"), Json(true));
}

TEST_F(HttpBackendTest, CreatesWithItsProgress) {
  stream("/api/create", {"{\"status\":\"writing manifest\"}\n", "{\"status\":\"success\"}\n"});
  std::vector<std::string> steps;
  const auto on_progress = [&](const ollama::Progress& progress) {
    steps.push_back(progress.status);
    return Flow::kGoOn;
  };
  EXPECT_TRUE(backend().create({.model = "new", .from = "tiny"}, on_progress, {}));
  EXPECT_THAT(steps, ElementsAre("writing manifest", "success"));
  EXPECT_EQ(*sent().find("from")->if_string(), "tiny");
}

TEST_F(HttpBackendTest, CopiesAndTakesAnEmptyAnswer) {
  answer(Method::kPost, "/api/copy", 200, "");
  EXPECT_TRUE(backend().copy("a", "b"));
  EXPECT_EQ(*sent().find("source")->if_string(), "a");
  EXPECT_EQ(*sent().find("destination")->if_string(), "b");
}

TEST_F(HttpBackendTest, Removes) {
  answer(Method::kDelete, "/api/delete", 200, "");
  EXPECT_TRUE(backend().remove("a"));
  EXPECT_EQ(*sent().find("model")->if_string(), "a");
}

TEST_F(HttpBackendTest, Embeds) {
  answer(Method::kPost, "/api/embed", 200, R"({"model":"tiny","embeddings":[[0.5,-1]]})");
  ollama::EmbedRequest request;
  request.model = "tiny";
  request.input = {"hi"};
  const auto response = backend().embed(request, {});
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_THAT(response->embeddings, ElementsAre(ElementsAre(0.5F, -1.0F)));
}

TEST_F(HttpBackendTest, AsksForTheVersion) {
  answer(Method::kGet, "/api/version", 200, R"({"version":"1.2.3"})");
  EXPECT_EQ(backend().version().value_or(""), "1.2.3");
}

TEST(HttpBackend, SaysSoWhenNobodyListens) {
  http::Address address = http::parse_address("127.0.0.1:0").value();
  {
    const auto server = http::start_server({http::hello()});
    address = server->addresses().front();
  }
  const auto models = HttpBackend({.address = address}).list();
  ASSERT_FALSE(models);
  EXPECT_EQ(models.error().code, ErrorCode::kIo);
  EXPECT_THAT(models.error().message, HasSubstr(address.url()));
}

}  // namespace
}  // namespace hearth::cli
