#include "http/public_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>

namespace hearth::http {
namespace {

struct Block4 {
  uint32_t network;
  int n_bits;
};

// IANA's list of special-purpose addresses, and those of multicast.
constexpr Block4 kNotPublic4[] = {
    {0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},  {0xa9fe0000, 16},
    {0xac100000, 12}, {0xc0000000, 24}, {0xc0a80000, 16}, {0xc6120000, 15}, {0xe0000000, 3},
};

bool is_public_v4(uint32_t address) {
  return std::ranges::none_of(
      kNotPublic4, [&](const Block4& block) { return ((address ^ block.network) >> (32 - block.n_bits)) == 0; });
}

uint32_t v4_at(std::span<const uint8_t, 16> bytes, size_t at) {
  return uint32_t{bytes[at]} << 24 | uint32_t{bytes[at + 1]} << 16 | uint32_t{bytes[at + 2]} << 8 | bytes[at + 3];
}

bool is_public_v6(std::span<const uint8_t, 16> bytes) {
  constexpr uint8_t kMapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};  // ::ffff:a.b.c.d
  constexpr uint8_t kTranslated[12] = {0, 0x64, 0xff, 0x9b};                   // 64:ff9b::a.b.c.d
  const auto begins = [&](const uint8_t(&prefix)[12]) { return std::memcmp(bytes.data(), prefix, 12) == 0; };
  if (begins(kMapped) || begins(kTranslated)) return is_public_v4(v4_at(bytes, 12));
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return is_public_v4(v4_at(bytes, 2));  // 6to4
  return (bytes[0] & 0xe0) == 0x20;                                                // 2000::/3, all that is given out
}

}  // namespace

bool is_public_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return is_public_v4(ntohl(v4.sin_addr.s_addr));
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address, sizeof v6);
  return is_public_v6(std::span<const uint8_t, 16>(v6.sin6_addr.s6_addr));
}

bool is_public_address(const std::string& ip) {
  in_addr v4{};
  if (inet_pton(AF_INET, ip.c_str(), &v4) == 1) return is_public_v4(ntohl(v4.s_addr));
  in6_addr v6{};
  if (inet_pton(AF_INET6, ip.c_str(), &v6) != 1) return false;
  return is_public_v6(std::span<const uint8_t, 16>(v6.s6_addr));
}

bool is_ip_address(const std::string& host) {
  in6_addr any{};
  return inet_pton(AF_INET, host.c_str(), &any) == 1 || inet_pton(AF_INET6, host.c_str(), &any) == 1;
}

}  // namespace hearth::http
