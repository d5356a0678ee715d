#include "cli/repl/external_editor.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/env.h"
#include "base/settings.h"
#include "base/text.h"
#include "cli/input.h"

namespace hearth::cli {
namespace {

std::string editor_command() {
  const Result<Settings> settings = Settings::load();  // what is wrong with them is told where the model is loaded
  if (settings && !settings->editor.value.empty()) return settings->editor.value;
  if (const auto command = env::find("VISUAL")) return std::string(*command);
  return std::string(env::value("EDITOR"));
}

// A file that is gone when this is.
class TemporaryFile {
 public:
  static Result<TemporaryFile> create(std::string_view text) {
    std::error_code error;
    std::filesystem::path directory = std::filesystem::temp_directory_path(error);
    if (error) directory = "/tmp";
    TemporaryFile file((directory / "hearth-XXXXXX.md").string());
    const int fd = mkstemps(file.path_.data(), 3);
    if (fd < 0) {
      return fail(ErrorCode::kIo, concat("cannot make a file in ", directory.string(), ": ", std::strerror(errno)));
    }
    const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    close(fd);
    if (!written) return fail(ErrorCode::kIo, concat("cannot write ", file.path_, ": ", std::strerror(errno)));
    return file;
  }
  ~TemporaryFile() {
    if (!path_.empty()) unlink(path_.c_str());
  }
  TemporaryFile(TemporaryFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFile& operator=(TemporaryFile&&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

// While the editor runs, Ctrl-C is for it alone.
class IgnoredInterrupt {
 public:
  IgnoredInterrupt() {
    struct sigaction ignore = {};
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGINT, &ignore, &before_);
  }
  ~IgnoredInterrupt() { sigaction(SIGINT, &before_, nullptr); }
  IgnoredInterrupt(const IgnoredInterrupt&) = delete;
  IgnoredInterrupt& operator=(const IgnoredInterrupt&) = delete;

 private:
  struct sigaction before_ = {};
};

Status run_editor(const std::string& command, const std::string& path) {
  const IgnoredInterrupt ignored;
  const std::string script = command + " \"$1\"";
  const pid_t child = fork();
  if (child == 0) {
    signal(SIGINT, SIG_DFL);
    execl("/bin/sh", "sh", "-c", script.c_str(), "sh", path.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (child < 0) return fail(ErrorCode::kIo, concat("cannot start the editor: ", std::strerror(errno)));
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return fail(ErrorCode::kIo, concat("the editor '", command, "' failed; OLLAMA_EDITOR names another one"));
}

}  // namespace

Result<std::string> edit_text(std::string_view text) {
  const TemporaryFile file = TRY(TemporaryFile::create(text));
  TRY(run_editor(editor_command(), file.path()));
  std::string edited = TRY(read_file(file.path()));
  edited.erase(edited.find_last_not_of("\r\n") + 1);
  return edited;
}

}  // namespace hearth::cli
