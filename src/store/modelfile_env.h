// ENV in a Modelfile: settings of loading one model, under the names that they have as variables of the server.
//
// A model that somebody else made must not change the environment of a process, so only the names of
// modelfile_env.def are settings, and they are data beside the model that its loader asks for.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace hearth::store {

// kInvalidArgument for a name that is no load setting, which names the closest one, and for a value of another type.
Status check_load_setting(std::string_view name, std::string_view value);

// "2GB", "512MiB", "1000": a whole number, then B, KB, MB, GB or TB of 1000 each, or KiB, MiB, GiB or TiB of 1024, in
// any case; without a unit bytes.
Result<uint64_t> parse_byte_size(std::string_view text);

// The blob of a model's load settings: an object of texts. kCorrupt when it is none; settings that are not known here
// are left out, because nothing would read them.
Result<Json> parse_load_settings(std::string_view blob);

}  // namespace hearth::store
