#include "cli/cli.h"

#include <csignal>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/command.h"
#include "cli/message_line.h"

namespace hearth::cli {
namespace {

Status run_command(const std::vector<std::string>& words) {
  if (words.empty()) return TRY(find_command("help"))->run({});
  const std::string& first = words.front();
  const bool help = first == "--help" || first == "-h", version = first == "--version" || first == "-v";
  const Command* command = TRY(find_command(help ? "help" : version ? "version" : first));
  return command->run(Arguments(words).subspan(1));
}

// Errors are values; what is thrown comes from libraries, which is memory running out in nearly every case.
Status run_catching(const std::vector<std::string>& words) {
  try {
    return run_command(words);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::kOutOfMemory, "out of memory");
  } catch (const std::exception& error) {
    return fail(ErrorCode::kIo, error.what());
  }
}

}  // namespace

int run(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // writing tells (output.h)
  Status status = run_catching({argv + 1, argv + argc});
  if (status && std::fflush(stdout) != 0 && errno != EPIPE)
    status = fail(ErrorCode::kIo, "cannot write to standard output");
  if (status) return 0;
  std::fprintf(stderr, "Error: %s\n", message_line(status.error().message).c_str());
  return 1;
}

}  // namespace hearth::cli
