#include "http/admission.h"

#include "base/text.h"

namespace hearth::http {
namespace {

using Verdict = OriginPolicy::Verdict;

Response empty_response(int status) { return {.status = status, .headers = {}, .body = {}}; }

Response refuse(const Router::NotFound&) { return text_response(404, "404 page not found"); }
Response refuse(const Router::WrongMethod& wrong) {
  Response response = text_response(405, "405 method not allowed");
  response.headers.set("Allow", wrong.allowed);
  return response;
}
Response refuse(const Router::Redirect& redirect) {
  Response response = empty_response(redirect.status);
  response.headers.set("Location", redirect.location);
  return response;
}

// Where the request comes from: Origin, then Host, as Ollama asks them.
std::optional<Response> check_source(const Target& target, const Arrival& arrival, const Rules& rules,
                                     Admission& admission) {
  const Headers& headers = admission.request.headers;
  const Verdict verdict = rules.origins.check(headers);
  if (verdict == Verdict::kForbidden) return empty_response(403);
  const bool preflight = admission.request.method == Method::kOptions;
  if (verdict == Verdict::kAllowed) {
    const std::string_view origin = headers.find("Origin").value_or("");
    preflight ? rules.origins.allow_preflight(origin, admission.cors) : rules.origins.allow(origin, admission.cors);
    if (preflight) return empty_response(204);
  }
  const std::string_view host = target.authority.empty() ? headers.find("Host").value_or("") : target.authority;
  if (arrival.host_rule == Arrival::HostRule::kOwnNames && !rules.hosts.allows(host)) return empty_response(403);
  if (preflight) return empty_response(204);
  return std::nullopt;
}

std::optional<Response> find_route(const MessageHead& head, const Target& target, const Rules& rules,
                                   Admission& admission) {
  const Router::Outcome outcome = rules.router.find(admission.request.method, target);
  const auto* match = std::get_if<Router::Match>(&outcome);
  if (match == nullptr) {
    if (const auto* wrong = std::get_if<Router::WrongMethod>(&outcome)) return refuse(*wrong);
    if (const auto* redirect = std::get_if<Router::Redirect>(&outcome)) return refuse(*redirect);
    return refuse(Router::NotFound{});
  }
  admission.route = match->route;
  admission.request.params = match->params;
  if (rules.gate) {
    if (auto answer = rules.gate(admission.request, *admission.route)) return answer;
  }
  if (head.content_length.value_or(0) > admission.route->max_body_bytes) {
    return error_response(413, concat("the body has ", *head.content_length, " bytes, at most ",
                                      admission.route->max_body_bytes, " are taken"));
  }
  return std::nullopt;
}

}  // namespace

Admission admit(const MessageHead& head, const Arrival& arrival, const Rules& rules) {
  Admission admission;
  Request& request = admission.request;
  request.headers = head.headers;
  request.peer = arrival.peer;
  request.peer_kind = arrival.peer_kind;
  const auto method = find_method(head.method);
  Result<Target> target = parse_target(head.target);
  if (!target) {
    admission.refusal = error_response(400, target.error().message);
    return admission;
  }
  request.path = target->path();
  request.query = target->query;
  if (!method) {
    admission.refusal = text_response(405, "405 method not allowed");
    return admission;
  }
  request.method = *method;
  admission.refusal = check_source(*target, arrival, rules, admission);
  if (!admission.refusal) admission.refusal = find_route(head, *target, rules, admission);
  return admission;
}

}  // namespace hearth::http
