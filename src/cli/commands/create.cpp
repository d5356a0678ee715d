// hearth create: makes a model from a Modelfile.
#include <cstdio>
#include <filesystem>

#include "base/text.h"
#include "cli/backends.h"
#include "cli/command_line.h"
#include "cli/input.h"
#include "cli/message_line.h"
#include "cli/spinner.h"
#include "store/create_modelfile.h"

namespace hearth::cli {
namespace {

namespace fs = std::filesystem;

// Without a Modelfile the folder's own model files are taken, as if it said FROM and nothing else.
Result<store::Modelfile> read_modelfile(const std::string& path) {
  const Result<std::string> bytes = read_file(path);
  if (!bytes && bytes.error().code != ErrorCode::kNotFound) return std::unexpected(bytes.error());
  const Result<store::Modelfile> parsed = store::Modelfile::parse(bytes ? *bytes : "FROM .\n");
  if (!parsed) return within(path, parsed.error());
  return *parsed;
}

// What is done at the moment, on a spinner; on a pipe each step is a line.
class ProgressView {
 public:
  ProgressView() : sink_(Spinner::on_stderr()) {}
  void show(const ollama::Progress& progress) {
    if (progress.status == last_) return;
    last_ = progress.status;
    if (!sink_) std::fprintf(stderr, "%s\n", message_line(last_).c_str());
    if (sink_ && spinner_) spinner_->set_label(last_);
    if (sink_ && !spinner_) spinner_.emplace(sink_, last_);
  }
  void finish() {
    spinner_.reset();
    if (sink_) std::fprintf(stderr, "%s\n", message_line(last_).c_str());
  }

 private:
  Spinner::Sink sink_;
  std::optional<Spinner> spinner_;
  std::string last_;
};

}  // namespace

Status run_create(Arguments arguments) {
  std::string model, path = "Modelfile", quantize, draft_quantize;
  CommandLine line("create");
  line.argument("MODEL", model, "the name of the new model");
  line.option("-f,--file", "FILE", path, "the Modelfile (Modelfile)");
  line.option("-q,--quantize", "TYPE", quantize, "quantize F32, F16 or BF16 weights: q4_k_m, q8_0, ...");
  line.option("--draft-quantize", "TYPE", draft_quantize, "the same for the draft model");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  const auto name = store::ModelName::parse(model);
  if (!name)
    return fail(ErrorCode::kInvalidArgument, concat("invalid model name: ", model, " (", name.error().message, ')'));

  const store::Modelfile modelfile = TRY(read_modelfile(path));
  const fs::path parent = fs::path(path).parent_path();
  api::Warnings warnings;
  auto request = store::request_of(*name, modelfile, parent.empty() ? "." : parent.string(), warnings);
  if (!request) return within(path, request.error());
  request->quantize = quantize;
  request->draft_quantize = draft_quantize;
  for (const std::string& text : warnings.lines()) std::fprintf(stderr, "warning: %s\n", message_line(text).c_str());
  const auto backend = TRY(open_backend());
  ProgressView view;
  TRY(backend->create_from_files(*request,
                                 [&](const ollama::Progress& progress) {
                                   view.show(progress);
                                   return Flow::kGoOn;
                                 },
                                 {}));
  view.finish();
  return {};
}

}  // namespace hearth::cli
