#include "http/tls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <semaphore>

#include "http/client.h"
#include "http/test_certificate.h"
#include "http/test_client.h"
#include "http/test_folder.h"

namespace hearth::http {
namespace {

using ::testing::HasSubstr;

struct TlsTest : ::testing::Test {
  TestFolder folder;
  std::string certificate = folder.path("cert.pem"), key = folder.path("key.pem");
  std::binary_semaphore running{0}, stopped{0};

  std::unique_ptr<Server> serve(const std::string& host = "127.0.0.1") {
    write_certificate(host, certificate, key);
    return start_server(
        {{.method = Method::kGet,
          .pattern = "/",
          .handler = [](Exchange& exchange) { exchange.respond(text_response(200, std::string(300000, 't'))); }},
         {.method = Method::kPost,
          .pattern = "/echo",
          .handler = [](Exchange& exchange) { exchange.respond(text_response(200, exchange.request().body)); }},
         {.method = Method::kGet,
          .pattern = "/wait",
          .handler =
              [this](Exchange& exchange) {
                const std::stop_callback callback(exchange.stop_token(), [&] { stopped.release(); });
                exchange.start({});
                EXPECT_TRUE(exchange.write("x"));
                running.acquire();
              }}},
        {.tls = TlsFiles{.certificate = certificate, .key = key}});
  }
  ClientOptions options(const Server& server) const {
    ClientOptions options{.address = server.addresses().front(), .ca_file = certificate};
    options.address.security = Address::Security::kTls;
    return options;
  }
};

TEST_F(TlsTest, CarriesRequestsAndAnswers) {
  const auto server = serve();
  Client client(options(*server));
  EXPECT_EQ(client.send({.path = "/"}).value().body, std::string(300000, 't'));
  const std::string body(200000, 'b');
  EXPECT_EQ(client.send({.method = Method::kPost, .path = "/echo", .body = body}).value().body, body);
}

TEST_F(TlsTest, AClientTrustsNoUnknownCertificateAndNoOtherName) {
  const auto server = serve();
  ClientOptions distrusting = options(*server);
  distrusting.ca_file.clear();
  EXPECT_THAT(Client(distrusting).send({.path = "/"}).error().message, HasSubstr("TLS: certificate verify failed"));
  ClientOptions other_name = options(*server);
  other_name.address.host = "localhost";
  EXPECT_THAT(Client(other_name).send({.path = "/"}).error().message, HasSubstr("TLS: certificate verify failed"));
}

TEST_F(TlsTest, AClientThatSpeaksNoTlsIsDroppedAndTheServerLives) {
  const auto server = serve();
  EXPECT_EQ(connect(*server).ask("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").status, 0);
  EXPECT_EQ(Client(options(*server)).send({.path = "/"}).value().status, 200);
}

TEST_F(TlsTest, AClientThatLeavesIsNoticed) {
  const auto server = serve();
  const auto result =
      Client(options(*server)).stream({.path = "/wait"}, [](const ClientResponse&, std::string_view) -> Status {
        return fail(ErrorCode::kIo, "enough");
      });
  EXPECT_EQ(result.error().message, "enough");
  stopped.acquire();
  running.release();
}

TEST_F(TlsTest, ReadsItsFilesAgainForNewConnections) {
  const auto server = serve("127.0.0.2");
  EXPECT_FALSE(Client(options(*server)).send({.path = "/"}));
  write_certificate("127.0.0.1", certificate, key);
  ASSERT_TRUE(server->reload_tls());
  EXPECT_TRUE(Client(options(*server)).send({.path = "/"}));
}

TEST_F(TlsTest, FilesThatCannotBeUsedAreNamed) {
  EXPECT_THAT(load_server_tls(folder.path("none"), key).error().message,
              HasSubstr("cannot use the TLS certificate in " + folder.path("none")));
  write_certificate("127.0.0.1", certificate, key);
  EXPECT_THAT(load_server_tls(certificate, folder.path("none")).error().message, HasSubstr("cannot use the TLS key"));
  write_certificate("127.0.0.1", folder.path("other.pem"), folder.path("other.key"));
  EXPECT_FALSE(load_server_tls(certificate, folder.path("other.key")));
  EXPECT_THAT(load_client_tls(folder.path("none")).error().message, HasSubstr("cannot use the TLS authorities"));
}

}  // namespace
}  // namespace hearth::http
