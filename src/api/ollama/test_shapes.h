// Every request and reply by a name, for the tests that treat them alike: each is read from JSON and printed again.
#pragma once

#include <string_view>

#include "api/ollama/chat.h"
#include "api/ollama/copy.h"
#include "api/ollama/create.h"
#include "api/ollama/delete.h"
#include "api/ollama/embed.h"
#include "api/ollama/generate.h"
#include "api/ollama/progress.h"
#include "api/ollama/ps.h"
#include "api/ollama/show.h"
#include "api/ollama/tags.h"
#include "api/ollama/transfer.h"
#include "api/ollama/version.h"
#include "api/warnings.h"
#include "base/json.h"
#include "base/result.h"

namespace hearth::ollama {

struct ReadAgain {
  Json json;
  api::Warnings warnings;  // of a request that has a place for them
};

template <class Request>
concept HasWarnings = requires(Request request) { request.warnings; };

template <auto parse>
Result<ReadAgain> read_again(const Json& json) {
  const auto value = TRY(parse(json));
  ReadAgain again{.json = to_json(value), .warnings = {}};
  if constexpr (HasWarnings<decltype(value)>) again.warnings = value.warnings;
  return again;
}

struct Shape {
  std::string_view name;
  Result<ReadAgain> (*read)(const Json& json);
};

constexpr Shape kShapes[] = {
    {"chat request", read_again<parse_chat_request>},
    {"chat reply", read_again<parse_chat_chunk>},
    {"copy request", read_again<parse_copy_request>},
    {"create request", read_again<parse_create_request>},
    {"delete request", read_again<parse_delete_request>},
    {"embed request", read_again<parse_embed_request>},
    {"embed reply", read_again<parse_embed_response>},
    {"embeddings request", read_again<parse_embeddings_request>},
    {"embeddings reply", read_again<parse_embeddings_response>},
    {"generate request", read_again<parse_generate_request>},
    {"generate reply", read_again<parse_generate_chunk>},
    {"progress reply", read_again<parse_progress>},
    {"ps reply", read_again<parse_ps_response>},
    {"pull request", read_again<parse_pull_request>},
    {"push request", read_again<parse_push_request>},
    {"show request", read_again<parse_show_request>},
    {"show reply", read_again<parse_show_response>},
    {"tags reply", read_again<parse_tags_response>},
    {"version reply", read_again<parse_version_response>},
};

}  // namespace hearth::ollama
