#include "cli/repl/history_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/env.h"
#include "base/settings.h"
#include "base/text.h"
#include "cli/input.h"

namespace hearth::cli {
namespace {

std::string one_line(std::string_view entry) {
  std::string line;
  for (const char c : entry) {
    if (c == '\n') {
      line += "\\n";
    } else if (c == '\\') {
      line += "\\\\";
    } else {
      line += c;
    }
  }
  return line;
}

// The reverse of one_line; a backslash in front of anything else stands for itself.
std::string entry_of(std::string_view line) {
  std::string entry;
  for (size_t i = 0; i < line.size(); ++i) {
    const char next = i + 1 < line.size() ? line[i + 1] : '\0';
    if (line[i] == '\\' && (next == 'n' || next == '\\')) {
      entry += next == 'n' ? '\n' : '\\';
      ++i;
    } else {
      entry += line[i];
    }
  }
  return entry;
}

Status cannot_write(const std::filesystem::path& path) {
  return fail(ErrorCode::kIo, concat("cannot write ", path.string(), ": ", std::strerror(errno)));
}

// In the place of `path` all at once, so that a reader never sees half of it.
Status replace_file(const std::filesystem::path& path, std::string_view text) {
  std::string temporary = path.string() + ".XXXXXX";
  const int fd = mkstemp(temporary.data());  // which gives it mode 0600
  if (fd < 0) return cannot_write(path);
  const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  const bool closed = close(fd) == 0;
  if (written && closed && rename(temporary.c_str(), path.c_str()) == 0) return {};
  const Status failed = cannot_write(path);
  unlink(temporary.c_str());
  return failed;
}

}  // namespace

std::optional<HistoryFile> HistoryFile::of_user() {
  const auto home = env::find("HOME");
  const Result<Settings> settings = Settings::load();  // what is wrong with them is told where the model is loaded
  if (!home || (settings && settings->no_history.value)) return std::nullopt;
  return HistoryFile(std::filesystem::path(*home) / ".hearth" / "history");
}

Result<std::vector<std::string>> HistoryFile::load() const {
  std::vector<std::string> entries;
  const Result<std::string> text = read_file(path_);
  if (!text && text.error().code == ErrorCode::kNotFound) return entries;
  if (!text) return std::unexpected(text.error());
  std::string_view rest = *text;
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    if (end > 0) entries.push_back(entry_of(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (entries.size() > kMaxEntries) entries.erase(entries.begin(), entries.end() - kMaxEntries);
  return entries;
}

Status HistoryFile::add(const std::string& entry) const {
  std::vector<std::string> entries = TRY(load());
  if (!entries.empty() && entries.back() == entry) return {};
  entries.push_back(entry);
  std::string text;
  for (size_t i = entries.size() > kMaxEntries ? 1 : 0; i < entries.size(); ++i) text += one_line(entries[i]) + '\n';
  std::error_code error;
  std::filesystem::create_directories(path_.parent_path(), error);
  if (error) return fail(ErrorCode::kIo, concat("cannot make ", path_.parent_path().string(), ": ", error.message()));
  return replace_file(path_, text);
}

}  // namespace hearth::cli
