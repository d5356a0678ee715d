#include "api/openai/sampling.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>
#include <utility>

#include "api/limits.h"
#include "base/text.h"

namespace hearth::openai {
namespace {

// Hearth's seeds are not negative; any number that OpenAI takes is one of them.
void read_seed(api::Reader& body, api::Options& into) {
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min(), kMost = std::numeric_limits<int64_t>::max();
  const auto seed = body.integer("seed", kLeast, kMost);
  if (seed) into.seed = *seed & kMost;
}

std::optional<int32_t> token_id(std::string_view text) {
  int32_t id = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, id);
  if (error != std::errc() || stop != end || id < 0) return std::nullopt;
  return id;
}

void read_logit_bias(api::Reader& body, api::Options& into) {
  const Json* object = body.object("logit_bias");
  if (object == nullptr) return;
  const Json::Object& members = *object->if_object();
  if (members.size() > api::kMaxOptionItems) {
    return body.fail("logit_bias",
                     concat("expected at most ", api::kMaxOptionItems, " tokens, found ", members.size()));
  }
  api::Reader biases(*object, body.path_to("logit_bias"), body.report());
  std::vector<api::TokenBias> list;
  for (const auto& [key, value] : members) {
    const auto id = token_id(key);
    if (!id) return body.fail("logit_bias", concat("expected the number of a token, found ", api::quoted_name(key)));
    list.push_back({.token = *id, .bias = biases.number(key, -100, 100).value_or(0)});
  }
  into.logit_bias = std::move(list);
}

bool is_openais(std::string_view name) {
  static constexpr std::string_view kNames[] = {"temperature", "top_p", "presence_penalty", "frequency_penalty",
                                                "seed",        "stop",  "logit_bias"};
  return std::ranges::find(kNames, name) != std::end(kNames);
}

void read_extensions(api::Reader& body, api::Options& into) {
  for (const api::OptionRow& row : api::option_rows()) {
    if (is_openais(row.name) || !body.has(row.name)) continue;
    const Json one = Json::object({{std::string(row.name), *body.take(row.name)}});
    const auto options = api::parse_options(one, body.report().warnings);
    if (!options) return body.fail(row.name, options.error().message);
    into = api::merge(into, *options);
  }
}

}  // namespace

void read_stop(api::Reader& body, std::string_view name, api::Options& into) {
  const Json* json = body.take(name);
  if (json == nullptr) return;
  std::vector<std::string> stops;
  const auto add = [&](const Json& item) {
    const std::string* text = item.if_string();
    if (text == nullptr) return body.fail(name, concat("expected strings, found ", api::type_name(item)));
    if (text->size() > api::kMaxItemBytes) {
      return body.fail(name, concat("a string has ", text->size(), " bytes, expected at most ", api::kMaxItemBytes));
    }
    if (text->empty()) return body.report().warnings.add(concat("an empty string in ", name, " has no effect"));
    stops.push_back(*text);
  };
  if (json->if_string() != nullptr) {
    add(*json);
  } else if (json->if_array() == nullptr) {
    return body.fail(name, concat("expected a string or an array of strings, found ", api::type_name(*json)));
  } else if (const Json::Array* items = body.list(name, api::kMaxStops)) {
    for (const Json& item : *items) add(item);
  }
  into.stop = std::move(stops);
}

void read_sampling(api::Reader& body, api::Options& into) {
  into.temperature = body.number("temperature", 0, 2);
  into.top_p = body.number("top_p", 0, 1);
  into.presence_penalty = body.number("presence_penalty", -2, 2);
  into.frequency_penalty = body.number("frequency_penalty", -2, 2);
  read_seed(body, into);
  read_stop(body, "stop", into);
  read_logit_bias(body, into);
  read_extensions(body, into);
}

api::Options default_options() {
  api::Options options;
  options.temperature = 1;
  options.top_p = 1;
  return options;
}

}  // namespace hearth::openai
