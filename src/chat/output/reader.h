// Reader: one stage of reading a model's output, which comes in pieces cut anywhere. A stage takes from the front of
// the text what no later byte can change the meaning of, and leaves the rest until more has come: so the events are
// the same however the output was cut. Buffered keeps what is left.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "chat/output/event.h"

namespace hearth::chat {

enum class More { kMayCome, kNever };

class Reader {
 public:
  virtual ~Reader() = default;
  // How many bytes it has taken; 0: it waits for more. When no more comes it takes at least one.
  virtual size_t read(std::string_view text, More more, OutputEvents& events) = 0;
  // The output is over and all of it taken.
  virtual void finish(OutputEvents& events) = 0;
};

class Buffered {
 public:
  explicit Buffered(std::unique_ptr<Reader> reader) : reader_(std::move(reader)) {}

  void feed(std::string_view piece, OutputEvents& events) {
    pending_ += piece;
    take(More::kMayCome, events);
  }
  void finish(OutputEvents& events) {
    take(More::kNever, events);
    reader_->finish(events);
  }

 private:
  void take(More more, OutputEvents& events) {
    size_t n_taken = 0;
    while (n_taken < pending_.size()) {
      const size_t n = reader_->read(std::string_view(pending_).substr(n_taken), more, events);
      if (n == 0) break;
      n_taken += n;
    }
    pending_.erase(0, n_taken);
  }

  std::unique_ptr<Reader> reader_;
  std::string pending_;
};

}  // namespace hearth::chat
