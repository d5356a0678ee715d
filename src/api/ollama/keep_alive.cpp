#include "api/ollama/keep_alive.h"

#include <charconv>
#include <string>

#include "base/go_duration.h"
#include "base/text.h"

namespace hearth::ollama {
namespace {

KeepAlive from_ns(int64_t ns) { return {ns < 0 ? KeepAlive::kForever : ns}; }

KeepAlive from_seconds(double seconds) {
  const double ns = seconds * 1e9;
  // 2^63 is the first double that does not fit.
  if (ns < 0 || ns >= 9223372036854775808.0) return {KeepAlive::kForever};
  return {static_cast<int64_t>(ns)};
}

}  // namespace

Result<KeepAlive> parse_keep_alive(const Json& json) {
  if (const std::string* text = json.if_string()) return from_ns(TRY(parse_go_duration(*text)));
  if (const int64_t* seconds = json.if_int64()) return from_seconds(static_cast<double>(*seconds));
  if (const uint64_t* seconds = json.if_uint64()) return from_seconds(static_cast<double>(*seconds));
  if (const double* seconds = json.if_double()) return from_seconds(*seconds);
  // The names of Go's types.
  const std::string_view type = json.if_bool() != nullptr    ? "bool"
                                : json.if_array() != nullptr ? "[]interface {}"
                                : json.is_null()             ? "<nil>"
                                                             : "map[string]interface {}";
  return fail(ErrorCode::kInvalidArgument, concat("Unsupported type: '", type, "'"));
}

Result<KeepAlive> parse_keep_alive_text(std::string_view text) {
  int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size()) return from_seconds(static_cast<double>(seconds));
  return from_ns(TRY(parse_go_duration(text)));
}

Json to_json(const KeepAlive& keep_alive) {
  if (keep_alive.ns == KeepAlive::kForever) return -1;
  return go_duration_text(keep_alive.ns);
}

}  // namespace hearth::ollama
