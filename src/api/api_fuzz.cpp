// libFuzzer: any bytes as the body of every request and reply. Each either is refused with a message, or it is
// understood: printed and read again it stays the same. Seeds: tests/fuzz/api.
#include <cstdint>
#include <string_view>

#include "api/body.h"
#include "api/ollama/errors.h"
#include "api/ollama/test_shapes.h"
#include "base/check.h"

namespace hearth::ollama {
namespace {

void check_failure(const Error& error) {
  const Failure refused = failure(error);
  CHECK(refused.status >= 400 && refused.status < 600);
  CHECK(Json::parse(to_json(refused).dump(JsonEscape::kHtml)));
}

void read(std::string_view body) {
  const Result<Json> json = api::parse_body(body);
  if (!json) return check_failure(json.error());
  for (const Shape& shape : kShapes) {
    const Result<ReadAgain> first = shape.read(*json);
    if (!first) {
      check_failure(first.error());
      continue;
    }
    CHECK(first->warnings.lines().size() <= api::Warnings::kMaxLines + 1);
    const Result<Json> sent = api::parse_body(first->json.dump(JsonEscape::kHtml));
    CHECK(sent);
    const Result<ReadAgain> second = shape.read(*sent);
    CHECK(second && second->json == first->json);
  }
}

}  // namespace
}  // namespace hearth::ollama

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  hearth::ollama::read({reinterpret_cast<const char*>(data), size});
  return 0;
}
