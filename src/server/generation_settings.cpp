#include "server/generation_settings.h"

#include <algorithm>
#include <random>

#include "base/text.h"

namespace hearth::server {
namespace {

int32_t whole(const std::optional<int64_t>& value) { return static_cast<int32_t>(*value); }
float real(const std::optional<double>& value) { return static_cast<float>(*value); }

// What DRY breaks at by default, as its author chose: marks that begin something new.
const std::vector<std::string>& default_breakers() {
  static const std::vector<std::string> breakers = {"\n", ":", "\"", "*"};
  return breakers;
}

std::vector<std::vector<int32_t>> breaker_tokens(const api::Options& options, const tokenizer::Tokenizer& tokenizer) {
  std::vector<std::vector<int32_t>> tokens;
  for (const std::string& text : options.dry_sequence_breakers.value_or(default_breakers())) {
    tokens.push_back(tokenizer.encode(text, {}));
    if (tokens.back().empty()) tokens.pop_back();
  }
  return tokens;
}

uint64_t draw_seed() {
  std::random_device random;
  return (uint64_t{random()} << 21) ^ random() >> 11;  // 53 bits, which every reader of JSON gives back exactly
}

sampling::SamplerOptions sampler_options(const api::Options& o, const tokenizer::Tokenizer& tokenizer) {
  sampling::SamplerOptions s;
  s.temperature = real(o.temperature);
  s.top_k = whole(o.top_k);
  s.top_p = real(o.top_p);
  s.min_p = real(o.min_p);
  s.repeat_penalty = real(o.repeat_penalty);
  s.repeat_last_n = whole(o.repeat_last_n);
  s.presence_penalty = real(o.presence_penalty);
  s.frequency_penalty = real(o.frequency_penalty);
  s.seed = *o.seed < 0 ? draw_seed() : static_cast<uint64_t>(*o.seed);
  s.typical_p = real(o.typical_p);
  s.min_keep = whole(o.min_keep);
  s.mirostat = whole(o.mirostat);
  s.mirostat_tau = real(o.mirostat_tau);
  s.mirostat_eta = real(o.mirostat_eta);
  s.dry_multiplier = real(o.dry_multiplier);
  s.dry_base = real(o.dry_base);
  s.dry_allowed_length = whole(o.dry_allowed_length);
  s.dry_penalty_last_n = whole(o.dry_penalty_last_n);
  if (s.dry_multiplier > 0) s.dry_sequence_breakers = breaker_tokens(o, tokenizer);
  s.xtc_probability = real(o.xtc_probability);
  s.xtc_threshold = real(o.xtc_threshold);
  s.dynatemp_range = real(o.dynatemp_range);
  s.dynatemp_exponent = real(o.dynatemp_exponent);
  s.top_n_sigma = real(o.top_n_sigma);
  if (!o.logit_bias) return s;
  for (const api::TokenBias& entry : *o.logit_bias)
    s.logit_bias.push_back({entry.token, static_cast<float>(entry.bias)});
  return s;
}

// What a request may set for Ollama's engine and this one decides when it loads a model, or has no use for.
void warn_of_ignored(const api::Options& o, api::Warnings& warnings) {
  const auto ignored = [&](bool set, std::string_view name, std::string_view why) {
    if (set) warnings.add(concat("option ", name, " is ignored: ", why));
  };
  ignored(o.num_batch.has_value(), "num_batch", "steps are as long as keeps all answers flowing");
  ignored(o.num_thread.has_value(), "num_thread", "threads are set for the whole program, by HEARTH_NUM_THREADS");
  ignored(o.num_gpu.value_or(-1) > 0, "num_gpu", "there is no GPU");
  ignored(o.main_gpu.has_value(), "main_gpu", "there is no GPU");
  ignored(o.use_mmap.has_value(), "use_mmap", "weights are always packed into memory of their own");
  ignored(o.draft_num_predict.has_value(), "draft_num_predict", "drafts are not supported");
}

}  // namespace

runtime::Request generation_settings(const api::Options& options, const tokenizer::Tokenizer& tokenizer, int32_t n_ctx,
                                     api::Warnings& warnings) {
  warn_of_ignored(options, warnings);
  const api::Options o = api::with_defaults(options);
  runtime::Request request;
  request.options.sampler = sampler_options(o, tokenizer);
  request.options.num_predict = whole(o.num_predict);
  request.options.loop_limit = whole(o.loop_limit);
  if (o.stop) request.options.stop = *o.stop;
  request.num_keep = whole(o.num_keep);
  request.n_ctx = n_ctx;
  if (o.num_ctx && *o.num_ctx > n_ctx) {
    warnings.add(concat("option num_ctx is ", *o.num_ctx, ", the model as loaded here has room for ", n_ctx));
  } else if (o.num_ctx) {
    request.n_ctx = whole(o.num_ctx);
  }
  return request;
}

}  // namespace hearth::server
