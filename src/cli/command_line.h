// CommandLine: what a command accepts, declared once for the parser and for its help page.
//
//   std::string file;
//   int32_t top = -1;
//   CommandLine line("run");
//   line.argument("FILE", file, "the model");
//   line.option("--logprobs", "N", top, "log-probabilities of the N most likely tokens");
//   if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
//
// The parser behind it is CLI11, which only command_line.cpp includes.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/command.h"

namespace hearth::cli {

class CommandLine {
 public:
  enum Outcome { kRun, kHelp };
  using Rows = std::vector<std::pair<std::string, std::string>>;  // a name and what it means

  // The command of that row of commands.def.
  explicit CommandLine(std::string_view command);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  // Positional arguments in their order: one that must be there, or any number behind the others.
  void argument(std::string_view name, std::string& value, std::string_view purpose);
  void arguments(std::string_view name, std::vector<std::string>& values, std::string_view purpose);
  // `names`: "--verbose" or "-v,--verbose".
  void flag(std::string_view names, bool& value, std::string_view purpose);
  void option(std::string_view names, std::string_view placeholder, std::string& value, std::string_view purpose);
  void option(std::string_view names, std::string_view placeholder, int32_t& value, std::string_view purpose);
  // One that may be given several times.
  void option(std::string_view names, std::string_view placeholder, std::vector<std::string>& values,
              std::string_view purpose);
  // One more part of the help page.
  void explain(std::string_view heading, Rows rows);

  // Sets what was given and leaves the rest. kHelp: help was asked for, and is printed.
  Result<Outcome> parse(Arguments arguments);
  std::string help() const;

 private:
  struct Parser;
  const Command* command_;
  std::unique_ptr<Parser> parser_;
};

// Rows as an indented table of two columns, as all help pages have them.
std::string table_text(const CommandLine::Rows& rows);
// The part of every help page that lists the environment variables.
std::string environment_text();

}  // namespace hearth::cli
