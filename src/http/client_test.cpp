#include "http/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <semaphore>
#include <thread>

#include "http/listener.h"
#include "http/ndjson.h"
#include "http/test_client.h"
#include "http/test_folder.h"

namespace hearth::http {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::unique_ptr<Server> start_plain(std::vector<Address> addresses = {}) {
  Route upload{.method = Method::kPost,
               .pattern = "/upload",
               .handler =
                   [](Exchange& exchange) {
                     std::vector<char> part(1000);
                     uint64_t total = 0;
                     while (const size_t n = exchange.read_body(part).value_or(0)) total += n;
                     exchange.respond(text_response(201, std::to_string(total)));
                   },
               .body_mode = BodyMode::kStreamed};
  Route small = upload;
  small.pattern = "/small";
  small.max_body_bytes = 10;
  return start_server({{.method = Method::kGet,
                        .pattern = "/hello",
                        .handler =
                            [](Exchange& exchange) {
                              exchange.respond(text_response(
                                  200, "hi " + exchange.request().query + " " +
                                           std::string(exchange.request().headers.find("X-Name").value_or(""))));
                            }},
                       {.method = Method::kGet,
                        .pattern = "/lines",
                        .handler =
                            [](Exchange& exchange) {
                              exchange.start({});
                              for (int i = 0; i < 3; ++i)
                                EXPECT_TRUE(exchange.write("line " + std::to_string(i) + "\n"));
                            }},
                       {.method = Method::kGet,
                        .pattern = "/wait",
                        .handler =
                            [](Exchange& exchange) {
                              std::binary_semaphore gone(0);
                              const std::stop_callback callback(exchange.stop_token(), [&] { gone.release(); });
                              gone.acquire();
                            }},
                       upload,
                       small},
                      {.addresses = std::move(addresses)});
}

ClientOptions to(const Server& server) { return {.address = server.addresses().front()}; }

TEST(Client, SendsARequestAndReadsTheAnswer) {
  const auto server = start_plain();
  Client client(to(*server));
  const ClientResponse answer = client.send({.path = "/hello?a=b", .headers = {{"X-Name", "me"}}}).value();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "hi a=b me");
  const ClientResponse missing = client.send({.path = "/none"}).value();
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(missing.reason, "Not Found");
  EXPECT_EQ(client.send({.method = Method::kHead, .path = "/hello"}).value().body, "");
}

TEST(Client, ReadsAStreamAsItArrives) {
  const auto server = start_plain();
  std::vector<std::string> lines;
  LineSplitter splitter;
  const auto result =
      Client(to(*server)).stream({.path = "/lines"}, [&](const ClientResponse& head, std::string_view part) {
        EXPECT_EQ(head.status, 200);
        return splitter.add(part, [&](std::string_view line) -> Status {
          lines.emplace_back(line);
          return {};
        });
      });
  EXPECT_EQ(result.value().status, 200);
  EXPECT_THAT(lines, ElementsAre("line 0", "line 1", "line 2"));
}

TEST(Client, SendsABodyFromASource) {
  const auto server = start_plain();
  const BodySource source{.size_bytes = 3000000, .read = [](std::span<char> into) -> Result<size_t> {
                            const size_t n = std::min<size_t>(into.size(), 7777);
                            std::fill_n(into.begin(), n, 'x');
                            return n;
                          }};
  Client client(to(*server));
  const ClientResponse answer = client.send({.method = Method::kPost, .path = "/upload", .source = &source}).value();
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "3000000");
  // A server that refuses need not read it all to be heard.
  EXPECT_EQ(client.send({.method = Method::kPost, .path = "/small", .source = &source}).value().status, 413);
}

TEST(Client, AnErrorOfItsSourceIsReturned) {
  const auto server = start_plain();
  const BodySource source{.size_bytes = 10,
                          .read = [](std::span<char>) -> Result<size_t> { return fail(ErrorCode::kIo, "disk"); }};
  EXPECT_EQ(Client(to(*server)).send({.method = Method::kPost, .path = "/upload", .source = &source}).error().message,
            "disk");
}

TEST(Client, SpeaksThroughAUnixSocket) {
  const TestFolder folder;
  const auto server = start_plain({parse_address("unix:" + folder.path("s")).value()});
  EXPECT_EQ(Client(to(*server)).send({.path = "/hello"}).value().body, "hi  ");
}

TEST(Client, AnAddressWhereNobodyListensIsNamed) {
  Address address;
  {
    const auto listeners = Listener::open(parse_address("127.0.0.1:0").value()).value();
    address = listeners.front().address();
  }
  const auto result = Client({.address = address}).send({.path = "/"});
  EXPECT_EQ(result.error().message, "cannot connect to " + address.url() + ": Connection refused");
  EXPECT_THAT(Client({.address = parse_address("unix:/no/such/socket").value()}).send({.path = "/"}).error().message,
              HasSubstr("cannot connect to unix:///no/such/socket"));
}

TEST(Client, AServerThatStaysSilentRunsIntoTheTimeLimit) {
  const auto server = start_plain();
  ClientOptions options = to(*server);
  options.idle_time = milliseconds(50);
  EXPECT_THAT(Client(options).send({.path = "/wait"}).error().message, HasSubstr("sent nothing for 50 ms"));
}

TEST(Client, IsCancelledFromElsewhere) {
  const auto server = start_plain();
  Cancel cancel;
  Client client(to(*server), &cancel);
  const std::jthread other([&] { cancel.cancel(); });
  EXPECT_EQ(client.send({.path = "/wait"}).error().message, "cancelled");
  EXPECT_EQ(client.send({.path = "/hello"}).error().message, "cancelled");
  cancel.reset();
  EXPECT_EQ(client.send({.path = "/hello"}).value().status, 200);
}

TEST(Client, AnAnswerLongerThanTheLimitIsAnError) {
  const auto server = start_plain();
  ClientOptions options = to(*server);
  options.max_body_bytes = 5;
  EXPECT_THAT(Client(options).send({.path = "/lines"}).error().message, HasSubstr("longer than 5 bytes"));
}

TEST(Client, ARequestCannotSmuggleALine) {
  const auto server = start_plain();
  EXPECT_FALSE(Client(to(*server)).send({.path = "/hello HTTP/1.1\r\nX: y"}));
  EXPECT_FALSE(Client(to(*server)).send({.path = "/hello", .headers = {{"X", "a\r\nY: b"}}}));
}

// A server that sends `text` to its one client and closes.
std::string error_for(std::string_view text) {
  const auto listeners = Listener::open(parse_address("127.0.0.1:0").value()).value();
  const std::jthread server([&] {
    int fd = -1;
    while (fd < 0) fd = accept(listeners.front().fd(), nullptr, nullptr);
    std::array<char, 1000> request;
    (void)!recv(fd, request.data(), request.size(), 0);
    (void)!send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    close(fd);
  });
  const auto result = Client({.address = listeners.front().address()}).send({.path = "/"});
  return result ? "ok " + result->body : result.error().message;
}

TEST(Client, AnswersThatAreIncompleteOrNotHttpAreErrors) {
  EXPECT_THAT(error_for(""), HasSubstr("closed the connection before its answer was complete"));
  EXPECT_THAT(error_for("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"),
              HasSubstr("before its answer was complete"));
  EXPECT_THAT(error_for("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
              HasSubstr("before its answer was complete"));
  EXPECT_THAT(error_for("SSH-2.0-OpenSSH\r\n"), HasSubstr("not understood"));
  EXPECT_EQ(error_for("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nto the end"), "ok to the end");
}

}  // namespace
}  // namespace hearth::http
