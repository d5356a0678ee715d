// MessageParser: reads one HTTP/1 message, a request or an answer, from bytes that arrive in parts. It does no input
// itself, so any bytes can be put to the test. The parser behind it is Boost.Beast's; what is added here are limits and
// the strictness that keeps two programs from seeing two different messages in the same bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/headers.h"

namespace hearth::http {

struct MessageHead {
  std::string method;  // of a request, as sent
  std::string target;  // of a request, as sent
  int status = 0;      // of an answer
  std::string reason;  // of an answer
  int version = 11;    // 10 or 11
  Headers headers;
  bool keep_alive = false;
  std::optional<uint64_t> content_length;
};

// Why a message is not read on: the status that tells the client, and a message.
struct Refusal {
  int status = 400;
  std::string message;
};

class MessageParser {
 public:
  enum class Kind { kRequest, kAnswer, kAnswerToHead };

  MessageParser(Kind kind, size_t max_header_bytes);
  ~MessageParser();
  MessageParser(const MessageParser&) = delete;
  MessageParser& operator=(const MessageParser&) = delete;

  // Reads from the start of `bytes` and returns how many it used: up to the end of the header, and in further calls up
  // to the end of the message. What it did not use is shown to it again, with more after it.
  std::expected<size_t, Refusal> put(std::string_view bytes);
  // The peer closed. False when the message is incomplete.
  bool put_end();

  bool header_done() const;
  bool done() const;
  const MessageHead& head() const;  // complete once header_done()
  // The body read since the last call.
  std::string take_body();

 private:
  class Parser;

  void skip_empty_lines(std::string_view& bytes) const;
  std::optional<Refusal> check_head() const;

  Kind kind_;
  size_t max_header_bytes_;
  size_t header_bytes_ = 0;
  std::unique_ptr<Parser> parser_;
};

}  // namespace hearth::http
