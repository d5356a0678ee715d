// What a request is told about the queue of its model: its place, and when its turn may come.
#pragma once

#include <cstdint>
#include <functional>

#include "api/ollama/errors.h"
#include "runtime/runner.h"

namespace hearth::server {

struct QueuePlace {
  int32_t position = 0;  // 1 for the next
  int64_t wait_s = 0;    // by the rate at which requests have been served of late; at least 1
};

using OnQueued = std::function<void(const QueuePlace&)>;

// Waits until the request's answer begins, or it is clear that it has to queue; in that case tells its place, once.
void note_queueing(const runtime::Runner& runner, runtime::TokenStream& stream, const OnQueued& on_queued);

// What a request is told for which the queue has no place.
ollama::Failure queue_full(const runtime::Runner& runner);

}  // namespace hearth::server
