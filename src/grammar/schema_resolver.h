// SchemaResolver: from a conjunction of schemas to its alternatives: references followed, allOf merged, anyOf and oneOf
// multiplied out.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "grammar/schema_shape.h"

namespace hearth::grammar {

class SchemaResolver {
 public:
  // The root outlives it.
  explicit SchemaResolver(const Json& root) : root_(root) {}

  // At least one shape, none of which allows nothing. kInvalidArgument when there is none, with the reason;
  // kUnsupported when branches of a oneOf could hold at the same time; both name the path.
  Result<std::vector<Shape>> alternatives(const Conjunction& all);

 private:
  using Shapes = std::vector<Shape>;

  Result<Shapes> apply(const Schema& schema, Shapes shapes);
  Result<Shapes> apply_object(const Schema& schema, Shapes shapes);
  Result<Shapes> apply_branches(const Schema& list, std::string_view kind, const Shapes& shapes);
  Status check_one_of(const Schema& list);
  Result<Schema> target_of(const Schema& reference) const;

  const Json& root_;
  std::vector<const Json*> open_;    // schemas that are being applied, one in the other
  std::set<const Json*> exclusive_;  // lists of oneOf whose branches were compared
  size_t n_applied_ = 0;             // for the alternatives that are being made
};

}  // namespace hearth::grammar
