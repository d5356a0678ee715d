#include "server/library.h"

#include "base/number_text.h"
#include "base/text.h"
#include "gguf/file.h"
#include "gguf/model_facts.h"
#include "server/gguf_info.h"
#include "store/parameters.h"
#include "store/show.h"

namespace hearth::server {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += concat(all.empty() ? "" : "\n\n", text);
  return all;
}

// What the request asks to be shown over what the model has.
void apply(const ollama::ShowRequest& request, store::ModelParts& parts) {
  if (!request.system.empty()) parts.system = request.system;
  parts.parameters = store::merge_parameters(std::move(parts.parameters), api::to_json(request.options));
}

Status add_file(const std::string& path, const ollama::ShowRequest& request, ollama::ShowResponse& response) {
  const gguf::File file = TRY(gguf::File::open(path));
  response.model_info = metadata_json(file, request.verbose ? Arrays::kWhole : Arrays::kLeftOut);
  response.tensors = tensor_entries(file);
  return {};
}

ollama::Details details_of_file(const gguf::File& file) {
  const std::string family(file.find_string("general.architecture").value_or(""));
  const auto number = [&](std::string_view key) { return file.find_integer(concat(family, '.', key)).value_or(0); };
  return {.format = "gguf",
          .family = family,
          .families = {family},
          .parameter_size = count_text(gguf::parameter_count(file)),
          .quantization_level = gguf::file_type_name(file),
          .context_length = number("context_length"),
          .embedding_length = number("embedding_length")};
}

ollama::ModelEntry entry_of(const store::ModelParts& parts) {
  const std::string name = parts.stored.name.display();
  return {.name = name,
          .model = name,
          .modified_at = parts.stored.modified,
          .size = static_cast<int64_t>(parts.stored.size_bytes()),
          .digest = parts.stored.digest.hex(),
          .details = store::details_of(parts),
          .capabilities = parts.capabilities};
}

}  // namespace

Result<std::vector<ollama::ModelEntry>> list_models(const store::Store& store) {
  std::vector<ollama::ModelEntry> entries;
  const store::Listing listing = TRY(store.list());
  for (const store::StoredModel& model : listing.models) {
    // A model may go while others are listed.
    if (const auto parts = store::open_parts(store, model.name)) entries.push_back(entry_of(*parts));
  }
  return entries;
}

Result<ollama::ShowResponse> show_model(const store::Store& store, const ollama::ShowRequest& request) {
  const store::ModelName name = TRY(store::ModelName::parse(request.model));
  store::ModelParts parts = TRY(store::open_parts(store, name));
  apply(request, parts);
  ollama::ShowResponse response{
      .license = joined(parts.licenses),
      .modelfile = store::modelfile_text(parts),
      .parameters = store::parameters_text(parts.parameters),
      .template_text = parts.template_text.empty() ? parts.chat_template : parts.template_text,
      .system = parts.system,
      .details = store::details_of(parts),
      .messages = parts.messages,
      .capabilities = parts.capabilities,
      .modified_at = parts.stored.modified,
      .requires_version = parts.config.requires_version,
      .warnings = request.warnings};
  if (!parts.model_path.empty()) TRY(add_file(parts.model_path, request, response));
  if (!parts.projector_paths.empty()) {
    const gguf::File projector = TRY(gguf::File::open(parts.projector_paths.front()));
    response.projector_info = metadata_json(projector, request.verbose ? Arrays::kWhole : Arrays::kLeftOut);
  }
  return response;
}

Result<ollama::ShowResponse> show_file(const std::string& path, const ollama::ShowRequest& request) {
  const gguf::File file = TRY(gguf::File::open(path));
  const auto text = [&](std::string_view key) { return std::string(file.find_string(key).value_or("")); };
  ollama::ShowResponse response{.license = text("general.license"),
                                .modelfile = concat("FROM ", path, '\n'),
                                .template_text = text("tokenizer.chat_template"),
                                .details = details_of_file(file),
                                .capabilities = {"completion"},
                                .warnings = request.warnings};
  TRY(add_file(path, request, response));
  return response;
}

std::vector<ollama::RunningModel> running_models(const store::Store& store, const ModelManager& models) {
  std::vector<ollama::RunningModel> running;
  for (const LoadedModel& loaded : models.loaded()) {
    ollama::RunningModel entry{.name = loaded.name,
                               .model = loaded.name,
                               .size = static_cast<int64_t>(loaded.bytes),
                               .expires_at = loaded.expires_at,
                               .context_length = loaded.n_ctx,
                               .n_running = loaded.stats.n_running,
                               .n_waiting = loaded.stats.n_waiting,
                               .n_pages = loaded.stats.n_pages,
                               .n_pages_used = loaded.stats.n_pages_used,
                               .n_pages_cached = loaded.stats.n_pages_cached};
    const auto name = store::ModelName::parse(loaded.name);
    if (const auto parts = name ? store::open_parts(store, *name) : std::unexpected(name.error())) {
      entry.digest = parts->stored.digest.hex();
      entry.details = store::details_of(*parts);
    }
    running.push_back(std::move(entry));
  }
  return running;
}

}  // namespace hearth::server
