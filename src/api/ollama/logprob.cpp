#include "api/ollama/logprob.h"

#include <algorithm>
#include <limits>

namespace hearth::ollama {
namespace {

template <class Entry>
Json head_json(const Entry& entry) {
  Json bytes = Json::array();
  for (const char byte : entry.token) bytes.push_back(static_cast<unsigned char>(byte));
  return Json::object({{"token", entry.token}, {"logprob", entry.logprob}, {"bytes", std::move(bytes)}});
}

// The token's bytes, where they are given; its text otherwise, which may have lost some.
template <class Entry>
void read_head(api::Fields& fields, Entry& into) {
  std::vector<int32_t> bytes;
  fields.read("token", into.token);
  fields.read("logprob", into.logprob);
  fields.read("bytes", bytes);
  if (bytes.empty() || !std::ranges::all_of(bytes, [](int32_t byte) { return byte >= 0 && byte < 256; })) return;
  into.token.clear();
  for (const int32_t byte : bytes) into.token += static_cast<char>(byte);
}

void read_token_logprob(api::Fields& fields, TokenLogprob& into) { read_head(fields, into); }

}  // namespace

Json to_json(const Logprob& entry) {
  Json json = head_json(entry);
  if (entry.top_logprobs.empty()) return json;
  Json top = Json::array();
  for (const TokenLogprob& other : entry.top_logprobs) top.push_back(head_json(other));
  json.set("top_logprobs", std::move(top));
  return json;
}

void read_logprob(api::Fields& fields, Logprob& into) {
  constexpr size_t kAny = std::numeric_limits<size_t>::max();
  read_head(fields, into);
  fields.read_list("top_logprobs", "api.TokenLogprob", into.top_logprobs, kAny, read_token_logprob);
}

}  // namespace hearth::ollama
