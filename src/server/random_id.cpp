#include "server/random_id.h"

#include <cstdint>
#include <random>

namespace hearth::server {

std::string random_id(std::string_view prefix) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::random_device random;
  std::string id(prefix);
  for (int word = 0; word < 3; ++word) {
    uint32_t bits = random();
    for (int digit = 0; digit < 8; ++digit, bits >>= 4) id += kDigits[bits & 15];
  }
  return id;
}

std::string random_call_id() {
  constexpr std::string_view kCharacters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device random;
  std::string id = "call_";
  for (int i = 0; i < 8; ++i) id += kCharacters[random() % kCharacters.size()];
  return id;
}

}  // namespace hearth::server
