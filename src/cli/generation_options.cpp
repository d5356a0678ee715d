#include "cli/generation_options.h"

#include <algorithm>
#include <random>

#include "base/text.h"
#include "cli/engine_options.h"
#include "cli/number.h"

namespace hearth::cli {
namespace {

using sampling::SamplerOptions;

constexpr int32_t kMost = std::numeric_limits<int32_t>::max();

struct Option {
  std::string_view name, meaning;
  Status (*set)(GenerationOptions& options, std::string_view name, std::string_view value);
};

template <float SamplerOptions::* member>
Status set_real(GenerationOptions& options, std::string_view name, std::string_view value) {
  options.generate.sampler.*member = TRY(parse_real(name, value));
  return {};
}

template <int32_t SamplerOptions::* member>
Status set_integer(GenerationOptions& options, std::string_view name, std::string_view value) {
  options.generate.sampler.*member = TRY(parse_integer<int32_t>(name, value));
  return {};
}

Status set_activations(GenerationOptions& options, std::string_view name, std::string_view value) {
  options.load.activations = TRY(parse_activations(name, value));
  return {};
}

Status set_num_ctx(GenerationOptions& options, std::string_view name, std::string_view value) {
  options.load.n_ctx = TRY(parse_integer<int32_t>(name, value, 1, kMost));
  return {};
}

Status set_num_predict(GenerationOptions& options, std::string_view name, std::string_view value) {
  options.generate.num_predict = TRY(parse_integer<int32_t>(name, value, -1, kMost));
  return {};
}

Status set_num_thread(GenerationOptions& options, std::string_view name, std::string_view value) {
  options.load.n_threads = TRY(parse_integer<int32_t>(name, value, 0, kMostThreads));
  return {};
}

Status set_seed(GenerationOptions& options, std::string_view name, std::string_view value) {
  options.seed.reset();
  if (value != "-1") options.seed = TRY(parse_integer<uint64_t>(name, value));
  return {};
}

Status set_stop(GenerationOptions& options, std::string_view, std::string_view value) {
  options.generate.stop.emplace_back(value);
  return {};
}

constexpr Option kOptions[] = {
    {"activations", "int8, or f32: exact activations, to compare with other programs", set_activations},
    {"frequency_penalty", "taken from a token's logit for each time it occurred lately (0)",
     set_real<&SamplerOptions::frequency_penalty>},
    {"min_p", "least probability of a candidate, relative to the most likely one; 0 is off (0)",
     set_real<&SamplerOptions::min_p>},
    {"num_ctx", "tokens that the context holds (as many as in training, as far as memory allows)", set_num_ctx},
    {"num_predict", "tokens of the answer at most; -1: until the context is full (-1)", set_num_predict},
    {"num_thread", "threads that compute; 0: one per core (HEARTH_NUM_THREADS)", set_num_thread},
    {"presence_penalty", "taken from the logit of a token that occurred lately (0)",
     set_real<&SamplerOptions::presence_penalty>},
    {"repeat_last_n", "what \"lately\" means, in tokens; -1: since the beginning (64)",
     set_integer<&SamplerOptions::repeat_last_n>},
    {"repeat_penalty", "divides the logit of a token that occurred lately; 1 is off (1)",
     set_real<&SamplerOptions::repeat_penalty>},
    {"seed", "number that decides the draws; -1: another one each time (-1)", set_seed},
    {"stop", "text that ends the answer; may be given several times", set_stop},
    {"temperature", "0: always the most likely token; higher: more variety (0.8)",
     set_real<&SamplerOptions::temperature>},
    {"top_k", "number of most likely tokens to draw from; 0 is off (40)", set_integer<&SamplerOptions::top_k>},
    {"top_p", "probability that the candidates reach together; 1 is off (0.9)", set_real<&SamplerOptions::top_p>},
};

Result<const Option*> find_option(std::string_view name) {
  const auto* found = std::ranges::find(kOptions, name, &Option::name);
  if (found != std::end(kOptions)) return found;
  std::string known;
  for (const Option& option : kOptions) known += concat(known.empty() ? "" : ", ", option.name);
  return fail(ErrorCode::kInvalidArgument, concat("unknown option '", name, "'; there are: ", known));
}

}  // namespace

Status set_option(std::string_view assignment, GenerationOptions& options) {
  const size_t equals = assignment.find('=');
  const Option* option = TRY(find_option(assignment.substr(0, equals)));
  if (equals == std::string_view::npos) {
    return fail(ErrorCode::kInvalidArgument,
                concat("option ", option->name, " has no value, expected ", option->name, "=VALUE"));
  }
  return option->set(options, option->name, assignment.substr(equals + 1));
}

Status set_options(std::span<const std::string> assignments, GenerationOptions& options) {
  for (const std::string& assignment : assignments) TRY(set_option(assignment, options));
  std::random_device random;
  // 53 bits, so that every JSON reader gives the seed back exactly.
  if (!options.seed) options.seed = (uint64_t{random()} << 21) ^ random() >> 11;
  options.generate.sampler.seed = *options.seed;
  return sampling::validate(options.generate.sampler);
}

CommandLine::Rows option_rows() {
  CommandLine::Rows rows;
  for (const Option& option : kOptions) rows.emplace_back(option.name, option.meaning);
  return rows;
}

}  // namespace hearth::cli
