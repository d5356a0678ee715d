#include "grammar/nullable.h"

#include <algorithm>

#include "grammar/fixpoint.h"

namespace hearth::grammar {

std::vector<bool> nullable_rules(const Program& program) {
  const auto nodes = least_nodes(program, OverBytes::kNo, [&](const Node& node, const std::vector<bool>& known) {
    return node.final || std::ranges::any_of(node.skips, [&](NodeId to) { return known[to]; }) ||
           std::ranges::any_of(node.calls, [&](CallId id) {
             const Call& call = program.calls[id];
             return known[call.next] && (call.min == 0 || known[program.rules[call.rule].start]);
           });
  });
  std::vector<bool> rules;
  for (const Program::Rule& rule : program.rules) rules.push_back(nodes[rule.start]);
  return rules;
}

}  // namespace hearth::grammar
