// Embedding: /api/embed, /api/embeddings and what other dialects make of them, without HTTP: texts to vectors.
//
//   const Embedding embedding(app.store, app.models);
//   const auto reply = embedding.embed(request, exchange.stop_token());
//
// Texts are tokenized as the model wants, special tokens in them parsed as Ollama does, and computed in steps that they
// share. Vectors have the length 1.
#pragma once

#include <expected>
#include <stop_token>

#include "api/ollama/embed.h"
#include "api/ollama/errors.h"
#include "server/answering.h"
#include "server/model_manager.h"
#include "server/model_source.h"
#include "store/store.h"

namespace hearth::server {

template <class Reply>
using Embedded = std::expected<Reply, ollama::Failure>;

class Embedding {
 public:
  // Both outlive it.
  Embedding(const store::Store& store, ModelManager& models, Answering::Files files = Answering::Files::kRefused)
      : store_(store), models_(models), files_(files) {}

  // A vector for each text, in their order, the empty text included; without texts the model is loaded, or taken out of
  // memory when `keep_alive` is 0. A text that is longer than the context is cut, which a warning says, or refused
  // when `truncate` is off. `dimensions` cuts vectors, which are then normalized again. prompt_eval_count is the tokens
  // of all texts. kBusy (503) when `stop` was requested.
  Embedded<ollama::EmbedResponse> embed(const ollama::EmbedRequest& request, const std::stop_token& stop) const;
  // One text, never cut; an empty one only loads the model and has no vector.
  Embedded<ollama::EmbeddingsResponse> embeddings(const ollama::EmbeddingsRequest& request,
                                                  const std::stop_token& stop) const;

 private:
  std::expected<ModelSource, ollama::Failure> find(const std::string& name) const;

  const store::Store& store_;
  ModelManager& models_;
  Answering::Files files_;
};

}  // namespace hearth::server
