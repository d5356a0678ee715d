#include "http/router.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace hearth::http {
namespace {

std::vector<std::string> split_pattern(std::string_view pattern) {
  CHECK(pattern.starts_with('/'));
  std::vector<std::string> segments;
  for (pattern.remove_prefix(1); !pattern.empty();) {
    const size_t slash = std::min(pattern.find('/'), pattern.size());
    segments.emplace_back(pattern.substr(0, slash));
    pattern.remove_prefix(std::min(slash + 1, pattern.size()));
  }
  return segments;
}

bool is_param(std::string_view segment) { return segment.starts_with(':'); }

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& segments) {
  return std::ranges::equal(pattern, segments, [](const std::string& wanted, const std::string& segment) {
    return is_param(wanted) || wanted == segment;
  });
}

std::string location(const Target& target) {
  std::string text;
  for (const std::string& segment : target.segments) text += concat('/', percent_encode(segment));
  if (!target.query.empty()) text += concat('?', target.query);
  return text;
}

}  // namespace

void Router::add(Route route) {
  std::vector<std::string> pattern = split_pattern(route.pattern);
  for (size_t i = 0; i < routes_.size(); ++i) CHECK(routes_[i].method != route.method || patterns_[i] != pattern);
  routes_.push_back(std::move(route));
  patterns_.push_back(std::move(pattern));
}

const Route* Router::match(Method method, const std::vector<std::string>& segments) const {
  const Route* found = nullptr;
  for (size_t i = 0; i < routes_.size(); ++i) {
    if (routes_[i].method != method || !fits(patterns_[i], segments)) continue;
    // A literal pattern goes before one with names.
    if (std::ranges::none_of(patterns_[i], is_param)) return &routes_[i];
    if (found == nullptr) found = &routes_[i];
  }
  if (found == nullptr && method == Method::kHead) return match(Method::kGet, segments);
  return found;
}

Router::Outcome Router::find(Method method, const Target& target) const {
  if (const Route* route = match(method, target.segments)) {
    if (target.ends_in_slash) {
      const bool read_only = method == Method::kGet || method == Method::kHead;
      return Redirect{.status = read_only ? 301 : 307, .location = location(target)};
    }
    Match result{.route = route, .params = {}};
    const std::vector<std::string>& pattern = patterns_[static_cast<size_t>(route - routes_.data())];
    for (size_t i = 0; i < pattern.size(); ++i) {
      if (is_param(pattern[i])) result.params.emplace_back(pattern[i].substr(1), target.segments[i]);
    }
    return result;
  }
  std::string allowed;
  for (size_t i = 0; i < routes_.size() && !target.ends_in_slash; ++i) {
    if (fits(patterns_[i], target.segments)) {
      allowed += concat(allowed.empty() ? "" : ", ", method_name(routes_[i].method));
    }
  }
  if (allowed.empty()) return NotFound{};
  return WrongMethod{std::move(allowed)};
}

}  // namespace hearth::http
