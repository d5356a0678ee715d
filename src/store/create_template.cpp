#include "store/create_template.h"

#include <utility>

#include "template/go/template.h"

namespace hearth::store {

Status check_template(std::string_view text) {
  auto parsed = go_template::Template::parse(text);
  if (!parsed) return within("template error", {ErrorCode::kInvalidArgument, std::move(parsed.error().message)});
  return {};
}

}  // namespace hearth::store
