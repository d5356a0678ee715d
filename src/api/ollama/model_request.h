// What every request that runs a model takes: which one, with what options, and how long it then stays.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/fields.h"
#include "api/ollama/keep_alive.h"
#include "api/options.h"
#include "api/warnings.h"
#include "base/json.h"

namespace hearth::ollama {

struct ModelRequest {
  std::string model{};                    // as the client names it
  std::optional<KeepAlive> keep_alive{};  // absent: the server's setting
  api::Options options{};
  api::Warnings warnings{};  // from reading the request; the reply repeats them
  bool operator==(const ModelRequest&) const = default;
};

// Without what is absent, and without the warnings.
void add_members(Json& object, const ModelRequest& request);
void read_members(api::Fields& fields, ModelRequest& request);

// The member `name`: an object of options, whose warnings join the others.
void read_options(api::Fields& fields, std::string_view name, api::Options& into, api::Warnings& warnings);

}  // namespace hearth::ollama
