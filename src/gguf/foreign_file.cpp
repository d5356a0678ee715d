#include "gguf/foreign_file.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace hearth::gguf {
namespace {

using namespace std::string_view_literals;

struct Signature {
  std::string_view start;
  std::string_view what;
};

constexpr Signature kSignatures[] = {
    {"PK\x03\x04"sv, "it is a zip archive, as PyTorch writes them; convert it to GGUF"},
    {"\x80\x02"sv, "it is a Python pickle; convert it to GGUF"},
    {"version https://git-lfs"sv, "it is a Git LFS pointer; fetch the file that it stands for"},
    {"lmgg"sv, "it is a model in the old GGML format; convert it to GGUF"},
    {"fmgg"sv, "it is a model in the old GGML format; convert it to GGUF"},
    {"tjgg"sv, "it is a model in the old GGJT format; convert it to GGUF"},
    {"\x1f\x8b"sv, "it is gzip-compressed; unpack it first"},
    {"\x28\xb5\x2f\xfd"sv, "it is zstd-compressed; unpack it first"},
    {"\xfd"
     "7zXZ"sv,
     "it is xz-compressed; unpack it first"},
    {"\x89HDF\r\n"sv, "it is an HDF5 file; convert it to GGUF"},
    {"\x7f"
     "ELF"sv,
     "it is a program"},
    {"{"sv, "it is JSON text"},
};

// A safetensors file is the length of a JSON object in eight bytes, then the object.
bool is_safetensors(Bytes file) {
  return file.size() > 9 && load_unaligned<uint64_t>(file.data()) < (uint64_t{1} << 32) && file[8] == '{';
}

bool is_markup(std::string_view head) {
  const size_t start = head.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (start == std::string_view::npos) return false;
  std::string lower(head.substr(start, 9));
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower.starts_with("<!doctype") || lower.starts_with("<html") || lower.starts_with("<?xml");
}

std::string first_bytes(Bytes file) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out = "it starts with the bytes";
  for (const uint8_t byte : file.first(std::min<size_t>(file.size(), 4))) {
    out += ' ';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out + ", expected 47 47 55 46 (\"GGUF\")";
}

}  // namespace

std::string describe_foreign_file(Bytes file) {
  const std::string_view head(reinterpret_cast<const char*>(file.data()), std::min<size_t>(file.size(), 256));
  if (is_safetensors(file)) return "it is a safetensors file; convert it to GGUF";
  if (is_markup(head)) return "it is a web page; the download went wrong";
  for (const Signature& signature : kSignatures) {
    if (head.starts_with(signature.start)) return std::string(signature.what);
  }
  return first_bytes(file);
}

}  // namespace hearth::gguf
