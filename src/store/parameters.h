// Parameters of a model: PARAMETER statements, checked and typed by the table of options, as the JSON object that the
// store keeps, and back.
//
// The object is plain JSON and no api::Options, because a store that another program wrote may hold options that are
// not known here, and they must survive when a model is made from it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/warnings.h"
#include "base/json.h"
#include "base/result.h"
#include "store/modelfile.h"

namespace hearth::store {

// Of a name that occurs several times the last value holds, but lists such as `stop` grow. kInvalidArgument names the
// line: (line 3): unknown parameter 'x', invalid int value [x]. Outdated names are warnings and left out.
Result<Json> parameters_of(const Modelfile& modelfile, api::Warnings& warnings);

// Both are objects. What `over` has holds, lists as a whole.
Json merge_parameters(Json under, const Json& over);

// The blob of the params layer: keys sorted, as Go prints a map.
std::string print_parameters(const Json& parameters);
// kCorrupt unless it is an object.
Result<Json> parse_parameters(std::string_view blob);

// What `show --parameters` prints: one line per value, names padded to 30 columns, texts quoted.
std::string parameters_text(const Json& parameters);
// PARAMETER statements that give these parameters.
std::vector<Statement> parameter_statements(const Json& parameters);

}  // namespace hearth::store
