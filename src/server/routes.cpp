#include "server/routes.h"

namespace hearth::server {
namespace {

constexpr uint64_t kSmall = uint64_t{1} << 20;    // names and options
constexpr uint64_t kLarge = uint64_t{128} << 20;  // long conversations, with images
constexpr uint64_t kBlob = uint64_t{1} << 42;     // a model's file: the disk is the limit

}  // namespace

http::Router make_router(App& app) {
  using http::BodyMode, http::Method;
  http::Router router;
  const auto add = [&](Method method, std::string pattern, RouteHandler handler, BodyMode body, uint64_t most) {
    router.add({.method = method,
                .pattern = std::move(pattern),
                .handler = [&app, handler](http::Exchange& exchange) { handler(app, exchange); },
                .body_mode = body,
                .max_body_bytes = most});
  };
#define ROUTE(method, path, handler, body, max_body_bytes) \
  add(Method::method, path, handler, BodyMode::body, max_body_bytes);
#include "server/routes.def"
#undef ROUTE
  return router;
}

}  // namespace hearth::server
