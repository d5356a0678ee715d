#include "sampling/stages.h"

namespace hearth::sampling {
namespace {

enum class StageKind {
  kLogits,       // changes logits: always
  kCut,          // leaves candidates out: unless mirostat does
  kTemperature,  // before the draw, and before mirostat, which predicts it
  kMirostat,
};

struct Row {
  Stage apply;
  StageKind kind;
};

constexpr Row kStages[] = {
#define STAGE(name, kind, purpose) {name, StageKind::kind},
#include "sampling/stages.def"
#undef STAGE
};

bool applies(StageKind kind, const SamplerOptions& options) {
  if (kind == StageKind::kLogits) return true;
  if (options.temperature == 0) return false;
  const bool has_mirostat = options.mirostat != 0;
  return kind == StageKind::kTemperature || has_mirostat == (kind == StageKind::kMirostat);
}

}  // namespace

void apply_stages(Draft& draft, const SamplerOptions& options) {
  for (const auto& [apply, kind] : kStages) {
    if (applies(kind, options)) apply(draft, options);
  }
}

}  // namespace hearth::sampling
