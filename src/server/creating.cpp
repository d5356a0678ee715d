#include "server/creating.h"

#include <filesystem>

#include "base/text.h"
#include "store/create.h"
#include "store/modelfile_env.h"

namespace hearth::server {
namespace {

// Names are only labels of blobs, but a client that sends a path out of its folder is told as Ollama does.
Result<std::vector<store::SourceFile>> files_of(const store::Store& store, const ollama::FileDigests& files) {
  std::vector<store::SourceFile> sources;
  for (const auto& [name, text] : files) {
    const std::filesystem::path path(name);
    if (path.is_absolute() || path.lexically_normal().string().starts_with("..")) {
      return fail(ErrorCode::kInvalidArgument, "file path must be relative");
    }
    const auto digest = Digest::parse(text);
    if (!digest) return fail(ErrorCode::kInvalidArgument, "invalid digest format");
    if (!store.blobs().has(*digest)) {
      return fail(ErrorCode::kInvalidArgument, concat("blob ", text, " of file '", name, "' was not uploaded"));
    }
    sources.push_back({name, store.blobs().path(*digest)});
  }
  return sources;
}

Result<Json> load_settings(const Json& env) {
  Json settings = Json::object();
  if (env.is_null()) return settings;
  for (const auto& [name, value] : *env.if_object()) {
    const std::string* text = value.if_string();
    if (text == nullptr) return fail(ErrorCode::kInvalidArgument, concat("env field \"", name, "\" must be a string"));
    TRY(store::check_load_setting(name, *text));
    settings.set(name, *text);
  }
  return settings;
}

Result<store::CreateRequest> store_request(const store::Store& store, const ollama::CreateRequest& request) {
  const auto name = store::ModelName::parse(request.model);
  if (!name) return fail(ErrorCode::kInvalidArgument, "invalid model name");
  if (!request.remote_host.empty()) {
    return fail(ErrorCode::kInvalidArgument, "remote_host is not supported: Hearth runs models on this machine only");
  }
  store::CreateRequest made{.name = *name};
  if (!request.from.empty()) {
    const auto from = store::ModelName::parse(request.from);
    if (!from) return fail(ErrorCode::kInvalidArgument, "invalid model name");
    made.from = *from;
  }
  made.files = TRY(files_of(store, request.files));
  made.adapters = TRY(files_of(store, request.adapters));
  made.draft_files = TRY(files_of(store, request.draft_files));
  made.quantize = request.quantize;
  made.draft_quantize = request.draft_quantize;
  made.template_text = request.template_text;
  made.system = request.system;
  made.licenses = request.license;
  made.parameters = api::to_json(request.parameters);
  made.messages = request.messages;
  made.renderer = request.renderer;
  made.parser = request.parser;
  made.requires_version = request.requires_version;
  made.load_settings = TRY(load_settings(request.env));
  return made;
}

}  // namespace

Status create_model(const store::Store& store, const ollama::CreateRequest& request,
                    const std::function<void(const ollama::Progress&)>& on_progress) {
  const store::CreateRequest asked = TRY(store_request(store, request));
  TRY(store::create(store, asked, [&](ollama::Progress progress) {
    if (progress.status == "success") progress.warnings.add(request.warnings);
    on_progress(progress);
  }));
  return {};
}

}  // namespace hearth::server
