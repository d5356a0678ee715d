// How much of a thing one request may carry. What is more is refused by a message that names both numbers.
#pragma once

#include <cstddef>

namespace hearth::api {

constexpr size_t kMaxMessages = 16384;
constexpr size_t kMaxToolCalls = 1024;  // of one message
constexpr size_t kMaxImages = 256;      // of one message
constexpr size_t kMaxTools = 1024;
constexpr size_t kMaxInputs = 65536;               // texts to embed
constexpr size_t kMaxOptionItems = 1024;           // stop strings, biases, options themselves
constexpr size_t kMaxItemBytes = 4096;             // of a stop string
constexpr size_t kMaxMembers = 4096;               // of one object of OpenAI's or Anthropic's API
constexpr size_t kMaxStops = 64;                   // stop strings there: each costs time for every token
constexpr size_t kMaxParts = 4096;                 // of the content of one message there
constexpr size_t kMaxTextBytes = size_t{1} << 20;  // of an option that is one text
constexpr size_t kMaxFiles = 4096;                 // of a model

}  // namespace hearth::api
