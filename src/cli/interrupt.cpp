#include "cli/interrupt.h"

#include <unistd.h>

#include <csignal>

namespace hearth::cli {
namespace {

volatile sig_atomic_t shown = 0;
volatile sig_atomic_t interrupted = 0;

void on_interrupt(int) {
  if (shown == 0) _exit(0);
  interrupted = 1;
}

}  // namespace

Interrupt::Interrupt() {
  shown = 0;
  interrupted = 0;
  struct sigaction action = {};
  action.sa_handler = on_interrupt;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
}

Interrupt::~Interrupt() { signal(SIGINT, SIG_DFL); }

void Interrupt::mark_shown() { shown = 1; }

bool Interrupt::noted() const { return interrupted != 0; }

}  // namespace hearth::cli
