#include "cli/background_server.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <thread>

#include "base/home.h"
#include "base/text.h"
#include "cli/input.h"

namespace hearth::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kBetweenLooks{20};
constexpr uintmax_t kLongLogBytes = uintmax_t{16} << 20;  // then a new one is begun
constexpr size_t kTailBytes = 600;                        // of a log, in a message

std::unexpected<Error> cannot_start(std::string_view why) {
  return fail(ErrorCode::kIo,
              concat("cannot start a server in the background: ", why, "; 'hearth run --local' works without one"));
}

// Its length so far: what comes behind is the new server's.
Result<size_t> prepare_log(const std::string& path) {
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);
  if (error) return cannot_start(concat("cannot make the folder of ", path, ": ", error.message()));
  const uintmax_t size = fs::file_size(path, error);
  if (error) return size_t{0};
  if (size <= kLongLogBytes) return static_cast<size_t>(size);
  fs::rename(path, path + ".old", error);
  return size_t{0};
}

// The last lines that were written behind `begin`.
std::string log_tail(const std::string& path, size_t begin) {
  const Result<std::string> log = read_file(path);
  if (!log || log->size() <= begin) return concat("its log ", path, " is empty");
  std::string_view tail = std::string_view(*log).substr(begin);
  while (tail.ends_with('\n')) tail.remove_suffix(1);
  if (tail.size() > kTailBytes) tail.remove_prefix(tail.find('\n', tail.size() - kTailBytes - 1) + 1);
  return concat("its log ", path, " ends: ", tail);
}

// Everything that a process gets at its start besides program and environment.
class SpawnSettings {
 public:
  explicit SpawnSettings(const std::string& log_path) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files_, STDOUT_FILENO, log_path.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_adddup2(&files_, STDOUT_FILENO, STDERR_FILENO);
    // A pipe that the caller waits on, or a file that it has locked, must not stay open as long as the server runs.
    posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);
    posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;

  Result<pid_t> start(std::vector<std::string> command) const {
    std::vector<char*> words;
    for (std::string& word : command) words.push_back(word.data());
    words.push_back(nullptr);
    pid_t pid = 0;
    const int error = posix_spawn(&pid, words[0], &files_, &attributes_, words.data(), environ);
    if (error != 0) return cannot_start(concat(command[0], ": ", std::strerror(error)));
    return pid;
  }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

std::string end_text(int status) {
  if (WIFSIGNALED(status)) return concat("it was killed by signal ", WTERMSIG(status));
  return concat("it ended with status ", WEXITSTATUS(status));
}

}  // namespace

Result<pid_t> start_in_background(const BackgroundServer& server, const std::function<bool()>& answers) {
  const size_t log_begin = TRY(prepare_log(server.log_path));
  const pid_t pid = TRY(SpawnSettings(server.log_path).start(server.command));
  const Clock::time_point deadline = Clock::now() + server.patience;
  for (;;) {
    int status = 0;
    const bool ended = waitpid(pid, &status, WNOHANG) == pid;
    // Also when it has ended: two commands may start servers at once, and one of these finds the port taken.
    if (answers()) return pid;
    if (ended) return cannot_start(concat(end_text(status), "; ", log_tail(server.log_path, log_begin)));
    if (Clock::now() > deadline) {
      return cannot_start(concat("process ", pid, " does not answer after ", server.patience.count() / 1000, " s; ",
                                 log_tail(server.log_path, log_begin)));
    }
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

Result<BackgroundServer> own_server() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (error) return cannot_start(concat("cannot find this program: ", error.message()));
  return BackgroundServer{.command = {program.string(), "serve"}, .log_path = home_folder() + "/.hearth/serve.log"};
}

}  // namespace hearth::cli
