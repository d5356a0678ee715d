#include "server/replies.h"

namespace hearth::server {

std::string wire_text(const Json& json) { return json.dump(JsonEscape::kHtml); }

void reply(http::Exchange& exchange, const Json& json, int status) {
  exchange.respond(http::json_response(status, wire_text(json)));
}

void reply(http::Exchange& exchange, const ollama::Failure& failure) {
  http::Response response = http::json_response(failure.status, wire_text(ollama::to_json(failure)));
  // How long a place in the queue takes is not known to a request that was not let in; a second is soon enough.
  if (failure.status == 503) response.headers.add("Retry-After", "1");
  exchange.respond(std::move(response));
}

bool LineStream::write(const Json& line) {
  if (!started_) {
    http::Response head;
    head.headers.add("Content-Type", "application/x-ndjson");
    exchange_.start(std::move(head));
    started_ = true;
  }
  return exchange_.write(wire_text(line) + '\n');
}

void LineStream::fail(const ollama::Failure& failure) {
  if (started_)
    static_cast<void>(write(ollama::to_json(failure)));
  else
    reply(exchange_, failure);
}

}  // namespace hearth::server
