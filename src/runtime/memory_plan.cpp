#include "runtime/memory_plan.h"

#include <algorithm>

#include "base/text.h"
#include "kernels/panel.h"
#include "runtime/kv_pool.h"

namespace hearth::runtime {
namespace {

constexpr int64_t kPage = KvPool::kPagePositions;
// More for sequences beside each other and cached prefixes would fill the memory of a small machine with what may never
// be asked again.
constexpr uint64_t kSharedPoolBytes = uint64_t{4} << 30;
constexpr int32_t kShortText = 8;  // tokens, the two around it among them; an encoder's text has a page of its own

uint64_t packed_bytes(const compute::WeightData& w) {
  if (w.is_vector()) return sizeof(float) * static_cast<uint64_t>(w.columns);
  const uint64_t panels = (static_cast<uint64_t>(w.rows) + kernels::kPanelRows - 1) / kernels::kPanelRows;
  return panels * kernels::panel_bytes(w.format, static_cast<size_t>(w.columns));
}

void size_steps(MemoryPlan& plan, const MemoryNeeds& needs, const LoadOptions& options) {
  plan.max_rows = needs.is_encoder ? std::max(options.max_rows, plan.n_ctx)
                                   : std::max(options.n_sequences, std::min(options.max_rows, plan.n_ctx));
  plan.step_bytes = needs.step_bytes(plan.max_rows, plan.max_outputs);
}

// Beyond one context, more pages are a wish.
int32_t count_pages(const MemoryPlan& plan, const MemoryNeeds& needs, const LoadOptions& options, uint64_t left) {
  const uint64_t one = static_cast<uint64_t>(KvPool::pages_for(plan.n_ctx));
  const uint64_t shared = std::min(left / 2, kSharedPoolBytes) / needs.page_bytes;
  const int32_t n_contexts = options.n_contexts > 0 ? options.n_contexts : options.n_sequences;
  const uint64_t wanted = needs.is_encoder ? std::max(one, static_cast<uint64_t>(plan.max_rows / kShortText))
                                           : one * static_cast<uint64_t>(n_contexts);
  return static_cast<int32_t>(std::min(wanted, std::max(one, shared)));
}

// What is wanted before memory is looked at.
int32_t wanted_context(const MemoryNeeds& needs, const LoadOptions& options) {
  if (options.n_ctx <= 0) return needs.n_ctx_trained;
  return needs.is_encoder ? std::min(options.n_ctx, needs.n_ctx_trained) : options.n_ctx;
}

// Positions that so many bytes of pages hold, as far as anybody counts them.
int32_t positions_in(uint64_t bytes, uint64_t page_bytes) {
  constexpr uint64_t kMost = uint64_t{1} << 30;
  return static_cast<int32_t>(std::min(bytes / page_bytes * static_cast<uint64_t>(kPage), kMost));
}

Status choose_context(MemoryPlan& plan, const MemoryNeeds& needs, const LoadOptions& options, const FreeMemory& free,
                      uint64_t left) {
  const bool asked = options.n_ctx > 0 || needs.is_encoder;
  const int32_t most = positions_in(asked ? left : left / 2, needs.page_bytes);
  const int32_t least = asked ? plan.n_ctx : std::min(plan.n_ctx, std::max(options.least_n_ctx, 1));
  if (KvPool::pages_for(least) * kPage <= most) {
    plan.n_ctx_is_cut = plan.n_ctx > most;
    plan.n_ctx = std::min(plan.n_ctx, most);
    return {};
  }
  const uint64_t kv_bytes = static_cast<uint64_t>(KvPool::pages_for(least)) * needs.page_bytes;
  const std::string context = concat("a context of ", least, " tokens needs ", mebibytes(kv_bytes), " MiB, and ",
                                     mebibytes(plan.total_bytes()), " MiB go to weights and work; ", free.text());
  if (most == 0) return fail(ErrorCode::kOutOfMemory, concat(context, "; no context would fit"));
  return fail(ErrorCode::kOutOfMemory, concat(context, "; num_ctx ", most, " would fit"));
}

}  // namespace

std::vector<MemoryPart> MemoryPlan::parts() const {
  return {{"weights", weight_bytes},
          {"keys and values", kv_bytes},
          {"steps", step_bytes},
          {"sampling", sampling_bytes},
          {"vocabulary", vocabulary_bytes}};
}

uint64_t MemoryPlan::total_bytes() const {
  uint64_t total = 0;
  for (const MemoryPart& part : parts()) total += part.bytes;
  return total;
}

std::string MemoryPlan::text() const {
  std::string text;
  for (const MemoryPart& part : parts()) {
    text += concat(text.empty() ? "" : ", ", part.name, ' ', mebibytes(part.bytes));
  }
  return concat(mebibytes(total_bytes()), " MiB of memory: ", text);
}

Result<MemoryPlan> plan_memory(const MemoryNeeds& needs, const LoadOptions& options, const FreeMemory& free) {
  MemoryPlan plan{.weight_bytes = needs.weight_bytes, .vocabulary_bytes = needs.vocabulary_bytes};
  plan.n_ctx = wanted_context(needs, options);
  plan.max_outputs = std::max(options.max_outputs, options.n_sequences);
  if (!needs.is_encoder) {
    plan.sampling_bytes =
        sizeof(float) * static_cast<uint64_t>(options.n_sequences) * static_cast<uint64_t>(needs.n_vocab);
  }
  size_steps(plan, needs, options);
  if (plan.total_bytes() > free.bytes) {
    return fail(ErrorCode::kOutOfMemory, concat("it needs ", mebibytes(plan.total_bytes()), " MiB of memory, of which ",
                                                mebibytes(plan.weight_bytes), " MiB are weights, and a context; ",
                                                free.text(), "; use a smaller quantization"));
  }
  const uint64_t left = free.bytes - plan.total_bytes();
  TRY(choose_context(plan, needs, options, free, left));
  plan.n_pages = count_pages(plan, needs, options, left);
  plan.kv_bytes = static_cast<uint64_t>(plan.n_pages) * needs.page_bytes;
  size_steps(plan, needs, options);
  return plan;
}

uint64_t packed_bytes(std::span<const compute::WeightData* const> weights) {
  uint64_t total = 0;
  for (const compute::WeightData* weight : weights) total += packed_bytes(*weight);
  return total;
}

}  // namespace hearth::runtime
