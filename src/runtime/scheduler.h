// plan_step: what the engine does next. A function of its arguments alone: no clock, no memory, no side effects.
//
// Once per step the engine describes who waits, who runs and how many KV pages there are, asks for a plan, and applies
// it. Everything that concerns fairness is in this file, so it can be simulated (scheduler_simulation_test.cpp).
//
// **Rank.** Requests are served in the order of arrival, except that a batch request counts as if it had arrived
// `batch_handicap` requests later. So interactive requests pass batch ones, but only that many can pass any one of
// them: nothing starves, and nothing has to be aged. A request keeps its rank when it is preempted. Rank decides who is
// admitted, who gets pages, and (the other way round) who gives them up.
//
// **Rows.** Every sequence that is generating gets one row, each step. What is left of `max_rows` is the chunk, shared
// among those whose prompts are being read: equal parts within a class, an interactive one four times a batch one, at
// least one row each in the order of rank while there are rows. While anything is generated, a chunk is at most
// `decode_chunk_rows`: that is how long an answer waits for the prompts of others between two tokens.
//
// **Admission.** The first in rank enters when a sequence more is allowed and when there are pages for all of its
// prompt and one token beyond it, after what prompts being read have been promised, plus one page for every sequence
// that may still grow. Nobody enters past it, or a long prompt would wait for ever. An answer that nobody reads (stream
// full) gives its place and its pages up to whoever waits, and an answer of the batch class to an interactive request
// of better rank.
//
// **Preemption.** When sequences need more pages than there are, those whose stream is full give up theirs, then the
// last in rank, until the rest can go on. A preempted sequence waits again and computes its tokens anew, as far as the
// prefix tree has not kept them; by the first promise (docs/architecture.md) the tokens that follow are the same.
// Only what is last in rank is ever taken from, so the first in rank always goes on: no livelock. A sequence
// that has all pages to itself and needs another, or a prompt longer than all pages together, ends.
//
// What it does not promise: the order of answers; a time (steps are the unit); that a preempted answer does not pause.
// A reader that is slow again and again may cost the recomputation of its sequence each time somebody needs
// the pages: the engine should call a stream ready only when it has been read half empty.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "runtime/kv_pool.h"

namespace hearth::runtime {

using RequestId = uint64_t;

enum class Priority : uint8_t { kInteractive, kBatch };

// A stream is full when its reader is behind; its sequence produces nothing until it has caught up.
enum class StreamState : uint8_t { kReady, kFull };

// What a request keeps, waiting or running.
struct RequestState {
  RequestId id = 0;
  uint64_t arrival = 0;  // rising; no two alike. A preempted request keeps its own
  Priority priority = Priority::kInteractive;
  StreamState stream = StreamState::kReady;
  int32_t n_tokens = 0;    // known: the prompt and what has been generated
  int32_t max_tokens = 0;  // whose keys and values it computes at most, by context and n_predict; >= n_tokens
};

struct WaitingRequest {
  RequestState request;
  int32_t n_matched = 0;       // tokens that the prefix tree knows, < n_tokens
  int32_t n_pages_in_use = 0;  // whole pages of the match that sequences use now (PrefixTree::n_pages_in_use)
};

enum class Phase : uint8_t { kPrompt, kGenerating };

struct RunningSequence {
  RequestState request;
  Phase phase = Phase::kPrompt;  // kGenerating: all but the token drawn last is computed
  int32_t n_computed = 0;        // tokens whose keys and values are in pages, < n_tokens
  int32_t n_pages = 0;           // held
  int32_t n_own_pages = 0;       // of these, how many nobody else uses: what it gives back
};

struct SchedulerLimits {
  int32_t max_rows = 512;     // of a step
  int32_t max_outputs = 8;    // rows of a step that want logits: one for each sequence that reaches its last token
  int32_t max_sequences = 8;  // running at a time; never more than max_rows or max_outputs
  int32_t decode_chunk_rows = 128;  // rows for prompts in a step that also generates; 0: none this time
  uint64_t batch_handicap = 64;     // interactive requests that may pass a batch request
};

struct PlannedRows {
  RequestId id = 0;
  int32_t n_rows = 0;  // its next so many tokens; wants logits when they reach the last known one
  bool operator==(const PlannedRows&) const = default;
};

// Applied in this order: pages are given up; every admitted request acquires what the prefix tree knows of it by then,
// which may be more or less than was planned with; pages are taken, evicting as many as needed; rows are run, fewer
// where fewer tokens are left. Pages suffice if it is done so. The lists are disjoint, except that whoever is admitted
// also has rows, if there are any for prompts.
struct StepPlan {
  std::vector<RequestId> ended;      // waiting or running: cannot go on with all pages to itself
  std::vector<RequestId> preempted;  // running: gives up its pages and waits again
  std::vector<RequestId> admitted;   // waiting: runs from now on
  std::vector<PlannedRows> rows;     // generating ones first, then prompts, each in the order of rank
  bool operator==(const StepPlan&) const = default;
};

// Its place among all: lower is served first; no two are alike.
using Rank = std::pair<uint64_t, uint64_t>;
Rank rank_of(const RequestState& request, uint64_t batch_handicap);

// Order does not matter in either list. At most the admissible number of sequences run, and they and the waiting are
// different requests.
StepPlan plan_step(std::span<const WaitingRequest> waiting, std::span<const RunningSequence> running, const KvView& kv,
                   const SchedulerLimits& limits);

}  // namespace hearth::runtime
