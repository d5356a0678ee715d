// The messages and the system prompt of Anthropic's API, which are made of blocks, read into the form that every
// dialect's messages have here.
#pragma once

#include <string>
#include <vector>

#include "api/ollama/message.h"
#include "api/reader.h"

namespace hearth::anthropic {

struct Content {
  std::vector<ollama::Message> messages{};  // a system message first, if there is one
  bool caches = false;                      // a block has cache_control: its sender counts cached tokens apart
};

// The members `system` and `messages`. Results of tools become messages of their own, before what the user says
// beside them.
void read_content(api::Reader& body, Content& into);

}  // namespace hearth::anthropic
