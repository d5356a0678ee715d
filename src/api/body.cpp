#include "api/body.h"

#include <string>

#include "api/json_syntax.h"
#include "base/utf8.h"

namespace hearth::api {

Result<Json> parse_body(std::string_view body, JsonLimits limits) {
  const FirstValue first = TRY(find_first_value(body, limits.max_depth));
  // What is well-formed is seldom in need of repair, and then not copied.
  if (first.lone_surrogates.empty() && utf8::is_valid(first.text)) return Json::parse(first.text, limits);
  std::string repaired(first.text);
  for (const size_t at : first.lone_surrogates) repaired.replace(at, 6, "\\ufffd");
  return Json::parse(utf8::make_valid(repaired), limits);
}

}  // namespace hearth::api
