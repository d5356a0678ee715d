#include "base/ed25519.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>

#include "base/check.h"

namespace hearth {
namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

Key private_key(const Ed25519Key::Seed& seed) {
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  CHECK(key != nullptr);
  return key;
}

}  // namespace

std::string random_bytes(size_t n_bytes) {
  std::string bytes(n_bytes, '\0');
  CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(n_bytes)) == 1);
  return bytes;
}

Ed25519Key Ed25519Key::random() {
  Seed seed{};
  std::ranges::copy(random_bytes(kSeedBytes), seed.begin());
  return of_seed(seed);
}

Ed25519Key Ed25519Key::of_seed(const Seed& seed) {
  Ed25519Key key;
  key.seed_ = seed;
  size_t length = key.public_key_.size();
  CHECK(EVP_PKEY_get_raw_public_key(private_key(seed).get(), key.public_key_.data(), &length) == 1);
  CHECK(length == kPublicBytes);
  return key;
}

std::array<uint8_t, Ed25519Key::kSignatureBytes> Ed25519Key::sign(std::string_view text) const {
  const Key key = private_key(seed_);
  const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  CHECK(context != nullptr);
  CHECK(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
  std::array<uint8_t, kSignatureBytes> signature{};
  size_t length = signature.size();
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  CHECK(EVP_DigestSign(context.get(), signature.data(), &length, bytes, text.size()) == 1);
  CHECK(length == kSignatureBytes);
  return signature;
}

}  // namespace hearth
