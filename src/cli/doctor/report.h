// Telling what was found, to a person or to a program.
#pragma once

#include <span>
#include <string>

#include "base/json.h"
#include "cli/doctor/advice.h"
#include "cli/doctor/findings.h"

namespace hearth::cli::doctor {

std::string report_text(const Findings& findings, std::span<const Advice> advice);

// The same facts; sizes in bytes, what is not known or not limited null.
Json report_json(const Findings& findings, std::span<const Advice> advice);

}  // namespace hearth::cli::doctor
