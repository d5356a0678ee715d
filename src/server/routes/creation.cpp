// /api/create and /api/blobs: new models, and the files that they are made of.
#include <array>
#include <optional>

#include "api/ollama/create.h"
#include "api/ollama/progress.h"
#include "base/text.h"
#include "server/creating.h"
#include "server/replies.h"
#include "server/routes.h"

namespace hearth::server {
namespace {

// The digest in the path; nothing when it has been answered that it is none.
std::optional<Digest> read_digest(http::Exchange& exchange) {
  const auto digest = Digest::parse(exchange.request().param("digest"));
  if (digest) return *digest;
  reply(exchange, ollama::failure(ollama::Refusal::kDigestInvalid));
  return std::nullopt;
}

// The body as a blob, whatever its digest.
Result<store::AddedBlob> receive(App& app, http::Exchange& exchange) {
  auto writer = TRY(app.store.blobs().writer());
  std::array<char, size_t{64} << 10> part;
  for (;;) {
    const size_t n = TRY(exchange.read_body(part));
    if (n == 0) break;
    TRY(writer.append({reinterpret_cast<const uint8_t*>(part.data()), n}));
  }
  return std::move(writer).commit();
}

}  // namespace

void api_create(App& app, http::Exchange& exchange) {
  const auto request = read_request(exchange, ollama::parse_create_request);
  if (!request) return;
  LineStream lines(exchange);
  std::optional<ollama::Progress> last;
  const Status created = create_model(app.store, *request, [&](const ollama::Progress& progress) {
    last = progress;
    if (request->stream) static_cast<void>(lines.write(ollama::to_json(progress)));
  });
  if (!created)
    lines.fail(ollama::failure(created.error()));
  else if (!request->stream && last)
    reply(exchange, ollama::to_json(*last));
}

void api_has_blob(App& app, http::Exchange& exchange) {
  const auto digest = read_digest(exchange);
  if (digest) exchange.respond({.status = app.store.blobs().has(*digest) ? 200 : 404});
}

void api_add_blob(App& app, http::Exchange& exchange) {
  const auto digest = read_digest(exchange);
  if (!digest) return;
  if (app.store.blobs().has(*digest)) return exchange.respond({.status = 200});
  const auto added = receive(app, exchange);
  if (!added) return reply(exchange, added.error());
  const Digest& found = added->digest();
  if (found == *digest) return exchange.respond({.status = 201});
  // What came stays under its true name, as with Ollama: nothing that is right has to be sent again.
  reply(exchange,
        ollama::Failure{400, concat("digest mismatch, expected \"", digest->text(), "\", got \"", found.text(), "\"")});
}

}  // namespace hearth::server
