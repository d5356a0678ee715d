// Digest: the SHA-256 of some bytes, which is also their name in the store; Sha256 computes it piece by piece.
//
// A Digest comes from hashing or from exactly "sha256:" or "sha256-" and 64 lower-case hex digits, so a text from a
// network can never become a path by way of it.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace hearth {

class Digest {
 public:
  static constexpr size_t kBytes = 32;

  // kInvalidArgument for anything but the two spellings above.
  static Result<Digest> parse(std::string_view text);

  // "sha256:" and the digits, as manifests and the API have it.
  std::string text() const;
  // The 64 digits.
  std::string hex() const;
  // The first 12 digits, which stand for the whole in what people read.
  std::string short_hex() const;

  friend auto operator<=>(const Digest&, const Digest&) = default;

 private:
  friend class Sha256;
  explicit Digest(const std::array<uint8_t, kBytes>& bytes) : bytes_(bytes) {}

  std::array<uint8_t, kBytes> bytes_;
};

class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept = default;
  Sha256& operator=(Sha256&&) noexcept = default;
  ~Sha256() = default;

  void update(Bytes bytes);
  // Ends the computation: neither may be called again.
  Digest finish();

  // Of bytes that are all there.
  static Digest of(Bytes bytes);
  static Digest of(std::string_view text);

 private:
  struct FreeContext {
    void operator()(void* context) const;
  };
  std::unique_ptr<void, FreeContext> context_;  // OpenSSL's, whose types stay in digest.cpp
};

}  // namespace hearth
