// logit_bias, as in OpenAI's API, and further: -infinity bans a token, +infinity insists on one of those that have it.
// Where that would leave nothing (the mask excludes what is insisted on, or every token is banned), it is void.
#include <algorithm>
#include <cmath>
#include <vector>

#include "sampling/draft.h"
#include "sampling/selection.h"

namespace hearth::sampling {
namespace {

// The tokens, not excluded, with that bias, each with its logit; from then on they are excluded.
std::vector<Candidate> take_out(std::span<float> logits, const std::vector<LogitBias>& biases, float bias) {
  std::vector<Candidate> taken;
  for (const LogitBias& entry : biases) {
    const auto id = static_cast<size_t>(entry.id);
    if (entry.bias != bias || id >= logits.size() || is_excluded(logits[id])) continue;
    taken.push_back({entry.id, logits[id]});
    logits[id] = kExcluded;
  }
  return taken;
}

void put_back(std::span<float> logits, const std::vector<Candidate>& taken) {
  for (const Candidate& candidate : taken) logits[static_cast<size_t>(candidate.id)] = candidate.logit;
}

void add(std::span<float> logits, const std::vector<LogitBias>& biases) {
  for (const auto& [id, bias] : biases) {
    if (!std::isfinite(bias) || static_cast<size_t>(id) >= logits.size()) continue;
    float& logit = logits[static_cast<size_t>(id)];
    if (!is_excluded(logit)) logit = admitted(logit + bias);
  }
}

}  // namespace

void logit_bias(Draft& draft, const SamplerOptions& options) {
  if (options.logit_bias.empty()) return;
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const std::span<float> logits = own_logits(draft);
  add(logits, options.logit_bias);
  const std::vector<Candidate> forced = take_out(logits, options.logit_bias, kInfinity);
  if (!forced.empty()) {
    std::ranges::fill(logits, kExcluded);
    put_back(logits, forced);
  }
  const std::vector<Candidate> banned = take_out(logits, options.logit_bias, -kInfinity);
  if (!banned.empty() && maximum(logits) == kExcluded) put_back(logits, banned);
}

}  // namespace hearth::sampling
