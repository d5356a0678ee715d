#include "api/openai/text_or_tokens.h"

#include <limits>
#include <utility>

#include "base/text.h"

namespace hearth::openai {
namespace {

constexpr std::string_view kExpected = "expected a string, an array of token ids, or an array of either";

// Token ids; what is none of them fails under its path.
std::vector<int32_t> read_tokens(const Json::Array& items, const std::string& path, api::ReadReport& report) {
  std::vector<int32_t> tokens;
  tokens.reserve(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    const int64_t* id = items[i].if_int64();
    if (id == nullptr || *id < 0 || *id > std::numeric_limits<int32_t>::max()) {
      const std::string where = api::item_path(path, i);
      report.fail(where, concat(where, ": expected the number of a token, found ", items[i].dump().substr(0, 64)));
      return {};
    }
    tokens.push_back(static_cast<int32_t>(*id));
  }
  return tokens;
}

}  // namespace

void read_texts_or_tokens(api::Reader& body, std::string_view name, size_t most, std::vector<TextOrTokens>& into) {
  const Json* json = body.take(name);
  if (json == nullptr) return body.fail(name, "is required");
  if (const std::string* text = json->if_string()) return into.assign(1, *text);
  const Json::Array* items = json->if_array();
  if (items == nullptr) return body.fail(name, concat(kExpected, ", found ", api::type_name(*json)));
  if (items->empty()) return body.fail(name, "expected at least one entry");
  if (items->front().if_int64() != nullptr) {
    return into.assign(1, read_tokens(*items, body.path_to(name), body.report()));
  }
  if (items->size() > most) return body.fail(name, concat("expected at most ", most, " items, found ", items->size()));
  for (size_t i = 0; i < items->size() && !body.failed(); ++i) {
    const Json& item = (*items)[i];
    const std::string path = api::item_path(body.path_to(name), i);
    if (const std::string* text = item.if_string())
      into.emplace_back(*text);
    else if (const Json::Array* ids = item.if_array())
      into.emplace_back(read_tokens(*ids, path, body.report()));
    else
      body.report().fail(path, concat(path, ": ", kExpected, ", found ", api::type_name(item)));
  }
}

}  // namespace hearth::openai
