#include "server/replies.h"

#include <algorithm>

#include "base/text.h"

namespace hearth::server {

std::string wire_text(const Json& json) { return json.dump(JsonEscape::kHtml); }

void reply(http::Exchange& exchange, const Json& json, int status) {
  exchange.respond(http::json_response(status, wire_text(json)));
}

void reply(http::Exchange& exchange, const ollama::Failure& failure) {
  http::Response response = http::json_response(failure.status, wire_text(ollama::to_json(failure)));
  if (failure.status == 503) response.headers.add("Retry-After", concat(std::max<int64_t>(failure.retry_after_s, 1)));
  exchange.respond(std::move(response));
}

void LineStream::start(http::Headers headers) {
  http::Response head{.headers = std::move(headers)};
  head.headers.add("Content-Type", "application/x-ndjson");
  exchange_.start(std::move(head));
  started_ = true;
}

void LineStream::tell(const QueuePlace& place) {
  http::Headers headers;
  headers.add("X-Queue-Position", concat(place.position));
  headers.add("Retry-After", concat(place.wait_s));
  start(std::move(headers));
  static_cast<void>(exchange_.write(""));
}

bool LineStream::write(const Json& line) {
  if (!started_) start({});
  return exchange_.write(wire_text(line) + '\n');
}

void LineStream::fail(const ollama::Failure& failure) {
  if (started_)
    static_cast<void>(write(ollama::to_json(failure)));
  else
    reply(exchange_, failure);
}

}  // namespace hearth::server
