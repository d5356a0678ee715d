// How the routes of OpenAI's and Anthropic's APIs answer: one JSON object, a stream of events, or a failure in the
// dialect's own shape.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "api/body.h"
#include "api/failure.h"
#include "base/json.h"
#include "http/http.h"

namespace hearth::server {

// A failure as the dialect prints it.
using FailureJson = Json (*)(const api::Failure&);

void answer_json(http::Exchange& exchange, const Json& json, int status = 200);
void answer_failure(http::Exchange& exchange, const api::Failure& failure, FailureJson print);

// The body as `parse` reads it, an api::Attempt; a failure has been answered.
template <class Parse>
auto read_body(http::Exchange& exchange, const Parse& parse, FailureJson print) {
  using Parsed = decltype(parse(Json()));
  const Result<Json> json = api::parse_body(exchange.request().body);
  Parsed parsed = json ? parse(*json) : Parsed(std::unexpected(api::failure(json.error())));
  if (!parsed) answer_failure(exchange, parsed.error(), print);
  return parsed;
}

// Server-sent events as they come. The first one decides that the status is 200.
class EventStream {
 public:
  explicit EventStream(http::Exchange& exchange) : exchange_(exchange) {}

  bool started() const { return started_; }
  // False when nobody listens any more.
  bool write(const Json& data, std::string_view event = {});
  bool write_text(std::string_view data, std::string_view event = {});
  // Before the first event a whole answer with a status of its own; later the last event.
  void fail(const api::Failure& failure, FailureJson print, std::string_view event = {});

 private:
  http::Exchange& exchange_;
  bool started_ = false;
};

}  // namespace hearth::server
