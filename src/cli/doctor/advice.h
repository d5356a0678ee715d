// Judging what was found: what could be better, why, and what to do about it.
#pragma once

#include <string>
#include <vector>

#include "cli/doctor/findings.h"

namespace hearth::cli::doctor {

struct Advice {
  std::string what;    // "the store's disk is nearly full"
  std::string why;     // what follows from it
  std::string action;  // what to do
};

// The most urgent first: what keeps Hearth from working, then what makes it slower, then what may be welcome.
std::vector<Advice> advice(const Findings& findings);

}  // namespace hearth::cli::doctor
