#include "base/ed25519.h"

#include <gtest/gtest.h>

namespace hearth {
namespace {

template <size_t n>
std::string hex(const std::array<uint8_t, n>& bytes) {
  std::string out;
  for (const uint8_t byte : bytes) {
    out += "0123456789abcdef"[byte >> 4];
    out += "0123456789abcdef"[byte & 15];
  }
  return out;
}

// RFC 8032, section 7.1, test 1.
TEST(Ed25519Key, SignsAsTheStandardSays) {
  const Ed25519Key key = Ed25519Key::of_seed({0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
                                              0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
                                              0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60});
  EXPECT_EQ(hex(key.public_key()), "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(hex(key.sign("")),
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b");
}

TEST(Ed25519Key, IsAnotherEachTime) {
  EXPECT_NE(Ed25519Key::random().seed(), Ed25519Key::random().seed());
  EXPECT_NE(random_bytes(16), random_bytes(16));
  EXPECT_EQ(random_bytes(16).size(), 16u);
}

}  // namespace
}  // namespace hearth
