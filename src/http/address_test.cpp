#include "http/address.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::http {
namespace {

using ::testing::HasSubstr;

TEST(Address, EverySpellingOfOllamaHostIsRead) {
  const std::pair<const char*, const char*> spellings[] = {
      {"", "http://127.0.0.1:11434"},
      {"  ", "http://127.0.0.1:11434"},
      {"1.2.3.4", "http://1.2.3.4:11434"},
      {"1.2.3.4:1234", "http://1.2.3.4:1234"},
      {":1234", "http://:1234"},
      {"0.0.0.0", "http://0.0.0.0:11434"},
      {"0.0.0.0:0", "http://0.0.0.0:0"},
      {"example.com", "http://example.com:11434"},
      {"example.com:1234", "http://example.com:1234"},
      {"example.com/", "http://example.com:11434"},
      {"example.com/base", "http://example.com:11434/base"},
      {"http://1.2.3.4", "http://1.2.3.4:80"},
      {"http://1.2.3.4:8080", "http://1.2.3.4:8080"},
      {"HTTPS://1.2.3.4", "https://1.2.3.4:443"},
      {"https://example.com/a/b/", "https://example.com:443/a/b"},
      {"https://example.com:1234/", "https://example.com:1234"},
      {"http://:8080", "http://:8080"},
      {"http://", "http://127.0.0.1:80"},
      {"ollama.com", "https://ollama.com:443"},
      {"::1", "http://[::1]:11434"},
      {"[::1]", "http://[::1]:11434"},
      {"[::]", "http://[::]:11434"},
      {"[::1]:1337", "http://[::1]:1337"},
      {"http://[::1]", "http://[::1]:80"},
      {"[fe80::1%eth0]:80", "http://[fe80::1%eth0]:80"},
      {" \"1.2.3.4\" ", "http://1.2.3.4:11434"},
      {"'1.2.3.4:99'", "http://1.2.3.4:99"},
      {"unix:///run/h.sock", "unix:///run/h.sock"},
      {"unix:/run/h.sock", "unix:///run/h.sock"},
      {"UNIX:/a/://b", "unix:///a/://b"},
  };
  for (const auto& [text, url] : spellings) {
    const Result<Address> address = parse_address(text);
    ASSERT_TRUE(address) << text << ": " << address.error().message;
    EXPECT_EQ(address->url(), url) << text;
    EXPECT_EQ(address->warning, "") << text;
  }
}

TEST(Address, AnInvalidPortGivesTheDefaultAndAWarning) {
  const std::pair<const char*, uint16_t> spellings[] = {
      {"1.2.3.4:66000", 11434}, {"1.2.3.4:-1", 11434}, {":x", 11434}, {"http://h:99999", 80}, {"https://h:", 443},
  };
  for (const auto& [text, port] : spellings) {
    const Address address = parse_address(text).value();
    EXPECT_EQ(address.port, port) << text;
    EXPECT_THAT(address.warning, HasSubstr("is not a number from 0 to 65535")) << text;
  }
}

TEST(Address, RefusesWhatItCannotMean) {
  EXPECT_THAT(parse_address("ftp://h").error().message, HasSubstr("expected http, https or unix"));
  EXPECT_THAT(parse_address("unix://h.sock").error().message, HasSubstr("absolute path"));
  EXPECT_THAT(parse_address("a b").error().message, HasSubstr("neither a host name nor an IP address"));
  EXPECT_THAT(parse_address("1:2:3").error().message, HasSubstr("neither a host name nor an IP address"));
  EXPECT_THAT(parse_address("user@h").error().message, HasSubstr("neither a host name nor an IP address"));
  EXPECT_FALSE(parse_address("host/a b"));
  EXPECT_FALSE(parse_address("[::1"));
  EXPECT_FALSE(parse_address("[[h]]"));
}

TEST(Address, KnowsWhatOnlyThisMachineReaches) {
  for (const char* text : {"", "127.0.0.1", "127.8.9.1:80", "[::1]:80", "localhost", "LOCALHOST:1", "unix:/s"}) {
    EXPECT_TRUE(parse_address(text).value().is_loopback()) << text;
  }
  for (const char* text : {":80", "0.0.0.0", "[::]", "192.168.1.2", "example.com", "localhost.example.com"}) {
    EXPECT_FALSE(parse_address(text).value().is_loopback()) << text;
  }
}

TEST(Address, AClientConnectsToTheLoopbackInsteadOfEveryInterface) {
  EXPECT_EQ(to_connect(parse_address(":80").value()).text(), "127.0.0.1:80");
  EXPECT_EQ(to_connect(parse_address("0.0.0.0").value()).text(), "127.0.0.1:11434");
  EXPECT_EQ(to_connect(parse_address("[::]:1").value()).text(), "[::1]:1");
  EXPECT_EQ(to_connect(parse_address("example.com").value()).text(), "example.com:11434");
}

}  // namespace
}  // namespace hearth::http
