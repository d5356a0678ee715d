// Prompts by Go templates, the TEMPLATE of Modelfiles, rendered as Ollama renders them. There are three modes:
//
// - A gap to be filled (prompt and suffix are there): rendered once, with .Prompt and .Suffix.
// - The template mentions .Messages: rendered once, with .Messages, .System and .Tools. Neighbours of the same role
//   are one message, a blank line between their contents; results of tools stay apart. System messages are in both.
// - Otherwise, for older templates: rendered once for each turn with .System, .Prompt and .Response, and the last time
//   only up to .Response, so that the model goes on from there.
//
// All have .Response, .Think, .ThinkLevel and .IsThinkSet. A template that mentions neither .Messages nor .Response
// gets a .Response at its end.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "chat/message.h"
#include "template/go/template.h"

namespace hearth::chat {

// A prompt template of a Modelfile, parsed. An error begins with "template: :LINE:COLUMN: ".
Result<go_template::Template> parse_go_template(std::string_view source);

struct GoPromptOptions {
  std::optional<std::time_t> now = std::nullopt;  // what currentDate tells the day of; the clock's time when absent
};

// The text that the model continues; always valid UTF-8. `prompt_template` comes from parse_go_template.
Result<std::string> render_go_prompt(const go_template::Template& prompt_template, const Conversation& conversation,
                                     const GoPromptOptions& options = {});

}  // namespace hearth::chat
