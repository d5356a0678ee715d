// Members: the members that an object may have, from properties, patternProperties, additionalProperties and required
// of all schemas that it has to fit.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "grammar/dfa.h"
#include "grammar/schema_shape.h"

namespace hearth::grammar {

struct Members {
  struct Named {
    std::string key;
    Conjunction schemas{};
    bool required = false;
  };
  // Members whose keys match.
  struct Others {
    std::shared_ptr<const Dfa> keys{};  // null: any key
    Conjunction schemas{};
  };
  std::vector<Named> named{};    // in the order of the schemas
  std::vector<Others> others{};  // their keys are disjoint
};

// What can never be there is left out. kInvalidArgument when that is required; errors name the path.
Result<Members> read_members(const Shape& shape);

}  // namespace hearth::grammar
