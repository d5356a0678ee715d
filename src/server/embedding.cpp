#include "server/embedding.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/text.h"
#include "runtime/pooling.h"

namespace hearth::server {
namespace {

using ollama::Failure;
using ollama::Refusal;
using Clock = std::chrono::steady_clock;

std::unexpected<Failure> refuse(Refusal refusal, std::string_view about = {}) {
  return std::unexpected(ollama::failure(refusal, about));
}
std::unexpected<Failure> refuse(const Error& error) { return std::unexpected(ollama::failure(error)); }

bool unloads(const ollama::ModelRequest& request) { return request.keep_alive && request.keep_alive->ns == 0; }

// How many tokens a text may have. Of the options that a request sets nothing else matters here, which is said.
int32_t context_of(const ollama::ModelRequest& request, const ModelSource& source, int32_t n_ctx,
                   api::Warnings& warnings) {
  const Json options = api::to_json(request.options);
  for (const Json::Member& option : *options.if_object()) {
    if (option.key != "num_ctx") warnings.add(concat("option ", option.key, " is ignored: it does not change vectors"));
  }
  const auto asked = api::merge(request.options, source.parameters).num_ctx;
  if (!asked || *asked <= 0) return n_ctx;
  if (*asked > n_ctx && request.options.num_ctx) {
    warnings.add(concat("option num_ctx is ", *asked, ", the model as loaded here has room for ", n_ctx));
  }
  return static_cast<int32_t>(std::min<int64_t>(*asked, n_ctx));
}

// Texts to tokens that fit.
class TextCutter {
 public:
  TextCutter(const tokenizer::Tokenizer& tokenizer, int32_t n_ctx)
      : tokenizer_(tokenizer), n_ctx_(static_cast<size_t>(n_ctx)) {
    const std::vector<int32_t> frame = encode("");
    const bool only_closes = frame.size() == 1 && frame[0] == tokenizer.eos() && frame[0] != tokenizer.bos();
    n_closing_ = frame.size() > 1 || only_closes ? 1 : 0;
  }

  std::vector<int32_t> encode(std::string_view text) const {
    return tokenizer_.encode(text, {.special = tokenizer::SpecialTokens::kParse});
  }
  bool fits(const std::vector<int32_t>& tokens) const { return tokens.size() <= n_ctx_; }
  // Leaves the beginning, and behind it the token that ends every text of the model.
  void cut(std::vector<int32_t>& tokens) const {
    const auto closing = tokens.end() - n_closing_;
    tokens.erase(tokens.begin() + (static_cast<std::ptrdiff_t>(n_ctx_) - n_closing_), closing);
  }

 private:
  const tokenizer::Tokenizer& tokenizer_;
  size_t n_ctx_;
  std::ptrdiff_t n_closing_ = 0;  // tokens that the model wants behind a text: 0 or 1
};

Embedded<std::vector<std::vector<int32_t>>> tokens_of(const ollama::EmbedRequest& request, const TextCutter& cutter,
                                                      int32_t n_ctx, api::Warnings& warnings) {
  std::vector<std::vector<int32_t>> texts;
  for (const std::string& text : request.input) {
    std::vector<int32_t>& tokens = texts.emplace_back(cutter.encode(text));
    if (tokens.empty()) {
      return refuse(Error{ErrorCode::kInvalidArgument, concat("input ", texts.size() - 1, " has no tokens")});
    }
    if (cutter.fits(tokens)) continue;
    if (!request.truncate) return refuse(Refusal::kInputTooLong);
    warnings.add(
        concat("input ", texts.size() - 1, " was cut: it has ", tokens.size(), " tokens, and the context ", n_ctx));
    cutter.cut(tokens);
  }
  return texts;
}

// Vectors of length 1, of as many dimensions as are asked for.
std::expected<void, Failure> finish(runtime::Vectors& vectors, int64_t dimensions, api::Warnings& warnings) {
  for (std::vector<float>& vector : vectors) {
    const auto n = static_cast<int64_t>(vector.size());
    if (dimensions > 0 && dimensions < n) vector.resize(static_cast<size_t>(dimensions));
    if (dimensions < 0 || dimensions > n) {
      warnings.add(concat("dimensions is ", dimensions, " and is ignored: the model's vectors have ", n));
    }
    if (!runtime::normalize(vector)) {
      return std::unexpected(Failure{400, "embedding contains NaN or Inf values"});
    }
  }
  return {};
}

}  // namespace

std::expected<ModelSource, Failure> Embedding::find(const std::string& name) const {
  if (files_ == Answering::Files::kAllowed && is_model_file(name)) return file_source(name);
  if (!store::ModelName::parse(name)) return refuse(Refusal::kNameInvalid);
  auto source = open_source(store_, name);
  if (source) return *std::move(source);
  if (source.error().code == ErrorCode::kNotFound) return refuse(Refusal::kEmbedModelNotFound, name);
  return refuse(source.error());
}

Embedded<ollama::EmbedResponse> Embedding::embed(const ollama::EmbedRequest& request,
                                                 const std::stop_token& stop) const {
  const Clock::time_point start = Clock::now();
  if (request.model.empty()) return refuse(Refusal::kModelNotFound, request.model);
  const auto source = find(request.model);
  if (!source) return std::unexpected(source.error());
  ollama::EmbedResponse response{.model = request.model, .warnings = request.warnings};
  response.warnings.add(source->warnings);
  if (request.input.empty() && unloads(request)) {
    models_.unload(source->weights.path);
    return response;
  }
  const auto lease = models_.acquire(source->weights, request.keep_alive, stop);
  if (!lease) return refuse(lease.error());
  runtime::Runner& runner = lease->runner();

  const int32_t n_ctx = context_of(request, *source, runner.engine().n_ctx(), response.warnings);
  const TextCutter cutter(runner.engine().tokenizer(), n_ctx);
  auto texts = tokens_of(request, cutter, n_ctx, response.warnings);
  if (!texts) return std::unexpected(texts.error());
  for (const std::vector<int32_t>& tokens : *texts) response.prompt_eval_count += std::ssize(tokens);
  auto vectors = runner.embed(*std::move(texts), stop);
  if (!vectors) return refuse(vectors.error());
  if (const auto finished = finish(*vectors, request.dimensions, response.warnings); !finished) {
    return std::unexpected(finished.error());
  }
  response.embeddings = *std::move(vectors);
  response.load_duration = lease->load_time().count();
  response.total_duration = std::chrono::nanoseconds(Clock::now() - start).count();
  return response;
}

Embedded<ollama::EmbeddingsResponse> Embedding::embeddings(const ollama::EmbeddingsRequest& request,
                                                           const std::stop_token& stop) const {
  if (request.model.empty()) return refuse(Refusal::kModelMissing);
  ollama::EmbedRequest asked;
  static_cast<ollama::ModelRequest&>(asked) = request;
  asked.truncate = false;
  if (!request.prompt.empty()) asked.input.push_back(request.prompt);
  auto found = embed(asked, stop);
  if (!found) return std::unexpected(found.error());
  ollama::EmbeddingsResponse response{.warnings = std::move(found->warnings)};
  if (!found->embeddings.empty()) response.embedding = std::move(found->embeddings.front());
  return response;
}

}  // namespace hearth::server
