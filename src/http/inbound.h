// Inbound: the bytes that a client sent and nobody has used yet. It reads ahead up to a limit, also while a request is
// being answered: that is how the end of a connection is noticed at once, and what a client sends early (the next
// request) waits here instead of being lost.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "http/transport.h"

namespace hearth::http {

class Inbound {
 public:
  // `changed` is called on the I/O thread when bytes have arrived or the connection has ended. Both outlive this, and
  // this outlives a read under way.
  Inbound(Transport& transport, std::function<void()> changed, size_t max_bytes)
      : transport_(transport), changed_(std::move(changed)), max_bytes_(max_bytes) {}

  std::string_view bytes() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void use(size_t n_bytes);

  // Starts a read unless one is under way, the limit is reached or the connection has ended.
  void read_ahead();
  bool reading() const { return reading_; }
  bool ended() const { return ended_; }
  bool full() const { return end_ - begin_ >= max_bytes_; }
  // Gives the buffer's memory back when it is empty.
  void shrink();

 private:
  Transport& transport_;
  const std::function<void()> changed_;
  const size_t max_bytes_;
  std::vector<char> buffer_;
  size_t begin_ = 0, end_ = 0;  // of the bytes in the buffer
  bool reading_ = false;
  bool ended_ = false;
};

}  // namespace hearth::http
