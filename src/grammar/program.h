// Program: a grammar as it runs: for each rule a small automaton over bytes, which may call other rules.
//
// A call with counts other than 1 is a repetition that counts at run time, so that {0,10000} costs no more than {0,1}.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "grammar/form.h"

namespace hearth::grammar {

using NodeId = uint32_t;
using CallId = uint32_t;

struct ByteEdge {
  uint8_t first, last;
  NodeId to;
  bool operator==(const ByteEdge&) const = default;
};

struct Call {
  RuleId rule;
  uint32_t min, max;  // how many times in a row; max may be kUnlimited
  NodeId next;
  bool is_plain() const { return min == 1 && max == 1; }
  bool operator==(const Call&) const = default;
};

struct Node {
  RuleId rule = 0;  // that it belongs to
  bool final = false;
  std::vector<ByteEdge> bytes{};
  std::vector<CallId> calls{};
  std::vector<NodeId> skips{};  // where it goes on without a byte
  bool operator==(const Node&) const = default;
};

struct Program {
  struct Rule {
    std::string name, where;
    NodeId start = 0;
    uint32_t rank = 0;  // above that of all rules that can call it before a byte is read
    bool operator==(const Rule&) const = default;
  };
  std::vector<Node> nodes;
  std::vector<Call> calls;
  std::vector<Rule> rules;
  RuleId root = 0;
  bool operator==(const Program&) const = default;
};

// Sets the ranks. kInvalidArgument when a rule can come back to itself without reading a byte, naming the rules.
Status rank_rules(Program& program);

// Takes away what cannot be completed with the bytes that are `usable`, so that whatever is left can always be
// completed. kInvalidArgument when nothing is left.
Status prune(Program& program, const std::bitset<256>& usable);

}  // namespace hearth::grammar
