#include "cli/input.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "base/text.h"

namespace hearth::cli {
namespace {

Result<std::string> read_all(std::FILE* file, std::string_view name) {
  std::string text;
  char buffer[1 << 16];
  size_t n = 0;
  while ((n = std::fread(buffer, 1, sizeof buffer, file)) > 0) text.append(buffer, n);
  if (std::ferror(file) != 0) return fail(ErrorCode::kIo, concat("cannot read ", name, ": ", std::strerror(errno)));
  return text;
}

}  // namespace

bool stdin_is_terminal() { return isatty(STDIN_FILENO) == 1; }

Result<std::string> read_stdin() {
  if (stdin_is_terminal()) return std::string();
  return read_all(stdin, "standard input");
}

Result<std::string> read_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) {
    return fail(errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
                concat("cannot open ", path, ": ", std::strerror(errno)));
  }
  return read_all(file.get(), path);
}

std::string join_prompt(std::string piped, std::span<const std::string> words) {
  std::string prompt = std::move(piped);
  for (const std::string& word : words) {
    if (!prompt.empty() || &word != words.data()) prompt += ' ';
    prompt += word;
  }
  return prompt;
}

}  // namespace hearth::cli
