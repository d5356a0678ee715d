#include "grammar/fixpoint.h"

namespace hearth::grammar {
namespace {

// For each node those that depend on it.
std::vector<std::vector<NodeId>> dependents(const Program& program, OverBytes over_bytes) {
  std::vector<std::vector<NodeId>> out(program.nodes.size());
  for (NodeId id = 0; id < program.nodes.size(); ++id) {
    const Node& node = program.nodes[id];
    if (over_bytes == OverBytes::kYes) {
      for (const ByteEdge& edge : node.bytes) out[edge.to].push_back(id);
    }
    for (const NodeId to : node.skips) out[to].push_back(id);
    for (const CallId call : node.calls) {
      out[program.calls[call].next].push_back(id);
      out[program.rules[program.calls[call].rule].start].push_back(id);
    }
  }
  return out;
}

}  // namespace

std::vector<bool> least_nodes(const Program& program, OverBytes over_bytes, const Holds& holds) {
  const auto waiting = dependents(program, over_bytes);
  std::vector<bool> known(program.nodes.size(), false);
  std::vector<NodeId> open;
  const auto look_at = [&](NodeId id) {
    if (known[id] || !holds(program.nodes[id], known)) return;
    known[id] = true;
    open.push_back(id);
  };
  for (NodeId id = 0; id < program.nodes.size(); ++id) look_at(id);
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    for (const NodeId dependent : waiting[id]) look_at(dependent);
  }
  return known;
}

}  // namespace hearth::grammar
