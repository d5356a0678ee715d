// Cancel: a switch that ends a call of a client from elsewhere.
#pragma once

namespace hearth::http {

// Usable from a signal handler and from any thread; stays set until reset.
class Cancel {
 public:
  Cancel();
  ~Cancel();
  Cancel(const Cancel&) = delete;
  Cancel& operator=(const Cancel&) = delete;

  void cancel() noexcept;
  void reset() noexcept;
  bool requested() const noexcept;

  int fd() const { return fd_; }  // readable once cancelled

 private:
  int fd_;
};

}  // namespace hearth::http
