// Interrupt: what Ctrl-C does while a command works.
//
// Until mark_shown() it ends the program at once, with status 0 as Ollama does: there is nothing to finish. From then
// on the first one is only noted, so that the answer can be ended in an orderly way, and the second one kills.
#pragma once

namespace hearth::cli {

class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  void mark_shown();
  bool noted() const;
};

}  // namespace hearth::cli
