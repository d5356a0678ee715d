// hearth show: everything there is to know about one model.
#include "base/text.h"
#include "cli/backends.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "cli/show_report.h"

namespace hearth::cli {
namespace {

struct Sections {
  bool license = false, modelfile = false, parameters = false, system = false, template_text = false;
  int count() const { return license + modelfile + parameters + system + template_text; }
};

const std::string& section(const ollama::ShowResponse& info, const Sections& wanted) {
  if (wanted.license) return info.license;
  if (wanted.modelfile) return info.modelfile;
  if (wanted.parameters) return info.parameters;
  if (wanted.system) return info.system;
  return info.template_text;
}

}  // namespace

Status run_show(Arguments arguments) {
  std::string model;
  bool verbose = false;
  Sections wanted;
  CommandLine line("show");
  line.argument("MODEL", model, "a model's name, or a GGUF file");
  line.flag("--license", wanted.license, "only its license");
  line.flag("--modelfile", wanted.modelfile, "only the Modelfile from which it can be made again");
  line.flag("--parameters", wanted.parameters, "only its parameters");
  line.flag("--system", wanted.system, "only its system message");
  line.flag("--template", wanted.template_text, "only its template");
  line.flag("-v,--verbose", verbose, "all metadata and all tensors too");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  if (wanted.count() > 1) {
    return fail(ErrorCode::kInvalidArgument,
                "only one of '--license', '--modelfile', '--parameters', '--system', or '--template' can be specified");
  }
  const auto backend = TRY(open_backend_of(model));
  const ollama::ShowResponse info = TRY(backend->show({.model = model, .verbose = verbose}));
  const std::string text = wanted.count() > 0 ? section(info, wanted) + '\n'
                                              : show_report(info, verbose ? Detail::kComplete : Detail::kBrief);
  TRY(write_out(text));
  return {};
}

}  // namespace hearth::cli
