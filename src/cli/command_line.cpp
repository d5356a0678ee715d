#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>

#include "base/check.h"
#include "base/env.h"
#include "base/text.h"
#include "cli/number.h"
#include "cli/output.h"

namespace hearth::cli {
namespace {

enum class Count { kFlag, kOne, kMany };

}  // namespace

// CLI11 sees flags and options only; words are told apart here, because it would split one like "[a,b]" into a list.
struct CommandLine::Parser {
  struct Row {
    CLI::Option* option;
    std::function<Status(const std::vector<std::string>&)> set;
  };

  CLI::App app;
  CLI::Option* help = nullptr;
  std::vector<Row> rows;
  std::vector<std::string*> required;
  std::vector<std::string>* rest = nullptr;
  Rows arguments, flags;
  std::vector<std::pair<std::string_view, Rows>> sections;

  void add(std::string_view names, Count count, std::function<Status(const std::vector<std::string>&)> set) {
    const std::string n(names);
    CLI::Option* option = count == Count::kFlag ? app.add_flag(n) : app.add_option(n);
    if (count == Count::kMany) option->expected(1, CLI::detail::expected_max_vector_size)->take_all();
    if (count == Count::kOne) option->take_last();
    if (count == Count::kFlag) option->disable_flag_override();
    option->allow_extra_args(false);  // one value for each time that it is given
    rows.push_back({option, std::move(set)});
  }

  Status parse_flags(Arguments given, std::vector<std::string>& words);
  Status take_words(std::vector<std::string> words, const Command& command);
};

// CLI11 takes words that it does not know as they are, in their order; flags that it does not know among them.
Status CommandLine::Parser::parse_flags(Arguments given, std::vector<std::string>& words) {
  try {
    app.parse(std::vector<std::string>(given.rbegin(), given.rend()));  // it wants them reversed
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string message = error.what();
    return fail(ErrorCode::kInvalidArgument, concat(message.substr(0, message.find(':')), " needs a value"));
  } catch (const CLI::ParseError& error) {
    return fail(ErrorCode::kInvalidArgument, error.what());
  }
  words = app.remaining();
  for (const std::string& word : words) {
    if (word.starts_with('-') && word != "-")
      return fail(ErrorCode::kInvalidArgument, concat("unknown flag '", word, "'"));
  }
  for (const Row& row : rows) {
    if (row.option->count() > 0) TRY(row.set(row.option->results()));
  }
  return {};
}

Status CommandLine::Parser::take_words(std::vector<std::string> words, const Command& command) {
  if (words.size() < required.size()) {
    return fail(ErrorCode::kInvalidArgument, concat(arguments[words.size()].first, " is missing; usage: hearth ",
                                                    command.name, ' ', command.arguments));
  }
  const auto first_rest = words.begin() + static_cast<std::ptrdiff_t>(required.size());
  for (size_t i = 0; i < required.size(); ++i) *required[i] = std::move(words[i]);
  if (rest != nullptr) {
    rest->assign(first_rest, words.end());
  } else if (first_rest != words.end()) {
    return fail(ErrorCode::kInvalidArgument, concat("unexpected argument '", *first_rest, "'"));
  }
  return {};
}

CommandLine::CommandLine(std::string_view command) : parser_(std::make_unique<Parser>()) {
  const Result<const Command*> found = find_command(command);
  CHECK(found);
  command_ = *found;
  parser_->app.set_help_flag();
  parser_->help = parser_->app.add_flag("-h,--help");
  parser_->app.allow_extras();
}

CommandLine::~CommandLine() = default;

void CommandLine::argument(std::string_view name, std::string& value, std::string_view purpose) {
  parser_->arguments.emplace_back(name, purpose);
  parser_->required.push_back(&value);
}

void CommandLine::arguments(std::string_view name, std::vector<std::string>& values, std::string_view purpose) {
  parser_->arguments.emplace_back(name, purpose);
  parser_->rest = &values;
}

void CommandLine::flag(std::string_view names, bool& value, std::string_view purpose) {
  parser_->flags.emplace_back(names, purpose);
  parser_->add(names, Count::kFlag, [&value](const auto&) -> Status {
    value = true;
    return {};
  });
}

void CommandLine::option(std::string_view names, std::string_view placeholder, std::string& value,
                         std::string_view purpose) {
  parser_->flags.emplace_back(concat(names, ' ', placeholder), purpose);
  parser_->add(names, Count::kOne, [&value](const auto& given) -> Status {
    value = given.back();
    return {};
  });
}

void CommandLine::option(std::string_view names, std::string_view placeholder, int32_t& value,
                         std::string_view purpose) {
  parser_->flags.emplace_back(concat(names, ' ', placeholder), purpose);
  const std::string name(names.substr(names.rfind(',') + 1));
  parser_->add(names, Count::kOne, [&value, name](const auto& given) -> Status {
    value = TRY(parse_integer<int32_t>(name, given.back()));
    return {};
  });
}

void CommandLine::option(std::string_view names, std::string_view placeholder, std::vector<std::string>& values,
                         std::string_view purpose) {
  parser_->flags.emplace_back(concat(names, ' ', placeholder), purpose);
  parser_->add(names, Count::kMany, [&values](const auto& given) -> Status {
    values = given;
    return {};
  });
}

void CommandLine::explain(std::string_view heading, Rows rows) {
  parser_->sections.emplace_back(heading, std::move(rows));
}

Result<CommandLine::Outcome> CommandLine::parse(Arguments arguments) {
  // Behind "--" everything is a word.
  const size_t n_before = static_cast<size_t>(std::ranges::find(arguments, "--") - arguments.begin());
  std::vector<std::string> words;
  if (const Status status = parser_->parse_flags(arguments.first(n_before), words); !status) {
    return fail(ErrorCode::kInvalidArgument,
                concat(status.error().message, "; see 'hearth ", command_->name, " --help'"));
  }
  if (parser_->help->count() > 0) {
    TRY(write_out(help()));
    return kHelp;
  }
  if (n_before < arguments.size()) {
    words.insert(words.end(), arguments.begin() + static_cast<std::ptrdiff_t>(n_before) + 1, arguments.end());
  }
  TRY(parser_->take_words(std::move(words), *command_));
  return kRun;
}

std::string CommandLine::help() const {
  std::string page = concat("hearth ", command_->name, ": ", command_->purpose, "\n\nUsage:\n  hearth ", command_->name,
                            command_->arguments.empty() ? "" : " ", command_->arguments, " [flags]\n");
  if (const auto others = aliases(*command_); !others.empty()) {
    page += concat("\nAliases:\n  ", command_->name);
    for (const std::string_view name : others) page += concat(", ", name);
    page += '\n';
  }
  if (!parser_->arguments.empty()) page += concat("\nArguments:\n", table_text(parser_->arguments));
  Rows flags = parser_->flags;
  flags.emplace_back("-h,--help", "this page");
  for (auto& [names, purpose] : flags) {
    if (const size_t comma = names.find(",-"); comma != std::string::npos) names.insert(comma + 1, " ");
  }
  page += concat("\nFlags:\n", table_text(flags));
  for (const auto& [heading, rows] : parser_->sections) page += concat('\n', heading, ":\n", table_text(rows));
  return page + environment_text();
}

std::string table_text(const CommandLine::Rows& rows) {
  size_t width = 0;
  for (const auto& row : rows) width = std::max(width, row.first.size());
  std::string text;
  for (const auto& [name, meaning] : rows) {
    text += concat("  ", name, std::string(width + 2 - name.size(), ' '), meaning, '\n');
  }
  return text;
}

std::string environment_text() {
  CommandLine::Rows rows;
  for (const env::Variable& variable : env::variables()) rows.emplace_back(variable.name, variable.help);
  return concat("\nEnvironment Variables:\n", table_text(rows));
}

}  // namespace hearth::cli
