// How the routes of Ollama's API answer: one JSON object, a stream of lines, or a failure.
#pragma once

#include <string>

#include "api/body.h"
#include "api/ollama/errors.h"
#include "base/json.h"
#include "http/http.h"
#include "server/queueing.h"

namespace hearth::server {

// As Go prints JSON: what HTML takes for its own is escaped.
std::string wire_text(const Json& json);

void reply(http::Exchange& exchange, const Json& json, int status = 200);
void reply(http::Exchange& exchange, const ollama::Failure& failure);
inline void reply(http::Exchange& exchange, const Error& error) { reply(exchange, ollama::failure(error)); }

// The body as `parse` reads it; nothing when it has been answered that it cannot be read.
template <class Parse>
auto read_request(http::Exchange& exchange, const Parse& parse) {
  using Parsed = decltype(parse(Json()));
  const Result<Json> json = api::parse_body(exchange.request().body);
  Parsed parsed = json ? parse(*json) : Parsed(std::unexpected(json.error()));
  if (!parsed) reply(exchange, parsed.error());
  return parsed;
}

// Lines of JSON as they come. The first one decides that the status is 200.
class LineStream {
 public:
  explicit LineStream(http::Exchange& exchange) : exchange_(exchange) {}

  // Before the first line, and at once: what the client waits for. The status is 200 from then on.
  void tell(const QueuePlace& place);
  // False when nobody listens any more.
  bool write(const Json& line);
  // Before the first line a status of its own; later the last line.
  void fail(const ollama::Failure& failure);
  bool started() const { return started_; }

 private:
  void start(http::Headers headers);

  http::Exchange& exchange_;
  bool started_ = false;
};

}  // namespace hearth::server
