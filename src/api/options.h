// Options: what a request, a Modelfile or the command line can set about running a model: one row each in options.def.
//
// An option that nobody set is absent, so that requests, models and the environment can be merged. A name that is not
// in the table is a warning and no error in JSON (as Ollama has it), and an error as a Modelfile's PARAMETER.
//
//   Warnings warnings;
//   Options options = TRY(parse_options(body, warnings));               // {"num_ctx": 4096, "stop": ["\n"]}
//   TRY(set_option(options, "temperature", "0.2", warnings));           // PARAMETER temperature 0.2
//   options = with_defaults(merge(options, of_the_model));
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/warnings.h"
#include "base/json.h"
#include "base/result.h"

namespace hearth::api {

struct TokenBias {
  int32_t token = 0;
  double bias = 0;  // minus infinity bans the token
  bool operator==(const TokenBias&) const = default;
};

// The types of options.def.
namespace option_type {
using Boolean = bool;
using Integer = int64_t;
using Real = double;
using Text = std::string;
using Strings = std::vector<std::string>;
using Biases = std::vector<TokenBias>;
}  // namespace option_type

// One std::optional per row of options.def: options.num_ctx, options.temperature, options.stop, ...
struct Options {
#define OPTION(name, type, default_text, least, most, outside, help) std::optional<option_type::type> name{};
#include "api/options.def"
#undef OPTION
  bool operator==(const Options&) const = default;
};

enum class OptionType { kBoolean, kInteger, kReal, kText, kStrings, kBiases };

// A row of options.def, for help and messages.
struct OptionRow {
  std::string_view name;
  OptionType type;
  std::string_view default_text;  // "" where there is none
  std::string_view help;
};

// Alphabetical.
std::span<const OptionRow> option_rows();

// `object` is one; null members count as absent. kUnsupported where a member has another type than its row, in Ollama's
// words; kInvalidArgument where a number or a count is refused. Unknown and outdated names, and numbers that had to be
// adjusted, are added to `warnings`.
Result<Options> parse_options(const Json& object, Warnings& warnings);

// Sets one option from text. An option that is a list grows by one item. kInvalidArgument in Ollama's words:
// unknown parameter 'x', invalid int value [x].
Status set_option(Options& options, std::string_view name, std::string_view value, Warnings& warnings);

// Every option as text, as set_option reads it: (name, value), lists as several pairs, in the table's order.
std::vector<std::pair<std::string_view, std::string>> option_texts(const Options& options);

// What `over` sets, and else what `under` sets. Lists are not joined.
Options merge(const Options& over, const Options& under);

// The table's default for every option that is absent and has one.
Options with_defaults(const Options& options);

// Only what is set, in the table's order.
Json to_json(const Options& options);

}  // namespace hearth::api
