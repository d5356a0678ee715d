// What concerns a server as a whole: where it listens, how it stops, and that it bears a crowd.
#include "http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <random>
#include <semaphore>
#include <thread>

#include "http/test_client.h"
#include "http/test_folder.h"

namespace hearth::http {
namespace {

using ::testing::HasSubstr;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

// A request that runs until the test lets it go.
struct Held {
  std::counting_semaphore<> running{0}, go_on{0};

  Route route() {
    return get("/", [this](Exchange& exchange) {
      running.release();
      go_on.acquire();
      exchange.respond(text_response(200, "done"));
    });
  }
};

TEST(Server, ListensOnSeveralAddressesAndKnowsWhoCalls) {
  const TestFolder folder;
  const Route route = get("/", [](Exchange& exchange) {
    const Request& request = exchange.request();
    exchange.respond(text_response(200, request.peer_kind == PeerKind::kUnix       ? request.peer
                                        : request.peer_kind == PeerKind::kLoopback ? request.peer.substr(0, 10)
                                                                                   : "network"));
  });
  const auto server = start_server({route}, {.addresses = {parse_address("127.0.0.1:0").value(),
                                                           parse_address("unix:" + folder.path("s")).value()}});
  ASSERT_EQ(server->addresses().size(), 2U);
  EXPECT_EQ(RawClient(server->addresses()[0]).ask(kGet).body, "127.0.0.1:");
  EXPECT_EQ(RawClient(server->addresses()[1]).ask(kGet).body, "unix");
  // Host is checked where a web page could reach us, and a Unix socket is no such place.
  const char* foreign = "GET / HTTP/1.1\r\nHost: other.example\r\n\r\n";
  EXPECT_EQ(RawClient(server->addresses()[0]).ask(foreign).status, 403);
  EXPECT_EQ(RawClient(server->addresses()[1]).ask(foreign).status, 200);
}

TEST(Server, HostIsCheckedOnEveryInterfaceOnlyWhenAskedTo) {
  const Route route = get("/", [](Exchange& exchange) { exchange.respond({}); });
  const char* foreign = "GET / HTTP/1.1\r\nHost: models.example\r\n\r\n";
  const std::vector<Address> everywhere{parse_address("0.0.0.0:0").value()};
  EXPECT_EQ(connect(*start_server({route}, {.addresses = everywhere})).ask(foreign).status, 200);
  EXPECT_EQ(
      connect(*start_server({route}, {.addresses = everywhere, .host_check = HostCheck::kAlways})).ask(foreign).status,
      403);
  EXPECT_EQ(connect(*start_server(
                        {route},
                        {.addresses = everywhere, .host_check = HostCheck::kAlways, .extra_hosts = {"models.example"}}))
                .ask(foreign)
                .status,
            200);
}

TEST(Server, APortThatIsTakenIsAnErrorThatSaysWhatToDo) {
  const auto first = start_server({});
  const auto second = Server::start({.addresses = first->addresses()}, Router());
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("Address already in use"));
  EXPECT_THAT(second.error().message, HasSubstr("OLLAMA_HOST"));
}

TEST(Server, AConnectionTooManyIsTold503) {
  const auto server =
      start_server({get("/", [](Exchange& exchange) { exchange.respond({}); })}, {.limits = {.max_connections = 2}});
  RawClient first = connect(*server), second = connect(*server);
  EXPECT_EQ(first.ask(kGet).status, 200);
  EXPECT_EQ(second.ask(kGet).status, 200);
  EXPECT_EQ(connect(*server).read_answer().status, 503);
  first.close();
  while (connect(*server).ask(kGet).status != 200) std::this_thread::yield();
}

TEST(Server, RefusalsAreDressedForTheirPath) {
  const auto server = start_server({get("/", [](Exchange& exchange) { exchange.respond(text_response(404, "mine")); })},
                                   {.dress_refusal = [](const Request& request, Response refusal) {
                                     refusal.body = request.path + " is not here";
                                     return refusal;
                                   }});
  RawClient client = connect(*server);
  EXPECT_EQ(client.ask("GET /nope HTTP/1.1\r\nHost: localhost\r\n\r\n").body, "/nope is not here");
  EXPECT_EQ(client.ask(kGet).body, "mine");
}

TEST(Server, TheGateAnswersInsteadOfTheHandlerAndEachRequestIsReported) {
  std::mutex mutex;
  std::vector<std::string> finished;
  const auto server =
      start_server({get("/", [](Exchange& exchange) { exchange.respond(text_response(200, "12345")); }),
                    get("/bug", [](Exchange&) { throw std::runtime_error("why"); })},
                   {.gate = [](const Request& request, const Route&) -> std::optional<Response> {
                      if (request.headers.find("Authorization") == "Bearer key") return std::nullopt;
                      return error_response(401, "unauthorized");
                    },
                    .on_finished =
                        [&](const Finished& f) {
                          const std::scoped_lock lock(mutex);
                          finished.push_back(f.request->path + " " + (f.route ? f.route->pattern : "-") + " " +
                                             std::to_string(f.status) + " " + std::to_string(f.sent_bytes) +
                                             (f.client_left ? " left" : "") + " " + f.error);
                          EXPECT_GT(f.duration.count(), 0);
                        }});
  RawClient client = connect(*server);
  EXPECT_EQ(client.ask(kGet).status, 401);
  EXPECT_EQ(client.ask("GET / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer key\r\n\r\n").status, 200);
  EXPECT_EQ(client.ask("GET /bug HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer key\r\n\r\n").status, 500);
  EXPECT_EQ(client.ask("GET /nope HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 404);
  EXPECT_EQ(client.ask("G\x01T").status, 400);
  EXPECT_EQ(client.read_to_end(), "");  // the last one is reported before the connection closes
  const std::scoped_lock lock(mutex);
  EXPECT_THAT(finished, ::testing::ElementsAre("/ / 401 24 ", "/ / 200 5 ", "/bug /bug 500 33 why", "/nope - 404 18 ",
                                               HasSubstr(" - 400 ")));
}

// --- stopping ------------------------------------------------------------------------------------------------

TEST(Server, DrainingLetsRunningAnswersFinishAndRefusesNewOnes) {
  Held held;
  const auto server = start_server({held.route()});
  RawClient running = connect(*server), idle = connect(*server), begun = connect(*server);
  EXPECT_EQ(idle.ask("GET /nope HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 404);
  ASSERT_TRUE(running.send(kGet));
  held.running.acquire();
  ASSERT_TRUE(begun.send("GET / HTTP/1.1\r\n"));
  auto drained = std::async(std::launch::async, [&] { return server->drain(seconds(20)); });
  EXPECT_EQ(idle.read_to_end(), "");  // draining has begun
  const auto refused = connect(*server).ask(kGet);
  EXPECT_EQ(refused.status, 503);
  EXPECT_FALSE(refused.keep_alive);
  EXPECT_EQ(begun.ask("Host: localhost\r\n\r\n").status, 503);
  held.go_on.release();
  const auto answer = running.read_answer();
  EXPECT_EQ(answer.body, "done");
  EXPECT_FALSE(answer.keep_alive);
  EXPECT_TRUE(drained.get());
}

TEST(Server, DrainingCancelsWhatOutlivesItsLimit) {
  std::binary_semaphore running(0);
  const auto server = start_server({get("/", [&](Exchange& exchange) {
    std::binary_semaphore stopped(0);
    const std::stop_callback callback(exchange.stop_token(), [&] { stopped.release(); });
    exchange.start({});
    EXPECT_TRUE(exchange.write("part"));
    running.release();
    stopped.acquire();
    EXPECT_TRUE(exchange.write("last words"));
  })});
  RawClient client = connect(*server);
  ASSERT_TRUE(client.send(kGet));
  running.acquire();
  EXPECT_FALSE(server->drain(milliseconds(20)));
  EXPECT_EQ(client.read_answer().body, "partlast words");
}

TEST(Server, DrainingAnIdleServerIsDoneAtOnce) {
  const auto server = start_server({});
  RawClient client = connect(*server);
  EXPECT_EQ(client.ask(kGet).status, 404);
  EXPECT_TRUE(server->drain(seconds(20)));
  EXPECT_EQ(client.read_to_end(), "");
}

TEST(Server, ItsEndCutsWhatStillRuns) {
  std::binary_semaphore running(0);
  std::atomic<bool> ended = false;
  auto server = start_server({get("/", [&](Exchange& exchange) {
    exchange.start({});
    while (exchange.write(std::string(5000, 'x'))) running.release();
    ended = true;
  })});
  RawClient client = connect(*server), idle = connect(*server), half = connect(*server);
  ASSERT_TRUE(client.send(kGet));
  ASSERT_TRUE(half.send("GET / HT"));
  running.acquire();
  server.reset();
  EXPECT_TRUE(ended);
  EXPECT_EQ(idle.read_to_end(), "");
}

// --- a crowd -------------------------------------------------------------------------------------------------

// What a client of the crowd does, and whether it is to get an answer of the status that is returned.
int misbehave(RawClient& client, uint32_t what) {
  const std::string long_body(100000, 'x');
  switch (what % 8) {
    case 0:  // leaves in the middle of a header
      (void)client.send("POST /echo HTTP/1.1\r\nHo");
      return 0;
    case 1:  // leaves in the middle of a body
      (void)client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nabc");
      return 0;
    case 2:  // leaves in the middle of a stream, with a reset
      (void)client.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
      (void)client.read_some();
      client.reset();
      return 0;
    case 3:  // reads nothing of a stream
      (void)client.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
      return 0;
    case 4:
      (void)client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
      return 400;
    case 5:
      (void)client.send("GET / HTTP/1.1\r\nX: " + long_body + "\r\n\r\n");
      return 431;
    case 6:
      (void)client.send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
      return 200;
    default:
      (void)client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n" + long_body);
      return 200;
  }
}

TEST(Server, BearsACrowdThatMisbehaves) {
  constexpr int kThreads = 8, kConnections = 200, kRounds = 3;
  std::atomic<int> n_running = 0;
  const Route stream = get("/stream", [&](Exchange& exchange) {
    ++n_running;
    exchange.start({});
    for (int i = 0; i < 200 && exchange.write(std::string(1000, 's')); ++i) {
    }
    --n_running;
  });
  Route echo{.method = Method::kPost, .pattern = "/echo", .handler = [](Exchange& exchange) {
               exchange.respond(text_response(200, exchange.request().body));
             }};
  auto server = start_server({stream, echo});
  const auto started = Clock::now();
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      std::mt19937 random(static_cast<uint32_t>(thread));
      for (int round = 0; round < kRounds; ++round) {
        std::vector<RawClient> clients;
        std::vector<int> expected;
        for (int i = 0; i < kConnections / kThreads; ++i) {
          clients.push_back(connect(*server));
          expected.push_back(misbehave(clients.back(), random()));
        }
        for (size_t i = 0; i < clients.size(); ++i) {
          if (expected[i] == 0) continue;
          EXPECT_EQ(clients[i].read_answer().status, expected[i]);
        }
      }
    });
  }
  threads.clear();
  EXPECT_LT(Clock::now() - started, seconds(60));
  EXPECT_TRUE(server->drain(seconds(20)));
  EXPECT_EQ(n_running, 0);
}

}  // namespace
}  // namespace hearth::http
