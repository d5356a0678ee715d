// Ed25519Key: a key that signs, so that others can tell that a request is ours (RFC 8032). OpenSSL computes.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace hearth {

class Ed25519Key {
 public:
  static constexpr size_t kSeedBytes = 32, kPublicBytes = 32, kSignatureBytes = 64;
  using Seed = std::array<uint8_t, kSeedBytes>;

  // A new one.
  static Ed25519Key random();
  // The one that this seed, which is the private key, stands for.
  static Ed25519Key of_seed(const Seed& seed);

  const Seed& seed() const { return seed_; }
  const std::array<uint8_t, kPublicBytes>& public_key() const { return public_key_; }
  std::array<uint8_t, kSignatureBytes> sign(std::string_view text) const;

 private:
  Ed25519Key() = default;
  Seed seed_{};
  std::array<uint8_t, kPublicBytes> public_key_{};
};

// Bytes that nobody can guess.
std::string random_bytes(size_t n_bytes);

}  // namespace hearth
