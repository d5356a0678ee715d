// What the routes of OpenAI's API share: the heads of replies, and the way from a task's events to them.
#pragma once

#include <string>
#include <string_view>

#include "api/openai/errors.h"
#include "api/openai/reply.h"
#include "server/event_stream.h"
#include "server/task.h"

namespace hearth::server {

// A new id with that prefix, and the time.
openai::ReplyHead new_head(std::string_view id_prefix, std::string model);

// An answer that only repeated itself was cut, so it has the reason of those that a limit cut.
openai::FinishReason finish_reason(const AnswerEnd& end);
openai::Usage usage_of(const TaskUsage& usage);

int64_t now_seconds();

}  // namespace hearth::server
