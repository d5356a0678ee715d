#include "grammar/text_format.h"

#include <algorithm>
#include <map>
#include <mutex>

#include "base/check.h"
#include "base/text.h"
#include "grammar/regex.h"

namespace hearth::grammar {
namespace {

struct Row {
  std::string_view name, pattern;
};

constexpr Row kRows[] = {
#define TEXT_FORMAT(name, pattern) {name, pattern},
#include "grammar/text_formats.def"
#undef TEXT_FORMAT
};

}  // namespace

Result<std::shared_ptr<const Dfa>> find_text_format(std::string_view name) {
  const auto* row = std::ranges::find(kRows, name, &Row::name);
  if (row == std::end(kRows)) return fail(ErrorCode::kUnsupported, concat("format \"", name, "\" is not supported"));
  if (row->pattern.empty()) return nullptr;
  static std::mutex mutex;
  static std::map<std::string_view, std::shared_ptr<const Dfa>> made;
  const std::lock_guard lock(mutex);
  auto& dfa = made[row->name];
  if (dfa == nullptr) {
    auto parsed = parse_regex(row->pattern);
    CHECK(parsed.has_value());
    dfa = std::make_shared<const Dfa>(*std::move(parsed));
  }
  return dfa;
}

}  // namespace hearth::grammar
