// Left recursion and the order of rules: a walk over "may call before it has read a byte".
#include <algorithm>

#include "base/text.h"
#include "grammar/nullable.h"
#include "grammar/program.h"

namespace hearth::grammar {
namespace {

// For each rule those that it may call first, in the order of its nodes.
std::vector<std::vector<RuleId>> first_calls(const Program& program) {
  const std::vector<bool> nullable = nullable_rules(program);
  std::vector<std::vector<RuleId>> out(program.rules.size());
  std::vector<bool> seen(program.nodes.size(), false);
  for (RuleId rule = 0; rule < program.rules.size(); ++rule) {
    std::vector<NodeId> open = {program.rules[rule].start};
    while (!open.empty()) {
      const NodeId at = open.back();
      open.pop_back();
      if (seen[at]) continue;
      seen[at] = true;
      const Node& node = program.nodes[at];
      open.insert(open.end(), node.skips.begin(), node.skips.end());
      for (const CallId id : node.calls) {
        const Call& call = program.calls[id];
        out[rule].push_back(call.rule);
        if (call.min == 0 || nullable[call.rule]) open.push_back(call.next);
      }
    }
    std::ranges::sort(out[rule]);
    const auto rest = std::ranges::unique(out[rule]);
    out[rule].erase(rest.begin(), rest.end());
  }
  return out;
}

std::unexpected<Error> left_recursion(const Program& program, const std::vector<RuleId>& path, RuleId again) {
  constexpr size_t kMostNames = 6;
  const auto begin = std::ranges::find(path, again);
  std::string chain;
  for (auto at = begin; at != path.end(); ++at) {
    if (static_cast<size_t>(at - begin) == kMostNames) {
      chain += "... -> ";
      break;
    }
    chain += program.rules[*at].name + " -> ";
  }
  const Program::Rule& rule = program.rules[again];
  return fail(ErrorCode::kInvalidArgument, concat(rule.where, rule.where.empty() ? "" : ": ", "rule '", rule.name,
                                                  "' is left recursive: ", chain, rule.name));
}

}  // namespace

Status rank_rules(Program& program) {
  const auto calls = first_calls(program);
  enum class Mark : uint8_t { kNew, kOpen, kDone };
  std::vector<Mark> marks(calls.size(), Mark::kNew);
  auto rank = static_cast<uint32_t>(calls.size());
  // Depth first without recursion: the path, and how far each of its rules has come.
  std::vector<RuleId> path;
  std::vector<size_t> next;
  for (RuleId first = 0; first < calls.size(); ++first) {
    if (marks[first] != Mark::kNew) continue;
    path.assign(1, first);
    next.assign(1, 0);
    marks[first] = Mark::kOpen;
    while (!path.empty()) {
      const RuleId rule = path.back();
      if (next.back() == calls[rule].size()) {
        marks[rule] = Mark::kDone;
        program.rules[rule].rank = --rank;  // all that it calls have higher ranks already
        path.pop_back();
        next.pop_back();
        continue;
      }
      const RuleId callee = calls[rule][next.back()++];
      if (marks[callee] == Mark::kOpen) return left_recursion(program, path, callee);
      if (marks[callee] == Mark::kDone) continue;
      marks[callee] = Mark::kOpen;
      path.push_back(callee);
      next.push_back(0);
    }
  }
  return {};
}

}  // namespace hearth::grammar
