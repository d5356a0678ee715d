// /show: the parts of a model and what this session sets in their place, one function per row of show_parts.def.
#include "base/text.h"
#include "cli/repl/slash_commands.h"
#include "cli/show_report.h"

namespace hearth::cli {
namespace {

#define PART(name, purpose) Status show_##name(Repl& repl, const SlashLine& line);
#include "cli/repl/show_parts.def"
#undef PART

constexpr SlashRow kParts[] = {
#define PART(name, purpose) {#name, "", "", purpose, show_##name},
#include "cli/repl/show_parts.def"
#undef PART
};

Status show_text(Repl& repl, const std::string& text, std::string_view otherwise) {
  return repl.print_foreign(text.empty() ? concat(otherwise, '\n') : concat(text, '\n'));
}

std::string indented_lines(std::string_view text) {
  std::string indented;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) indented += concat("  ", text.substr(0, end), '\n');
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return indented;
}

std::string option_lines(const api::Options& options) {
  constexpr size_t kColumn = 30;
  std::string lines;
  for (const auto& [name, value] : api::option_texts(options)) {
    const size_t n_spaces = name.size() < kColumn ? kColumn - name.size() : 0;
    lines += concat("  ", name, std::string(n_spaces + 1, ' '), value, '\n');
  }
  return lines;
}

Status show_info(Repl& repl, const SlashLine&) { return repl.print(show_report(repl.session.info(), Detail::kBrief)); }

Status show_license(Repl& repl, const SlashLine&) {
  return show_text(repl, repl.session.info().license, "No license was specified for this model.");
}

Status show_modelfile(Repl& repl, const SlashLine&) {
  return show_text(repl, repl.session.info().modelfile, "No Modelfile is known for this model.");
}

Status show_parameters(Repl& repl, const SlashLine&) {
  const std::string model = indented_lines(repl.session.info().parameters);
  const std::string user = option_lines(repl.session.options);
  std::string text = concat("Model defined parameters:\n",
                            model.empty() ? "  No additional parameters were specified for this model.\n" : model);
  if (!user.empty()) text += concat("\nUser defined parameters:\n", user);
  return repl.print_foreign(text + '\n');
}

Status show_system(Repl& repl, const SlashLine&) {
  const std::string& set = repl.session.system;
  return show_text(repl, set.empty() ? repl.session.info().system : set,
                   "No system message was specified for this model.");
}

Status show_template(Repl& repl, const SlashLine&) {
  const std::string& set = repl.session.template_text;
  return show_text(repl, set.empty() ? repl.session.info().template_text : set,
                   "No prompt template was specified for this model.");
}

}  // namespace

std::span<const SlashRow> show_parts() { return kParts; }

Status slash_show(Repl& repl, const SlashLine& line) {
  if (line.n_words() < 2) return run_slash_command(repl, "/? show");
  const SlashRow* row = find_row(kParts, line.word(1));
  if (row == nullptr) return unknown_command(repl, concat(line.word(0), ' ', line.word(1)));
  return row->run(repl, line);
}

}  // namespace hearth::cli
