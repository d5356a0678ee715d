// HistoryFile: what the user sent in earlier sessions, one entry a line, oldest first, in ~/.hearth/history.
//
// A line break inside an entry is written as \n and a backslash as \\, so that one entry stays one line. Only the
// owner may read the file. Each entry is added to what the file holds by then, so sessions side by side keep each
// other's.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace hearth::cli {

class HistoryFile {
 public:
  static constexpr size_t kMaxEntries = 100;

  explicit HistoryFile(std::filesystem::path path) : path_(std::move(path)) {}
  // The user's; nothing when OLLAMA_NOHISTORY (no_history) is true or there is no home directory.
  static std::optional<HistoryFile> of_user();

  // Oldest first; empty when there is no file yet.
  Result<std::vector<std::string>> load() const;
  // Adds an entry, unless it is the last one already, and drops the oldest beyond kMaxEntries.
  Status add(const std::string& entry) const;

 private:
  std::filesystem::path path_;
};

}  // namespace hearth::cli
