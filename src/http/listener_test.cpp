#include "http/listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "http/test_folder.h"

namespace hearth::http {
namespace {

using ::testing::HasSubstr;

TEST(Listener, FillsInThePortThatTheSystemChose) {
  const auto listeners = Listener::open(parse_address("127.0.0.1:0").value()).value();
  ASSERT_EQ(listeners.size(), 1U);
  EXPECT_NE(listeners[0].address().port, 0);
  EXPECT_EQ(listeners[0].address().host, "127.0.0.1");
}

TEST(Listener, EveryInterfaceIsOneListener) {
  EXPECT_EQ(Listener::open(parse_address(":0").value()).value().size(), 1U);
}

TEST(Listener, APortThatIsTakenSaysWhomToLookForAndWhatToDo) {
  const auto first = Listener::open(parse_address("127.0.0.1:0").value()).value();
  const auto second = Listener::open(first[0].address());
  ASSERT_FALSE(second);
  const std::string& message = second.error().message;
  EXPECT_THAT(message, HasSubstr(concat("cannot listen on ", first[0].address().text(), ": Address already in use")));
  EXPECT_THAT(message, HasSubstr(concat("ss -ltnp 'sport = :", first[0].address().port)));
  EXPECT_THAT(message, HasSubstr("set OLLAMA_HOST"));
}

TEST(Listener, AnAddressOfAnotherMachineIsRefused) {
  EXPECT_THAT(Listener::open(parse_address("192.0.2.1:0").value()).error().message,
              HasSubstr("does not have that address"));
  EXPECT_THAT(Listener::open(parse_address("no-such-host.invalid:0").value()).error().message,
              HasSubstr("cannot listen on no-such-host.invalid:0"));
}

TEST(Listener, AUnixSocketIsItsOwnersAndGoesWithTheListener) {
  const TestFolder folder;
  const Address address = parse_address("unix:" + folder.path("s")).value();
  {
    const auto listeners = Listener::open(address).value();
    struct stat info{};
    ASSERT_EQ(stat(address.socket_path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
    EXPECT_THAT(Listener::open(address).error().message, HasSubstr("another server answers there"));
  }
  EXPECT_FALSE(std::filesystem::exists(address.socket_path));
}

TEST(Listener, ASocketLeftBehindIsReplacedAndAnotherFileIsNot) {
  const TestFolder folder;
  const Address address = parse_address("unix:" + folder.path("s")).value();
  {
    auto listeners = Listener::open(address).value();
    std::filesystem::rename(folder.path("s"), folder.path("kept"));  // so that it outlives its listener
  }
  std::filesystem::rename(folder.path("kept"), folder.path("s"));
  EXPECT_TRUE(Listener::open(address));
  std::ofstream(folder.path("s")) << "text";
  EXPECT_THAT(Listener::open(address).error().message, HasSubstr("is no socket"));
  EXPECT_TRUE(std::filesystem::exists(folder.path("s")));
}

TEST(Listener, APathThatIsTooLongIsRefused) {
  EXPECT_THAT(Listener::open(parse_address("unix:/" + std::string(200, 'a')).value()).error().message,
              HasSubstr("at most 107 are possible"));
}

}  // namespace
}  // namespace hearth::http
