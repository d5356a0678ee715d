// LocalBackend: the commands' work done in this process, with its own engine and the store on this machine.
#pragma once

#include <memory>

#include "cli/backend.h"
#include "server/answering.h"
#include "server/model_manager.h"
#include "store/store.h"

namespace hearth::cli {

// A file in the place of a model's name is used where it lies.
class LocalBackend final : public Backend {
 public:
  LocalBackend(store::Store store, server::ManagerOptions options)
      : store_(std::move(store)), models_(std::move(options)) {}

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

 private:
  store::Store store_;
  server::ModelManager models_;
};

}  // namespace hearth::cli
