#include "http/public_address.h"

#include <gtest/gtest.h>
#include <netinet/in.h>

namespace hearth::http {
namespace {

TEST(PublicAddress, IsOneOfTheInternet) {
  for (const char* ip : {"8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1111",
                         "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"}) {
    EXPECT_TRUE(is_public_address(std::string(ip))) << ip;
  }
}

TEST(PublicAddress, IsNoneOfThisMachineOrNetwork) {
  for (const char* ip : {"127.0.0.1",
                         "127.255.0.1",
                         "0.0.0.0",
                         "10.1.2.3",
                         "172.16.0.1",
                         "172.31.255.255",
                         "192.168.1.1",
                         "169.254.169.254",
                         "100.64.0.1",
                         "198.18.0.1",
                         "224.0.0.1",
                         "255.255.255.255",
                         "::1",
                         "::",
                         "fe80::1",
                         "fc00::1",
                         "fd12::1",
                         "ff02::1",
                         "::ffff:127.0.0.1",
                         "64:ff9b::7f00:1",
                         "2002:7f00:1::1",
                         "not an address",
                         ""}) {
    EXPECT_FALSE(is_public_address(std::string(ip))) << ip;
  }
}

TEST(PublicAddress, OfASocketIsTheSame) {
  sockaddr_in local{};
  local.sin_family = AF_INET;
  local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_FALSE(is_public_address(reinterpret_cast<const sockaddr&>(local)));
  local.sin_addr.s_addr = htonl(0x08080808);
  EXPECT_TRUE(is_public_address(reinterpret_cast<const sockaddr&>(local)));
}

TEST(PublicAddress, IsToldFromAName) {
  EXPECT_TRUE(is_ip_address("10.0.0.1"));
  EXPECT_TRUE(is_ip_address("::1"));
  EXPECT_FALSE(is_ip_address("example.com"));
}

}  // namespace
}  // namespace hearth::http
