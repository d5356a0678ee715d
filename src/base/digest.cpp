#include "base/digest.h"

#include <openssl/evp.h>

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace hearth {
namespace {

constexpr std::string_view kAlgorithm = "sha256";
constexpr char kHex[] = "0123456789abcdef";

// -1 when `c` is no lower-case hex digit.
int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// What a stranger sent is repeated neither at length nor with anything that a terminal would obey.
std::unexpected<Error> malformed(std::string_view text) {
  constexpr size_t kShown = 80;
  std::string shown(text.substr(0, kShown));
  std::ranges::replace_if(shown, [](char c) { return c < ' ' || c > '~'; }, '?');
  return fail(ErrorCode::kInvalidArgument, concat("digest \"", shown, text.size() > kShown ? "..." : "",
                                                  "\" is not \"sha256:\" and 64 lower-case hex digits"));
}

}  // namespace

Result<Digest> Digest::parse(std::string_view text) {
  constexpr size_t kPrefix = kAlgorithm.size() + 1;
  if (text.size() != kPrefix + 2 * kBytes || !text.starts_with(kAlgorithm)) return malformed(text);
  const char separator = text[kAlgorithm.size()];
  if (separator != ':' && separator != '-') return malformed(text);
  std::array<uint8_t, kBytes> bytes{};
  for (size_t i = 0; i < kBytes; ++i) {
    const int high = hex_value(text[kPrefix + 2 * i]), low = hex_value(text[kPrefix + 2 * i + 1]);
    if (high < 0 || low < 0) return malformed(text);
    bytes[i] = static_cast<uint8_t>(high * 16 + low);
  }
  return Digest(bytes);
}

std::string Digest::hex() const {
  std::string out;
  out.reserve(2 * kBytes);
  for (const uint8_t byte : bytes_) {
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

std::string Digest::text() const { return concat(kAlgorithm, ":", hex()); }

std::string Digest::short_hex() const { return hex().substr(0, 12); }

void Sha256::FreeContext::operator()(void* context) const { EVP_MD_CTX_free(static_cast<EVP_MD_CTX*>(context)); }

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
  CHECK(context_ != nullptr);
  CHECK(EVP_DigestInit_ex(static_cast<EVP_MD_CTX*>(context_.get()), EVP_sha256(), nullptr) == 1);
}

void Sha256::update(Bytes bytes) {
  CHECK(context_ != nullptr);
  CHECK(EVP_DigestUpdate(static_cast<EVP_MD_CTX*>(context_.get()), bytes.data(), bytes.size()) == 1);
}

Digest Sha256::finish() {
  CHECK(context_ != nullptr);
  std::array<uint8_t, Digest::kBytes> bytes{};
  CHECK(EVP_DigestFinal_ex(static_cast<EVP_MD_CTX*>(context_.get()), bytes.data(), nullptr) == 1);
  context_.reset();
  return Digest(bytes);
}

Digest Sha256::of(Bytes bytes) {
  Sha256 hash;
  hash.update(bytes);
  return hash.finish();
}

Digest Sha256::of(std::string_view text) {
  return of(Bytes(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

}  // namespace hearth
