// What can never be completed is taken away before anything runs: no state is a dead end then.
#include <algorithm>

#include "base/text.h"
#include "grammar/fixpoint.h"
#include "grammar/program.h"

namespace hearth::grammar {
namespace {

// The parts of an edge whose bytes are usable.
void add_usable(const ByteEdge& edge, const std::bitset<256>& usable, std::vector<ByteEdge>& out) {
  for (unsigned byte = edge.first; byte <= edge.last; ++byte) {
    if (!usable[byte]) continue;
    unsigned last = byte;
    while (last < edge.last && usable[last + 1]) ++last;
    out.push_back({static_cast<uint8_t>(byte), static_cast<uint8_t>(last), edge.to});
    byte = last;
  }
}

}  // namespace

Status prune(Program& program, const std::bitset<256>& usable) {
  if (!usable.all()) {
    for (Node& node : program.nodes) {
      std::vector<ByteEdge> edges;
      for (const ByteEdge& edge : node.bytes) add_usable(edge, usable, edges);
      node.bytes = std::move(edges);
    }
  }
  const auto start_of = [&](const Call& call) { return program.rules[call.rule].start; };
  const auto completes = least_nodes(program, OverBytes::kYes, [&](const Node& node, const std::vector<bool>& known) {
    return node.final || std::ranges::any_of(node.bytes, [&](const ByteEdge& edge) { return known[edge.to]; }) ||
           std::ranges::any_of(node.skips, [&](NodeId to) { return known[to]; }) ||
           std::ranges::any_of(node.calls, [&](CallId id) {
             const Call& call = program.calls[id];
             return known[call.next] && (call.min == 0 || known[start_of(call)]);
           });
  });
  const Program::Rule& root = program.rules[program.root];
  if (!completes[root.start]) {
    return fail(ErrorCode::kInvalidArgument,
                "nothing can match: every way through the grammar goes on forever, or "
                "needs what is impossible");
  }
  for (Node& node : program.nodes) {
    std::erase_if(node.bytes, [&](const ByteEdge& edge) { return !completes[edge.to]; });
    std::erase_if(node.skips, [&](NodeId to) { return !completes[to]; });
    std::erase_if(node.calls, [&](CallId id) {
      Call& call = program.calls[id];
      if (!completes[start_of(call)] && call.min == 0) call.max = 0;
      return !completes[call.next] || (!completes[start_of(call)] && call.min > 0);
    });
  }
  return {};
}

}  // namespace hearth::grammar
