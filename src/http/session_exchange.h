// SessionExchange: the Exchange of a connection, where a handler's thread and the I/O thread meet. Each side leaves
// what it has and wakes the other; only the handler's thread ever waits, and only for the client.
//
// The answer goes from the handler to the I/O thread through a buffer that is taken as a whole, so parts that are
// written faster than the client reads travel together. The buffer's limit is what makes write() wait.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "http/http.h"

namespace hearth::http {

class SessionExchange final : public Exchange {
 public:
  // `wake` is called, on the handler's thread, whenever take() would have something new.
  SessionExchange(Request request, std::function<void()> wake);

  // --- the handler's thread ---
  const Request& request() const override { return request_; }
  Result<size_t> read_body(std::span<char> into) override;
  void respond(Response response) override;
  void start(Response head) override;
  [[nodiscard]] bool write(std::string_view part) override;
  std::stop_token stop_token() const override { return stop_.get_token(); }
  // Runs the handler and notes how it ended.
  void run(const Handler& handler);

  // --- the I/O thread ---
  enum class Answer { kNone, kWhole, kStreamed };

  // What the handler has left since the last call.
  struct Work {
    Answer answer = Answer::kNone;  // with `head`: the answer begins
    Response head;                  // of a whole answer with its body
    std::string part;               // of a streamed answer
    bool wants_body = false;        // the handler waits in read_body()
    bool finished = false;          // the handler has returned, and there is nothing after `part`
    bool broken = false;            // and it threw when the answer had begun
  };
  Work take();

  // The next part of the body; empty at its end.
  void give_body(std::string part);
  void fail_body(Error error);
  // Asks the handler to come to an end; it may still write.
  void request_stop() { stop_.request_stop(); }
  // Nobody takes the answer any more.
  void leave();

  // What the handler threw. Once finished.
  const std::string& error() const { return error_; }

 private:
  void note(std::unique_lock<std::mutex>& lock);
  void finish(std::string error);

  const Request request_;
  const std::function<void()> wake_;
  std::stop_source stop_;
  std::string error_;

  std::mutex mutex_;
  std::condition_variable changed_;  // for the handler's thread
  bool woken_ = false;               // wake_ was called since the last take()
  bool left_ = false;
  bool finished_ = false;
  bool broken_ = false;
  // The answer.
  bool answered_ = false;
  Answer answer_ = Answer::kNone;  // not yet taken
  Response head_;
  std::string outgoing_;
  bool head_due_ = false;  // also without a part
  // The body.
  bool wants_body_ = false;
  bool body_ended_ = false;
  std::string incoming_;
  std::optional<Error> body_error_;
};

}  // namespace hearth::http
