// hearth doctor: what this machine is, what holds Hearth back on it, and what to do about that.
#include "cli/command_line.h"
#include "cli/doctor/advice.h"
#include "cli/doctor/examine.h"
#include "cli/doctor/report.h"
#include "cli/output.h"
#include "cli/spinner.h"

namespace hearth::cli {

Status run_doctor(Arguments arguments) {
  bool json = false;
  CommandLine line("doctor");
  line.flag("--json", json, "one JSON object");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  doctor::Findings findings;
  {
    const Spinner spinner(Spinner::on_stderr(), "looking");
    findings = doctor::examine();
  }
  const std::vector<doctor::Advice> advice = doctor::advice(findings);
  TRY(write_out(json ? doctor::report_json(findings, advice).dump() + '\n' : doctor::report_text(findings, advice)));
  return {};
}

}  // namespace hearth::cli
