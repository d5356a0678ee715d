#include "store/create_paths.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "base/text.h"

namespace hearth::store {
namespace {

namespace fs = std::filesystem;

// Of the user who runs this, or of another one.
Result<std::string> home_of(const std::string& user) {
  const char* home = std::getenv("HOME");
  if (user.empty() && home != nullptr && *home != '\0') return std::string(home);
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (user.empty()) {
    getpwuid_r(geteuid(), &entry, buffer.data(), buffer.size(), &found);
  } else {
    getpwnam_r(user.c_str(), &entry, buffer.data(), buffer.size(), &found);
  }
  if (found == nullptr) return fail(ErrorCode::kNotFound, concat("there is no user \"", user, "\""));
  return std::string(found->pw_dir);
}

std::unexpected<Error> cannot_read(const std::string& path, const std::error_code& error) {
  return fail(ErrorCode::kIo, concat(path, ": ", error.message()));
}

bool is_inside(const fs::path& path, const fs::path& folder) {
  return std::ranges::mismatch(path, folder).in2 == folder.end();
}

// The target of what may be a link; both are free of links then.
Status check_stays_inside(const fs::path& file, const fs::path& folder) {
  std::error_code error;
  const fs::path target = fs::canonical(file, error);
  if (error) return cannot_read(file.string(), error);
  if (is_inside(target, folder)) return {};
  const bool is_cache = file.string().contains(".cache");
  return fail(ErrorCode::kInvalidArgument,
              concat("insecure path: ", file.string(), " is a link to ", target.string(), " outside of its folder",
                     is_cache ? "; download the model with --local-dir to have it without links" : ""));
}

// What belongs to a model in safetensors files: they, and what describes them; of folders within, only how they pool.
bool belongs_to_safetensors(const std::string& name) {
  if (name.contains('/')) return name.ends_with("/config.json");
  return name.ends_with(".safetensors") || name.ends_with(".json") || name == "vocab.txt" ||
         name == "tokenizer.model" || name == "chat_template.jinja";
}

Result<std::vector<SourceFile>> files_in(const std::string& path) {
  std::error_code error;
  const fs::path folder = fs::canonical(path, error);
  std::vector<SourceFile> ggufs, others;
  bool has_safetensors = false;
  constexpr auto kSkip = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator entry(folder, kSkip, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry.depth() > 0) entry.disable_recursion_pending();
    const std::string name = entry->path().lexically_relative(folder).string();
    if (entry.depth() == 0 && name.ends_with(".gguf")) ggufs.push_back({name, entry->path().string()});
    if (!belongs_to_safetensors(name)) continue;
    has_safetensors = has_safetensors || name.ends_with(".safetensors");
    others.push_back({name, entry->path().string()});
  }
  if (error) return cannot_read(path, error);
  if (ggufs.empty() && !has_safetensors) {
    return fail(ErrorCode::kNotFound, concat(path, ": no Modelfile or safetensors files found, and no GGUF files"));
  }
  std::vector<SourceFile>& files = ggufs.empty() ? others : ggufs;
  for (const SourceFile& file : files) TRY(check_stays_inside(file.path, folder));
  std::ranges::sort(files, {}, &SourceFile::name);
  return files;
}

}  // namespace

Result<std::string> expand_path(std::string_view text, const std::string& folder) {
  if (!text.starts_with('~')) return (fs::path(folder) / text).lexically_normal().string();
  const size_t slash = std::min(text.find('/'), text.size());
  const std::string home = TRY(home_of(std::string(text.substr(1, slash - 1))));
  return concat(home, text.substr(slash));
}

bool looks_like_path(std::string_view text) {
  return text.starts_with('/') || text.starts_with('~') || text.starts_with("./") || text.starts_with("../") ||
         text == "." || text == ".." || text.ends_with(".gguf") || text.ends_with(".safetensors");
}

Result<std::optional<std::vector<SourceFile>>> find_model_files(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return std::nullopt;
  if (error) return cannot_read(path, error);
  if (fs::is_directory(status)) return TRY(files_in(path));
  return std::vector<SourceFile>{{fs::path(path).filename().string(), path}};
}

}  // namespace hearth::store
