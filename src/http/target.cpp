#include "http/target.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "http/headers.h"

namespace hearth::http {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

std::optional<int> hex_digit(char c) {
  if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
  const size_t value = kHexDigits.find(c);
  if (value == std::string_view::npos) return std::nullopt;
  return static_cast<int>(value);
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~").contains(c);
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

Result<std::string> percent_decode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto high = i + 1 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
    const auto low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
    if (!high || !low) return fail(ErrorCode::kInvalidArgument, "invalid percent-encoding in the path");
    out += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  if (std::ranges::any_of(out, is_control)) {
    return fail(ErrorCode::kInvalidArgument, "control character in the path");
  }
  return out;
}

// Takes "http://authority" off the front.
void take_authority(std::string_view& text, Target& target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_ignoring_case(text.substr(0, scheme.size()), scheme)) continue;
    text.remove_prefix(scheme.size());
    const size_t end = std::min(text.find_first_of("/?"), text.size());
    target.authority = text.substr(0, end);
    text.remove_prefix(end);
    return;
  }
}

Status add_segments(std::string_view path, Target& target) {
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const size_t end = std::min(path.find('/'), path.size());
    std::string segment = TRY(percent_decode(path.substr(0, end)));
    path.remove_prefix(end);
    target.ends_in_slash = segment.empty() || segment == "." || segment == "..";
    if (segment == "..") {
      if (!target.segments.empty()) target.segments.pop_back();
    } else if (!target.ends_in_slash) {
      target.segments.push_back(std::move(segment));
    }
  }
  if (target.segments.empty()) target.ends_in_slash = false;
  return {};
}

}  // namespace

std::string Target::path() const {
  std::string path;
  for (const std::string& segment : segments) path += concat('/', segment);
  return path.empty() ? "/" : path;
}

std::string percent_encode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kHexDigits[byte >> 4], kHexDigits[byte & 15]};
  }
  return out;
}

Result<Target> parse_target(std::string_view text) {
  Target target;
  if (text == "*") return target;  // of OPTIONS: the server as a whole
  take_authority(text, target);
  const size_t question = text.find('?');
  if (question != std::string_view::npos) target.query = text.substr(question + 1);
  const std::string_view path = text.substr(0, question);
  if (!path.starts_with('/') && !(path.empty() && !target.authority.empty())) {
    return fail(ErrorCode::kInvalidArgument, "the request target does not start with a slash");
  }
  TRY(add_segments(path, target));
  return target;
}

}  // namespace hearth::http
