// Router: which handler answers a method and a path. Patterns are literal segments and `:name`, which takes one
// segment: "/api/blobs/:digest". The rules for what does not match are Ollama's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "http/http.h"
#include "http/target.h"

namespace hearth::http {

enum class BodyMode {
  kWhole,     // read before the handler runs, into Request::body
  kStreamed,  // read by the handler, with Exchange::read_body
};

struct Route {
  Method method = Method::kGet;
  std::string pattern{};
  Handler handler{};
  BodyMode body_mode = BodyMode::kWhole;
  uint64_t max_body_bytes = uint64_t{64} << 20;
};

class Router {
 public:
  struct Match {
    const Route* route;  // valid as long as the router
    std::vector<std::pair<std::string, std::string>> params;
  };
  struct NotFound {};
  struct WrongMethod {
    std::string allowed;  // the value of Allow
  };
  // The path has a slash at its end, and without it there is a route.
  struct Redirect {
    int status;  // 301, or 307 so that a body is sent again
    std::string location;
  };
  using Outcome = std::variant<Match, NotFound, WrongMethod, Redirect>;

  // A pattern that was added before, for the same method, is a bug.
  void add(Route route);

  // HEAD finds the route of GET unless it has its own.
  Outcome find(Method method, const Target& target) const;

  const std::vector<Route>& routes() const { return routes_; }

 private:
  const Route* match(Method method, const std::vector<std::string>& segments) const;

  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> patterns_;  // [routes_], in segments
};

}  // namespace hearth::http
