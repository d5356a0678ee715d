// Spinner: a turning sign on standard error while the user waits; nothing when that is no terminal.
//
//   {
//     Spinner spinner(Spinner::on_stderr(), "loading model");
//     load();
//   }  // gone again
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace hearth::cli {

class Spinner {
 public:
  // Takes text and escape sequences to a terminal; called from the spinner's thread and, at the end, from stop()'s.
  using Sink = std::function<void(std::string_view)>;
  // One to standard error; an empty one, for which a Spinner does nothing, when that is no terminal.
  static Sink on_stderr();

  explicit Spinner(Sink sink, std::string label = {});
  ~Spinner();
  Spinner(const Spinner&) = delete;
  Spinner& operator=(const Spinner&) = delete;

  // Shows another label from now on; it is cut to the window's width.
  void set_label(std::string label);
  // Leaves the line as it was found. Does nothing the second time.
  void stop();

 private:
  void turn();
  void show_frame(size_t frame);

  const Sink sink_;
  std::mutex mutex_;  // guards the label and stopped_
  std::condition_variable wake_;
  std::string label_;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace hearth::cli
