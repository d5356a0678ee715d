// What the tests of sampling share: drafts made by hand.
#pragma once

#include <vector>

#include "sampling/draft.h"

namespace hearth::sampling {

// A draft as it is once listed: logits by id.
inline Draft draft_of(const std::vector<float>& logits) {
  Draft draft;
  for (size_t i = 0; i < logits.size(); ++i) draft.candidates.push_back({static_cast<int32_t>(i), logits[i]});
  draft.narrowed = true;
  return draft;
}

inline std::vector<int32_t> ids(const std::vector<Candidate>& candidates) {
  std::vector<int32_t> result;
  for (const Candidate& candidate : candidates) result.push_back(candidate.id);
  return result;
}

}  // namespace hearth::sampling
