// The messages of a chat as OpenAI's API has them, read into the form that every dialect's messages have here.
#pragma once

#include <vector>

#include "api/ollama/message.h"
#include "api/reader.h"

namespace hearth::openai {

// The member `messages`. Roles: developer (which is system), system, user, assistant, tool. The text parts of one
// content are one text. A result of a tool gets the tool's name from the call that its id names.
void read_messages(api::Reader& body, std::vector<ollama::Message>& into);

// Content of text: a string, or parts of one of `text_types`; other types are refused by their names.
std::string read_text_content(api::Reader& owner, std::string_view name,
                              std::initializer_list<std::string_view> text_types);

// The arguments of a call, which are JSON in a string. An empty one is an empty object.
Json read_arguments(api::Reader& function, std::string_view name);

// Completes `tool_name` of results from the calls before them.
void name_results(std::vector<ollama::Message>& messages);

}  // namespace hearth::openai
