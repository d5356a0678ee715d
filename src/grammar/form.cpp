#include "grammar/form.h"

#include <utility>

namespace hearth::grammar {

Form::Id Form::add(Expression expression) {
  expressions_.push_back(std::move(expression));
  return static_cast<Id>(expressions_.size() - 1);
}

RuleId Form::add_rule(std::string name) {
  const Id nothing = choice({});
  rules_.push_back({std::move(name), {}, nothing});
  return static_cast<RuleId>(rules_.size() - 1);
}

}  // namespace hearth::grammar
