// ChoiceStreams: several requests to one model, whose events one thread reads as they come.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

#include "base/result.h"
#include "runtime/runner.h"

namespace hearth::server {

class ChoiceStreams {
 public:
  // `runner` outlives it. When `stop` is requested, all of them end as cancelled.
  ChoiceStreams(runtime::Runner& runner, const std::stop_token& stop);
  // Ends those that are not over.
  ~ChoiceStreams();
  ChoiceStreams(const ChoiceStreams&) = delete;
  ChoiceStreams& operator=(const ChoiceStreams&) = delete;

  // `choice` is how next() calls it. Fails as Runner::submit does.
  Status add(int32_t choice, runtime::Request request);

  // How many have not ended.
  size_t n_open() const { return open_.size(); }

  struct Next {
    int32_t choice;
    runtime::Event event;
  };
  // Waits for an event of any of them; there is one that has not ended.
  Next next();

 private:
  struct Open {
    int32_t choice;
    std::shared_ptr<runtime::TokenStream> stream;
  };
  // Set by the engine's thread, which may outlive this.
  struct Signal {
    std::mutex mutex;
    std::condition_variable_any arrived;
    bool set = false;
    void notify();
  };

  runtime::Runner& runner_;
  std::stop_token stop_;
  std::shared_ptr<Signal> signal_ = std::make_shared<Signal>();
  std::vector<Open> open_;
  size_t first_ = 0;  // whose turn it is to be asked first, so that none waits for the others
};

}  // namespace hearth::server
