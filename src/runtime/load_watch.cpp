#include "runtime/load_watch.h"

namespace hearth::runtime {

WatchedSources::WatchedSources(std::span<compute::WeightData* const> weights, LoadWatch& watch) {
  for (compute::WeightData* weight : weights) sources_.emplace_back(*weight, watch);
}

WatchedSources::~WatchedSources() {
  for (Source& source : sources_) source.restore();
}

WatchedSources::Source::Source(compute::WeightData& weight, LoadWatch& watch)
    : weight_(weight), from_(*weight.source), watch_(watch) {
  weight.source = this;
}

Status WatchedSources::Source::read(uint64_t offset, std::span<uint8_t> into) const {
  if (watch_.give_up) return fail(ErrorCode::kBusy, "loading was given up");
  TRY(from_.read(offset, into));
  watch_.read_bytes += into.size();
  return {};
}

}  // namespace hearth::runtime
