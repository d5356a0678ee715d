#include "server/event_stream.h"

#include "http/sse.h"

namespace hearth::server {

void answer_json(http::Exchange& exchange, const Json& json, int status) {
  exchange.respond(http::json_response(status, json.dump()));
}

void answer_failure(http::Exchange& exchange, const api::Failure& failure, FailureJson print) {
  http::Response response = http::json_response(failure.status, print(failure).dump());
  if (failure.status == 503) response.headers.add("Retry-After", "1");
  exchange.respond(std::move(response));
}

bool EventStream::write(const Json& data, std::string_view event) { return write_text(data.dump(), event); }

bool EventStream::write_text(std::string_view data, std::string_view event) {
  if (!started_) {
    exchange_.start({.headers = {{"Content-Type", "text/event-stream; charset=utf-8"}, {"Cache-Control", "no-cache"}}});
    started_ = true;
  }
  return exchange_.write(http::format_sse({.name = std::string(event), .data = std::string(data)}));
}

void EventStream::fail(const api::Failure& failure, FailureJson print, std::string_view event) {
  if (started_)
    static_cast<void>(write(print(failure), event));
  else
    answer_failure(exchange_, failure, print);
}

}  // namespace hearth::server
