// Backend: who does the work behind the commands: this process with its own engine and store, or a server over HTTP.
//
// The currency are the structs of Ollama's API (api/ollama), so that both kinds answer alike. A model that does not
// exist is kNotFound. Calls block. Those that can take long have a stop_token: once a stop is requested they return
// soon, whatever they were doing (loading, reading a prompt, waiting for a server), and as having succeeded, since
// whoever stopped them knows.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "api/ollama/chat.h"
#include "api/ollama/create.h"
#include "api/ollama/embed.h"
#include "api/ollama/generate.h"
#include "api/ollama/model_request.h"
#include "api/ollama/progress.h"
#include "api/ollama/ps.h"
#include "api/ollama/show.h"
#include "api/ollama/tags.h"
#include "api/ollama/transfer.h"
#include "base/result.h"
#include "store/create.h"

namespace hearth::cli {

// Whether the sender of events is to go on; after kStop it sends no more and its call ends as having succeeded.
enum class Flow { kGoOn, kStop };

class Backend {
 public:
  // Is told each event in turn, on the thread of the call.
  template <class Event>
  using On = std::function<Flow(const Event&)>;

  virtual ~Backend() = default;

  // The last chunk is `done`, unless the call was stopped.
  virtual Status chat(const ollama::ChatRequest& request, const On<ollama::ChatChunk>& on_chunk,
                      std::stop_token stop) = 0;
  virtual Status generate(const ollama::GenerateRequest& request, const On<ollama::GenerateChunk>& on_chunk,
                          std::stop_token stop) = 0;
  virtual Result<ollama::EmbedResponse> embed(const ollama::EmbedRequest& request, std::stop_token stop) = 0;

  // Makes the model ready to answer with these options, and keeps it so for `keep_alive`.
  virtual Status load(const ollama::ModelRequest& request, const On<ollama::Progress>& on_progress,
                      std::stop_token stop) = 0;
  // Takes it out of memory, when it is there.
  virtual Status stop(const std::string& name) = 0;

  virtual Result<ollama::ShowResponse> show(const ollama::ShowRequest& request) = 0;
  // Newest first.
  virtual Result<std::vector<ollama::ModelEntry>> list() = 0;
  // The models in memory.
  virtual Result<std::vector<ollama::RunningModel>> ps() = 0;

  virtual Status create(const ollama::CreateRequest& request, const On<ollama::Progress>& on_progress,
                        std::stop_token stop) = 0;
  // From a registry, and to it.
  virtual Status pull(const ollama::TransferRequest& request, const On<ollama::Progress>& on_progress,
                      std::stop_token stop) = 0;
  virtual Status push(const ollama::TransferRequest& request, const On<ollama::Progress>& on_progress,
                      std::stop_token stop) = 0;
  // The same from files of this machine.
  virtual Status create_from_files(const store::CreateRequest& request, const On<ollama::Progress>& on_progress,
                                   std::stop_token stop) = 0;
  virtual Status copy(const std::string& source, const std::string& destination) = 0;
  virtual Status remove(const std::string& name) = 0;
};

}  // namespace hearth::cli
