// HttpBackend: the commands' work done by a server, Hearth's or another one that speaks Ollama's API.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "cli/backend.h"
#include "http/client.h"

namespace hearth::cli {

// Each call is a request of its own, and a stop ends its connection, from which the server knows. Errors have the
// server's words and the code that their status stands for; kIo when no answer comes, or half of one.
class HttpBackend final : public Backend {
 public:
  // `options.address` is one to connect to.
  explicit HttpBackend(http::ClientOptions options) : options_(std::move(options)) {}

  Status chat(const ollama::ChatRequest& request, const On<ollama::ChatChunk>& on_chunk, std::stop_token stop) override;
  Status generate(const ollama::GenerateRequest& request, const On<ollama::GenerateChunk>& on_chunk,
                  std::stop_token stop) override;
  Result<ollama::EmbedResponse> embed(const ollama::EmbedRequest& request, std::stop_token stop) override;
  Status load(const ollama::ModelRequest& request, const On<ollama::Progress>& on_progress,
              std::stop_token stop) override;
  Status stop(const std::string& name) override;
  Result<ollama::ShowResponse> show(const ollama::ShowRequest& request) override;
  Result<std::vector<ollama::ModelEntry>> list() override;
  Result<std::vector<ollama::RunningModel>> ps() override;
  Status create(const ollama::CreateRequest& request, const On<ollama::Progress>& on_progress,
                std::stop_token stop) override;
  Status pull(const ollama::TransferRequest& request, const On<ollama::Progress>& on_progress,
              std::stop_token stop) override;
  Status push(const ollama::TransferRequest& request, const On<ollama::Progress>& on_progress,
              std::stop_token stop) override;
  Status create_from_files(const store::CreateRequest& request, const On<ollama::Progress>& on_progress,
                           std::stop_token stop) override;
  Status copy(const std::string& source, const std::string& destination) override;
  Status remove(const std::string& name) override;

  // Whether the server has a blob, and sending it one: a file of this machine that has that digest.
  Result<bool> has_blob(const Digest& digest);
  Status add_blob(const Digest& digest, const http::BodySource& file, const std::stop_token& stop);

  // The server's version: what a client asks to know whether a server is there at all.
  Result<std::string> version();

 private:
  // One request with the JSON it is answered with: null for an empty answer.
  Result<Json> ask(http::Method method, std::string_view path, const Json& body, const std::stop_token& stop = {});
  // One request with the lines that it is answered with. A `done` that never comes is an error.
  template <class Event>
  Status stream(std::string_view path, const Json& body, Result<Event> (*parse)(const Json&), const On<Event>& on_event,
                const std::stop_token& stop);

  http::ClientOptions options_;
};

}  // namespace hearth::cli
