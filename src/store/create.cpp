#include "store/create.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/number_text.h"
#include "base/text.h"
#include "convert/convert.h"
#include "gguf/model_facts.h"
#include "store/create_layers.h"
#include "store/create_quantize.h"
#include "store/create_template.h"
#include "store/go_json.h"
#include "store/model_config.h"
#include "store/modelfile_env.h"
#include "store/parameters.h"
#include "store/template_names.h"

namespace hearth::store {
namespace {

// What Ollama gives as the digest of something that has none yet.
constexpr std::string_view kNoDigest = "0000000000000000000";

std::string architecture_of(const gguf::File& file) {
  return std::string(file.find_string("general.architecture").value_or(""));
}

uint64_t tensor_bytes(const gguf::File& file) {
  uint64_t bytes = 0;
  for (const gguf::TensorInfo& tensor : file.tensors()) bytes += tensor.size_bytes;
  return bytes;
}

// What the config tells of a model's file. Of several files the first model's holds.
void describe(const gguf::File& file, ModelConfig& config) {
  const std::string architecture = architecture_of(file);
  const auto number = [&](std::string_view key) {
    return std::max<int64_t>(0, file.find_integer(concat(architecture, '.', key)).value_or(0));
  };
  config.model_format = "gguf";
  config.model_family = architecture;
  config.model_type = count_text(gguf::parameter_count(file));
  config.file_type = gguf::file_type_name(file);
  config.context_length = number("context_length");
  config.embedding_length = number("embedding_length");
}

void add_family(const gguf::File& file, ModelConfig& config) {
  const std::string family = architecture_of(file);
  if (std::ranges::find(config.model_families, family) == config.model_families.end()) {
    config.model_families.push_back(family);
  }
}

// One create from its beginning to its end.
class Creation {
 public:
  Creation(const Store& store, const CreateRequest& request, const OnProgress& on_progress)
      : store_(store), request_(request), on_progress_(on_progress), layers_(store) {}

  Result<PutModel> run() {
    TRY(check_request());
    TRY(take_base());
    TRY(take_files());
    TRY(take_draft());
    TRY(set_texts());
    TRY(set_parameters());
    return write();
  }

 private:
  void report(std::string status) const {
    ollama::Progress progress;
    progress.status = std::move(status);
    on_progress_(progress);
  }

  // What can be known to be wrong before any file is read.
  Status check_request() {
    if (!request_.from && request_.files.empty()) {
      return fail(ErrorCode::kInvalidArgument, "neither 'from' or 'files' was specified");
    }
    if (!request_.draft_quantize.empty() && request_.draft_files.empty()) {
      return fail(ErrorCode::kInvalidArgument, "--draft-quantize requires a DRAFT model");
    }
    if (request_.adapters.size() > 1) {
      return fail(ErrorCode::kInvalidArgument, "only one adapter is currently supported");
    }
    for (const std::string& name : {request_.quantize, request_.draft_quantize}) {
      if (!name.empty()) TRY(find_quantization(name));
    }
    for (const Json::Member& setting : *request_.load_settings.if_object()) {
      TRY(check_load_setting(setting.key, *setting.value.if_string()));
    }
    if (!request_.requires_version.empty()) TRY(checked_version(request_.requires_version));
    return check_template(request_.template_text);
  }

  Status take_base() {
    if (!request_.from) return {};
    OpenModel base = TRY(store_.open_model(*request_.from));
    const Digest& config = base.model.manifest.config.digest;
    const std::string config_text = TRY(store_.blobs().read(config, ModelConfig::kMaxBytes));
    config_ = TRY(ModelConfig::parse(config_text));
    layers_.inherit(std::move(base));
    if (request_.quantize.empty() || !has_model()) return {};
    const gguf::File* weights = TRY(model());
    if (auto blob = TRY(quantized_blob(*weights, request_.quantize))) {
      layers_.replace(LayerKind::kModel, *std::move(blob));
      TRY(take_facts());
    }
    return {};
  }

  bool has_model() const { return layers_.find(LayerKind::kModel) != nullptr; }

  // The weights in the store, opened when they are first asked for: a model that only gets another text may be of a
  // format that is not known here.
  Result<const gguf::File*> model() {
    if (!model_) model_ = TRY(gguf::File::open(store_.blobs().path(layers_.find(LayerKind::kModel)->digest)));
    return &*model_;
  }

  Status take_files() {
    std::vector<convert::NamedFile> named;
    for (const SourceFile& file : request_.files) named.push_back({file.name, file.path});
    const bool is_safetensors = convert::is_safetensors_model(named);
    std::vector<Source> sources = TRY(is_safetensors ? open_converted(named) : open_all(request_.files));
    // The model comes first, because the others are held against it.
    for (const SourceRole role : {SourceRole::kModel, SourceRole::kProjector, SourceRole::kAdapter}) {
      for (Source& source : sources) {
        if (role_of(source.file) == role) TRY(take_file(source));
      }
    }
    const bool has_tensors = layers_.find(LayerKind::kTensor) != nullptr;
    if (!has_model() && !has_tensors && config_.remote_model.empty()) {
      return fail(ErrorCode::kInvalidArgument, "no base model was found");
    }
    for (Source& adapter : TRY(open_all(request_.adapters))) TRY(take_adapter(adapter));
    return {};
  }

  // A model in safetensors files as one in GGUF, which lies in the store from then on.
  Result<std::vector<Source>> open_converted(const std::vector<convert::NamedFile>& files) {
    report("converting model");
    convert::Converted made = TRY(convert::convert(files));
    BlobStore::Writer blob = TRY(store_.blobs().writer());
    TRY(made.writer.write_to([&](Bytes bytes) { return blob.append(bytes); }));
    TRY(made.folder->unchanged());
    converted_ = TRY(std::move(blob).commit());
    const std::string path = store_.blobs().path(converted_->digest());
    gguf::File file = TRY(gguf::File::open(path));
    converted_parameters_ = std::move(made.parameters);
    std::vector<Source> sources;
    sources.push_back({{files.front().name, path}, std::move(file), false});
    return sources;
  }

  Result<std::vector<Source>> open_all(const std::vector<SourceFile>& files) const {
    if (!files.empty()) report("parsing GGUF");
    return open_sources(files);
  }

  Status take_file(Source& source) {
    switch (role_of(source.file)) {
      case SourceRole::kModel:
        return take_model(source);
      case SourceRole::kProjector:
        add_family(source.file, config_);
        layers_.add(LayerKind::kProjector, TRY(blob_of(source, {})));
        return {};
      case SourceRole::kAdapter:
        return take_adapter(source);
    }
    return {};
  }

  Status take_model(Source& source) {
    if (has_model()) {
      return fail(ErrorCode::kInvalidArgument,
                  concat(source.origin.name, ": is a second model; a model is made from one, with its projectors"));
    }
    report("verifying conversion");
    layers_.add(LayerKind::kModel, TRY(blob_of(source, request_.quantize)));
    TRY(take_facts());
    add_family(source.file, config_);
    return take_template_stops();
  }

  // Of the model as it is in the store now.
  Status take_facts() {
    model_.reset();
    describe(*TRY(model()), config_);
    return {};
  }

  // Its own template is in the file and needs no layer; what it implies for answers does.
  Status take_template_stops() {
    const gguf::File* file = TRY(model());
    const TemplateTraits traits = recognise_template(file->find_string("tokenizer.chat_template").value_or(""));
    if (traits.name.empty()) return {};
    report(concat("using autodetected template ", traits.name));
    Json stops = Json::array();
    for (const std::string_view stop : traits.stops) stops.push_back(stop);
    return layers_.add_text(LayerKind::kParams, print_parameters(Json::object({{"stop", std::move(stops)}})));
  }

  Status take_adapter(Source& adapter) {
    if (role_of(adapter.file) != SourceRole::kAdapter) {
      return fail(ErrorCode::kInvalidArgument,
                  concat(adapter.origin.name, ": is no adapter, its general.type is not \"adapter\""));
    }
    if (!has_model()) return fail(ErrorCode::kInvalidArgument, "an adapter needs a model in GGUF format to go with");
    const gguf::File* weights = TRY(model());
    if (Status fits = check_adapter(adapter.file, *weights); !fits) return within(adapter.origin.name, fits.error());
    layers_.remove(LayerKind::kAdapter);
    layers_.add(LayerKind::kAdapter, TRY(blob_of(adapter, {})));
    return {};
  }

  Status take_draft() {
    std::vector<Source> drafts = TRY(open_all(request_.draft_files));
    if (drafts.empty()) return {};
    if (drafts.size() > 1 || role_of(drafts[0].file) != SourceRole::kModel) {
      return fail(ErrorCode::kInvalidArgument, "DRAFT expects one model");
    }
    if (!config_.remote_model.empty()) {
      return fail(ErrorCode::kInvalidArgument, "DRAFT cannot be used with remote models");
    }
    layers_.remove(LayerKind::kDraft);
    layers_.add(LayerKind::kDraft, TRY(blob_of(drafts[0], request_.draft_quantize)));
    ModelConfig::Draft& draft = config_.draft.emplace();
    draft.model_format = "gguf";
    draft.architecture = architecture_of(drafts[0].file);
    return {};
  }

  // Brings a file into the store: as it is where that is possible, else as one new file.
  Result<AddedBlob> blob_of(const Source& source, const std::string& quantization) const {
    if (!quantization.empty()) {
      if (auto blob = TRY(quantized_blob(source.file, quantization))) return *std::move(blob);
    }
    if (source.is_split) return write_blob(merged(source.file), source.file);
    AddedBlob blob = TRY(store_.blobs().add_file(source.origin.path));
    // What was checked is what was added.
    TRY(source.file.unchanged());
    return blob;
  }

  // Nothing when the model has that format already.
  Result<std::optional<AddedBlob>> quantized_blob(const gguf::File& source, const std::string& name) const {
    const Quantization quantization = TRY(find_quantization(name));
    if (gguf::file_type_name(source) == quantization.name) return std::nullopt;
    TRY(check_source_of_quantization(source));
    ollama::Progress progress;
    progress.status = concat("quantizing ", gguf::file_type_name(source), " model to ", quantization.name);
    progress.digest = kNoDigest;
    progress.total = static_cast<int64_t>(tensor_bytes(source));
    return TRY(write_blob(quantized(source, quantization,
                                    [&](uint64_t completed) {
                                      progress.completed = static_cast<int64_t>(completed);
                                      on_progress_(progress);
                                    }),
                          source));
  }

  Result<AddedBlob> write_blob(const gguf::Writer& file, const gguf::File& source) const {
    BlobStore::Writer blob = TRY(store_.blobs().writer());
    TRY(file.write_to([&](Bytes bytes) { return blob.append(bytes); }));
    TRY(source.unchanged());
    return std::move(blob).commit();
  }

  Status set_text(LayerKind kind, std::string_view text) {
    if (text.empty()) return {};
    layers_.remove(kind);
    return layers_.add_text(kind, text);
  }

  Status set_texts() {
    TRY(set_text(LayerKind::kTemplate, request_.template_text));
    TRY(set_text(LayerKind::kSystem, request_.system));
    for (const std::string& license : request_.licenses) TRY(layers_.add_text(LayerKind::kLicense, license));
    if (!request_.renderer.empty()) config_.renderer = request_.renderer;
    if (!request_.parser.empty()) config_.parser = request_.parser;
    if (!request_.requires_version.empty()) config_.requires_version = TRY(checked_version(request_.requires_version));
    return {};
  }

  Status set_parameters() {
    TRY(merge_object(LayerKind::kParams, converted_parameters_));
    TRY(merge_object(LayerKind::kParams, request_.parameters));
    if (!request_.messages.empty()) {
      Json messages = Json::array();
      for (const ollama::Message& message : request_.messages) messages.push_back(ollama::to_json(message));
      TRY(set_text(LayerKind::kMessages, go_json(messages)));
    }
    return merge_object(LayerKind::kEnv, request_.load_settings);
  }

  // Over the object of that kind that is there, key by key.
  Status merge_object(LayerKind kind, const Json& over) {
    if (over.if_object()->empty()) return {};
    const std::string under = TRY(layers_.text(kind));
    const Json base = under.empty() ? Json::object() : TRY(parse_parameters(under));
    return set_text(kind, print_parameters(merge_parameters(base, over)));
  }

  Result<PutModel> write() {
    const AddedBlob config = TRY(store_.blobs().add_bytes(config_.print()));
    layers_.drop_other_pins();
    const Manifest manifest{.config = {.media_type = std::string(Manifest::kConfigMediaType),
                                       .digest = config.digest(),
                                       .size_bytes = config.size_bytes(),
                                       .from = {},
                                       .name = {}},
                            .layers = layers_.layers()};
    for (std::string& status : layers_.statuses()) report(std::move(status));
    report("writing manifest");
    auto put = store_.put(request_.name, manifest);
    if (put) report("success");
    return put;
  }

  const Store& store_;
  const CreateRequest& request_;
  const OnProgress& on_progress_;
  LayerList layers_;
  ModelConfig config_;
  std::optional<gguf::File> model_;  // see model()
  std::optional<AddedBlob> converted_;
  Json converted_parameters_ = Json::object();
};

bool is_number(std::string_view text) {
  const bool digits = !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return digits && (text.size() == 1 || text[0] != '0');
}

bool is_label(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.';
  });
}

}  // namespace

Result<PutModel> create(const Store& store, const CreateRequest& request, const OnProgress& on_progress) {
  return Creation(store, request, on_progress).run();
}

Result<std::string> checked_version(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  const size_t n_numbers = std::min(text.find_first_of("-+"), text.size());
  std::string_view numbers = text.substr(0, n_numbers), labels = text.substr(n_numbers);
  int n_parts = 0;
  bool valid = labels.empty() || is_label(labels.substr(1, labels.find('+', 1) - 1));
  for (bool more = true; more; ++n_parts) {
    const size_t dot = numbers.find('.');
    more = dot != numbers.npos;
    valid = valid && is_number(numbers.substr(0, dot));
    numbers.remove_prefix(more ? dot + 1 : numbers.size());
  }
  if (valid && n_parts <= 3) return std::string(text);
  return fail(ErrorCode::kInvalidArgument, "requires must be a valid semver (e.g. 0.14.0)");
}

}  // namespace hearth::store
