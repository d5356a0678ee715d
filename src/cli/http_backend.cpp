#include "cli/http_backend.h"

#include <functional>

#include "api/ollama/copy.h"
#include "api/ollama/delete.h"
#include "api/ollama/errors.h"
#include "api/ollama/version.h"
#include "base/text.h"
#include "cli/send_files.h"
#include "cli/version.h"
#include "http/ndjson.h"

namespace hearth::cli {
namespace {

// The most of a refusal that is read: a message, or the page of some proxy.
constexpr size_t kMaxRefusalBytes = size_t{1} << 20;

// A client whose call ends once a stop is requested.
class StoppableClient {
 public:
  StoppableClient(const http::ClientOptions& options, const std::stop_token& stop)
      : client_(options, &cancel_), on_stop_(stop, [this] { cancel_.cancel(); }) {}

  http::Client* operator->() { return &client_; }

 private:
  http::Cancel cancel_;
  http::Client client_;
  std::stop_callback<std::function<void()>> on_stop_;
};

http::ClientRequest request_of(http::Method method, std::string_view path, const Json& body) {
  http::ClientRequest request{.method = method, .path = std::string(path)};
  request.headers.add("User-Agent", concat("hearth/", kVersion));
  if (body.is_null()) return request;
  request.headers.add("Content-Type", "application/json");
  request.body = body.dump();
  return request;
}

bool is_success(const http::ClientResponse& response) { return response.status / 100 == 2; }

std::unexpected<Error> refusal(int status, std::string_view body) {
  const Result<Json> json = Json::parse(body);
  return std::unexpected(ollama::parse_failure(status, json ? *json : Json()));
}

Result<Json> parse_json(std::string_view text) {
  Result<Json> json = Json::parse(text);
  if (!json) return within("the server's answer is not understood", json.error());
  return json;
}

bool is_last(const ollama::Answer& chunk) { return chunk.done; }
bool is_last(const ollama::Progress& progress) { return progress.status == "success"; }

// Nothing to ask but that the model be loaded, or go.
ollama::GenerateRequest without_prompt(const ollama::ModelRequest& model) {
  ollama::GenerateRequest request;
  static_cast<ollama::ModelRequest&>(request) = model;
  request.stream = false;
  return request;
}

// The lines of one streamed answer.
template <class Event>
class EventReader {
 public:
  EventReader(Result<Event> (*parse)(const Json&), const Backend::On<Event>& on_event)
      : parse_(parse), on_event_(on_event) {}

  Status add(const http::ClientResponse& head, std::string_view part) {
    if (is_success(head)) return lines_.add(part, [this](std::string_view line) { return read(line); });
    refusal_.append(part.substr(0, kMaxRefusalBytes - refusal_.size()));
    return {};
  }
  // Once all parts of `response` were added.
  Status finish(const http::ClientResponse& response) {
    if (!is_success(response)) return refusal(response.status, refusal_);
    TRY(lines_.finish([this](std::string_view line) { return read(line); }));
    if (!complete_) return fail(ErrorCode::kIo, "the server ended its answer before it was complete");
    return {};
  }
  bool stopped() const { return flow_ == Flow::kStop; }

 private:
  // Fails to end the call, once the receiver has had enough.
  Status read(std::string_view line) {
    const Json json = TRY(parse_json(line));
    const Event event = TRY(parse_(json));
    complete_ = is_last(event);
    flow_ = on_event_(event);
    if (stopped()) return fail(ErrorCode::kIo, "cancelled");
    return {};
  }

  Result<Event> (*parse_)(const Json&);
  const Backend::On<Event>& on_event_;
  http::LineSplitter lines_;
  std::string refusal_;
  Flow flow_ = Flow::kGoOn;
  bool complete_ = false;
};

}  // namespace

Result<Json> HttpBackend::ask(http::Method method, std::string_view path, const Json& body,
                              const std::stop_token& stop) {
  StoppableClient client(options_, stop);
  const http::ClientResponse response = TRY(client->send(request_of(method, path, body)));
  if (!is_success(response)) return refusal(response.status, response.body);
  if (response.body.empty()) return Json();
  return parse_json(response.body);
}

template <class Event>
Status HttpBackend::stream(std::string_view path, const Json& body, Result<Event> (*parse)(const Json&),
                           const On<Event>& on_event, const std::stop_token& stop) {
  EventReader<Event> reader(parse, on_event);
  StoppableClient client(options_, stop);
  const auto response =
      client->stream(request_of(http::Method::kPost, path, body),
                     [&](const http::ClientResponse& head, std::string_view part) { return reader.add(head, part); });
  const Status finished = response ? reader.finish(*response) : Status(std::unexpected(response.error()));
  if (reader.stopped() || stop.stop_requested()) return {};
  return finished;
}

Status HttpBackend::chat(const ollama::ChatRequest& request, const On<ollama::ChatChunk>& on_chunk,
                         std::stop_token stop) {
  return stream("/api/chat", ollama::to_json(request), ollama::parse_chat_chunk, on_chunk, stop);
}

Status HttpBackend::generate(const ollama::GenerateRequest& request, const On<ollama::GenerateChunk>& on_chunk,
                             std::stop_token stop) {
  return stream("/api/generate", ollama::to_json(request), ollama::parse_generate_chunk, on_chunk, stop);
}

Result<ollama::EmbedResponse> HttpBackend::embed(const ollama::EmbedRequest& request, std::stop_token stop) {
  const Result<Json> answer = ask(http::Method::kPost, "/api/embed", ollama::to_json(request), stop);
  if (stop.stop_requested()) return ollama::EmbedResponse{};
  return ollama::parse_embed_response(TRY(answer));
}

Status HttpBackend::load(const ollama::ModelRequest& request, const On<ollama::Progress>&, std::stop_token stop) {
  const Json body = ollama::to_json(without_prompt(request));
  const Result<Json> answer = ask(http::Method::kPost, "/api/generate", body, stop);
  if (stop.stop_requested()) return {};
  if (!answer) return std::unexpected(answer.error());
  TRY(ollama::parse_generate_chunk(*answer));
  return {};
}

Status HttpBackend::stop(const std::string& name) {
  return load({.model = name, .keep_alive = ollama::KeepAlive{0}}, {}, {});
}

Result<ollama::ShowResponse> HttpBackend::show(const ollama::ShowRequest& request) {
  return ollama::parse_show_response(TRY(ask(http::Method::kPost, "/api/show", ollama::to_json(request))));
}

Result<std::vector<ollama::ModelEntry>> HttpBackend::list() {
  const Json answer = TRY(ask(http::Method::kGet, "/api/tags", {}));
  return TRY(ollama::parse_tags_response(answer)).models;
}

Result<std::vector<ollama::RunningModel>> HttpBackend::ps() {
  const Json answer = TRY(ask(http::Method::kGet, "/api/ps", {}));
  return TRY(ollama::parse_ps_response(answer)).models;
}

Status HttpBackend::create(const ollama::CreateRequest& request, const On<ollama::Progress>& on_progress,
                           std::stop_token stop) {
  return stream("/api/create", ollama::to_json(request), ollama::parse_progress, on_progress, stop);
}

Status HttpBackend::pull(const ollama::TransferRequest& request, const On<ollama::Progress>& on_progress,
                         std::stop_token stop) {
  return stream("/api/pull", ollama::to_json(request), ollama::parse_progress, on_progress, stop);
}

Status HttpBackend::push(const ollama::TransferRequest& request, const On<ollama::Progress>& on_progress,
                         std::stop_token stop) {
  return stream("/api/push", ollama::to_json(request), ollama::parse_progress, on_progress, stop);
}

Status HttpBackend::create_from_files(const store::CreateRequest& request, const On<ollama::Progress>& on_progress,
                                      std::stop_token stop) {
  const auto sent = send_files(*this, request, on_progress, stop);
  if (stop.stop_requested()) return {};
  return create(TRY(sent), on_progress, stop);
}

Result<bool> HttpBackend::has_blob(const Digest& digest) {
  const Result<Json> answer = ask(http::Method::kHead, "/api/blobs/" + digest.text(), {});
  if (!answer && answer.error().code == ErrorCode::kNotFound) return false;
  if (!answer) return std::unexpected(answer.error());
  return true;
}

Status HttpBackend::add_blob(const Digest& digest, const http::BodySource& file, const std::stop_token& stop) {
  StoppableClient client(options_, stop);
  http::ClientRequest request = request_of(http::Method::kPost, "/api/blobs/" + digest.text(), {});
  request.source = &file;
  const http::ClientResponse response = TRY(client->send(request));
  if (!is_success(response)) return refusal(response.status, response.body);
  return {};
}

Status HttpBackend::copy(const std::string& source, const std::string& destination) {
  TRY(ask(http::Method::kPost, "/api/copy", ollama::to_json(ollama::CopyRequest{source, destination})));
  return {};
}

Status HttpBackend::remove(const std::string& name) {
  TRY(ask(http::Method::kDelete, "/api/delete", ollama::to_json(ollama::DeleteRequest{name})));
  return {};
}

Result<std::string> HttpBackend::version() {
  const Json answer = TRY(ask(http::Method::kGet, "/api/version", {}));
  return TRY(ollama::parse_version_response(answer)).version;
}

}  // namespace hearth::cli
