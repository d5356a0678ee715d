// Answering: /api/chat and /api/generate without HTTP: a request to a stream of chunks.
#pragma once

#include <expected>
#include <functional>
#include <stop_token>

#include "api/ollama/chat.h"
#include "api/ollama/errors.h"
#include "api/ollama/generate.h"
#include "server/model_manager.h"
#include "server/model_source.h"
#include "server/queueing.h"
#include "store/store.h"

namespace hearth::server {

// Nothing, or why not, in Ollama's words.
using Answered = std::expected<void, ollama::Failure>;

// Is told each chunk in turn, on the thread of the call; false: nobody wants the rest.
template <class Chunk>
using OnChunk = std::function<bool(const Chunk&)>;

class Answering {
 public:
  // What may be named as a model: the local command line also uses files where they lie.
  enum class Files { kRefused, kAllowed };

  // Both outlive it. `on_queued` is told of an answer that has to wait for its turn.
  Answering(const store::Store& store, ModelManager& models, Files files = Files::kRefused, OnQueued on_queued = {})
      : store_(store), models_(models), files_(files), on_queued_(std::move(on_queued)) {}

  // The last chunk is `done`, unless the caller stopped. A failure before the first chunk is the request's, later one
  // the answer's.
  Answered chat(const ollama::ChatRequest& request, const OnChunk<ollama::ChatChunk>& on_chunk,
                const std::stop_token& stop) const;
  Answered generate(const ollama::GenerateRequest& request, const OnChunk<ollama::GenerateChunk>& on_chunk,
                    const std::stop_token& stop) const;
  // Loads a model, or takes it out of memory when `keep_alive` is 0.
  Answered load(const ollama::ModelRequest& request, const std::stop_token& stop) const;

 private:
  std::expected<ModelSource, ollama::Failure> find(const std::string& name) const;

  const store::Store& store_;
  ModelManager& models_;
  Files files_;
  OnQueued on_queued_;
};

}  // namespace hearth::server
