// How a route answers a task: whole, or as it comes.
#pragma once

#include "server/app.h"
#include "server/event_stream.h"
#include "server/task.h"

namespace hearth::server {

// `whole` is a TaskSink that keeps everything, with Json reply(const TaskUsage&).
template <class Whole>
void answer_whole(App& app, http::Exchange& exchange, const Task& task, Whole&& whole, FailureJson print) {
  const auto usage = run_task(app.store, app.models, task, whole, exchange.stop_token());
  if (!usage)
    answer_failure(exchange, usage.error(), print);
  else if (*usage)
    answer_json(exchange, whole.reply(**usage));
}

// `stream` is a TaskSink that sends what it gets, with finish(const TaskUsage&) and fail(const api::Failure&).
template <class Stream>
void answer_stream(App& app, http::Exchange& exchange, const Task& task, Stream&& stream) {
  const auto usage = run_task(app.store, app.models, task, stream, exchange.stop_token());
  if (!usage)
    stream.fail(usage.error());
  else if (*usage)
    stream.finish(**usage);
}

}  // namespace hearth::server
