#include "http/inbound.h"

#include <algorithm>

#include "base/check.h"

namespace hearth::http {
namespace {

constexpr size_t kFirstBytes = 4096;  // of a buffer: thousands of connections are mostly idle

}  // namespace

void Inbound::use(size_t n_bytes) {
  CHECK(n_bytes <= end_ - begin_);
  begin_ += n_bytes;
}

void Inbound::shrink() {
  if (reading_ || begin_ != end_ || buffer_.size() <= kFirstBytes) return;
  buffer_ = std::vector<char>(kFirstBytes);
  begin_ = end_ = 0;
}

void Inbound::read_ahead() {
  if (reading_ || ended_ || full()) return;
  // Only here does the buffer move: a read under way points into it.
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_), buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
            buffer_.begin());
  end_ -= std::exchange(begin_, 0);
  if (end_ == buffer_.size())
    buffer_.resize(std::clamp(buffer_.size() * 2, kFirstBytes, std::max(max_bytes_, kFirstBytes)));
  reading_ = true;
  transport_.read_some(std::span(buffer_).subspan(end_), [this](std::error_code error, size_t n_bytes) {
    reading_ = false;
    end_ += n_bytes;
    ended_ = static_cast<bool>(error);
    changed_();
  });
}

}  // namespace hearth::http
