#include "grammar/lower.h"

#include <algorithm>
#include <bitset>
#include <map>
#include <utility>

#include "base/text.h"
#include "grammar/json_escape.h"
#include "grammar/utf8_ranges.h"

namespace hearth::grammar {
namespace {

// A repetition is written out as long as it needs no more nodes than this; a longer one counts at run time. Written
// out, many states share what tokens they allow.
constexpr size_t kMostCopiedNodes = 64;
// A body that may be empty cannot be counted (its empty rounds would count too), so it is written out regardless.
constexpr size_t kMostCopiedNullable = 4096;

class Lowering {
 public:
  explicit Lowering(const Form& form) : form_(form) {}

  Result<Program> run() {
    for (const Form::Rule& rule : form_.rules()) program_.rules.push_back({rule.name, rule.where});
    program_.root = form_.root();
    find_sizes();
    for (RuleId rule = 0; rule < form_.rules().size(); ++rule) {
      TRY(lower_rule(rule, form_.rules()[rule].body));
    }
    TRY(rank_rules(program_));
    TRY(prune(program_, std::bitset<256>().set()));
    return std::move(program_);
  }

 private:
  struct Size {
    size_t n_nodes = 1;
    bool nullable = false;
    bool leaf = true;  // uses no rule
  };

  NodeId add_node(RuleId rule) {
    program_.nodes.push_back({.rule = rule});
    return static_cast<NodeId>(program_.nodes.size() - 1);
  }
  Node& node(NodeId id) { return program_.nodes[id]; }

  Status lower_rule(RuleId rule, Form::Id body) {
    const NodeId start = add_node(rule), end = add_node(rule);
    program_.rules[rule].start = start;
    node(end).final = true;
    rule_ = rule;
    TRY(lower(body, start, end));
    return check_size();
  }

  Status check_size() const {
    if (program_.nodes.size() <= kMostNodes) return {};
    return fail(ErrorCode::kInvalidArgument,
                concat("the grammar is too large: more than ", kMostNodes, " states are needed"));
  }

  // Adds all paths from `from` to `to` that match the expression.
  Status lower(Form::Id id, NodeId from, NodeId to) {
    TRY(check_size());
    const Form::Expression& expression = form_.expression(id);
    if (const auto* literal = std::get_if<Form::Literal>(&expression)) return lower(*literal, from, to);
    if (const auto* chars = std::get_if<Form::Chars>(&expression)) return lower(*chars, from, to);
    if (const auto* sequence = std::get_if<Form::Sequence>(&expression)) return lower(*sequence, from, to);
    if (const auto* choice = std::get_if<Form::Choice>(&expression)) return lower(*choice, from, to);
    if (const auto* repeat = std::get_if<Form::Repeat>(&expression)) return lower(*repeat, from, to);
    if (const auto* use = std::get_if<Form::Use>(&expression)) return call({use->rule, 1, 1, to}, from);
    return lower(*std::get<Form::JsonText>(expression).dfa, from, to);
  }

  Status lower(const Form::Literal& literal, NodeId from, NodeId to) {
    for (size_t i = 0; i < literal.bytes.size(); ++i) {
      const auto byte = static_cast<uint8_t>(literal.bytes[i]);
      const NodeId next = i + 1 == literal.bytes.size() ? to : add_node(rule_);
      node(from).bytes.push_back({byte, byte, next});
      from = next;
    }
    if (literal.bytes.empty()) node(from).skips.push_back(to);
    return {};
  }

  Status lower(const Form::Chars& chars, NodeId from, NodeId to) {
    std::map<std::pair<NodeId, ByteRanges>, NodeId> tails;
    for (const CharRange& range : chars.set.ranges()) {
      for (const ByteRanges& ranges : utf8_ranges(range)) add_bytes(ranges, from, to, tails);
    }
    return {};
  }

  // Equal ends of byte sequences that lead to the same node share their nodes.
  void add_bytes(const ByteRanges& ranges, NodeId from, NodeId to,
                 std::map<std::pair<NodeId, ByteRanges>, NodeId>& tails) {
    NodeId next = to;
    for (size_t i = ranges.size(); i-- > 1;) {
      const auto [entry, added] =
          tails.try_emplace({to, ByteRanges(ranges.begin() + static_cast<ptrdiff_t>(i), ranges.end())}, 0);
      if (added) {
        entry->second = add_node(rule_);
        node(entry->second).bytes.push_back({ranges[i].first, ranges[i].last, next});
      }
      next = entry->second;
    }
    node(from).bytes.push_back({ranges[0].first, ranges[0].last, next});
  }

  Status lower(const Form::Sequence& sequence, NodeId from, NodeId to) {
    for (size_t i = 0; i < sequence.parts.size(); ++i) {
      const NodeId next = i + 1 == sequence.parts.size() ? to : add_node(rule_);
      TRY(lower(sequence.parts[i], from, next));
      from = next;
    }
    if (sequence.parts.empty()) node(from).skips.push_back(to);
    return {};
  }

  // Each part has ends of its own: a repetition in one must not reach into another.
  Status lower(const Form::Choice& choice, NodeId from, NodeId to) {
    for (const Form::Id part : choice.parts) TRY(lower_apart(part, from, to));
    return {};
  }

  Status lower_apart(Form::Id part, NodeId from, NodeId to) {
    const auto& expression = form_.expression(part);
    if (std::holds_alternative<Form::Literal>(expression) || std::holds_alternative<Form::Chars>(expression) ||
        std::holds_alternative<Form::Use>(expression)) {
      return lower(part, from, to);
    }
    const NodeId first = add_node(rule_), last = add_node(rule_);
    node(from).skips.push_back(first);
    node(last).skips.push_back(to);
    return lower(part, first, last);
  }

  Status lower(const Form::Repeat& repeat, NodeId from, NodeId to) {
    const Size size = sizes_[unfold(repeat.part)];
    const uint32_t least = size.nullable ? 0 : repeat.min;
    const size_t copies = repeat.max == kUnlimited ? size_t{least} + 1 : repeat.max;
    const size_t n_nodes = copies * size.n_nodes;
    if (n_nodes <= kMostCopiedNodes || copies <= 1) return copy(repeat, least, from, to);
    if (!size.nullable) {
      const RuleId rule = TRY(body_rule(repeat.part));
      return call({rule, repeat.min, repeat.max, to}, from);
    }
    if (n_nodes <= kMostCopiedNullable) return copy(repeat, least, from, to);
    return fail(ErrorCode::kInvalidArgument,
                concat(place(), "a repetition of up to ", repeat.max, " times of something that may be empty"));
  }

  Status copy(const Form::Repeat& repeat, uint32_t least, NodeId from, NodeId to) {
    const Form::Id part = unfold(repeat.part);
    uint32_t n = 0;
    NodeId at = add_node(rule_);
    node(from).skips.push_back(at);
    const uint32_t fixed = repeat.max == kUnlimited ? least : repeat.max;
    for (; n < fixed; ++n) {
      if (n >= least) node(at).skips.push_back(to);
      const NodeId next = add_node(rule_);
      TRY(lower_apart(part, at, next));
      at = next;
    }
    if (repeat.max == kUnlimited) TRY(lower_apart(part, at, at));
    node(at).skips.push_back(to);
    return {};
  }

  // What a rule stands for when it uses no others. A loop over it is then one automaton, whose masks do not depend on
  // what it is part of (token_masks.h).
  Form::Id unfold(Form::Id part) const {
    const auto* use = std::get_if<Form::Use>(&form_.expression(part));
    if (use == nullptr) return part;
    const Form::Id body = form_.rules()[use->rule].body;
    return sizes_[body].leaf ? body : part;
  }

  // The rule that a counted repetition calls; the same for the same part.
  Result<RuleId> body_rule(Form::Id part) {
    if (const auto* use = std::get_if<Form::Use>(&form_.expression(part))) return use->rule;
    const auto known = body_rules_.find(part);
    if (known != body_rules_.end()) return known->second;
    const RuleId outer = rule_, rule = static_cast<RuleId>(program_.rules.size());
    program_.rules.push_back({program_.rules[outer].name, program_.rules[outer].where});
    body_rules_[part] = rule;
    TRY(lower_rule(rule, part));
    rule_ = outer;
    return rule;
  }

  Status call(const Call& call, NodeId from) {
    node(from).calls.push_back(static_cast<CallId>(program_.calls.size()));
    program_.calls.push_back(call);
    return {};
  }

  Status lower(const Dfa& dfa, NodeId from, NodeId to) {
    if (dfa.states.empty()) return {};
    const auto base = static_cast<NodeId>(program_.nodes.size());
    for (size_t i = 0; i < dfa.states.size(); ++i) add_node(rule_);
    node(from).skips.push_back(base);
    std::map<std::pair<NodeId, ByteRanges>, NodeId> tails;
    for (size_t i = 0; i < dfa.states.size(); ++i) {
      const auto at = static_cast<NodeId>(base + i);
      if (dfa.states[i].final) node(at).skips.push_back(to);
      for (const Dfa::Edge& edge : dfa.states[i].edges) {
        for (const ByteRanges& ranges : json_escaped({edge.first, edge.last})) {
          add_bytes(ranges, at, base + edge.to, tails);
        }
      }
      TRY(check_size());
    }
    return {};
  }

  std::string place() const {
    const Program::Rule& rule = program_.rules[rule_];
    return concat(rule.where, rule.where.empty() ? "" : ": ", "rule '", rule.name, "' has ");
  }

  // Expressions are made before those that use them, so one pass gives all but whether something may be empty: that
  // goes through rules, from what is found to be so to what depends on it.
  void find_sizes() {
    const auto n = static_cast<Form::Id>(form_.n_expressions());
    sizes_.resize(n);
    std::vector<std::vector<Form::Id>> dependents(n);
    std::vector<Form::Id> open;
    for (Form::Id id = 0; id < n; ++id) {
      for (const Form::Id part : parts_of(form_.expression(id))) dependents[part].push_back(id);
      sizes_[id] = size_of(form_.expression(id));
      if (sizes_[id].nullable) open.push_back(id);
    }
    while (!open.empty()) {
      const Form::Id found = open.back();
      open.pop_back();
      for (const Form::Id id : dependents[found]) {
        if (sizes_[id].nullable) continue;
        sizes_[id].nullable = size_of(form_.expression(id)).nullable;
        if (sizes_[id].nullable) open.push_back(id);
      }
    }
  }

  std::vector<Form::Id> parts_of(const Form::Expression& expression) const {
    if (const auto* sequence = std::get_if<Form::Sequence>(&expression)) return sequence->parts;
    if (const auto* choice = std::get_if<Form::Choice>(&expression)) return choice->parts;
    if (const auto* repeat = std::get_if<Form::Repeat>(&expression)) return {repeat->part};
    if (const auto* use = std::get_if<Form::Use>(&expression)) return {form_.rules()[use->rule].body};
    return {};
  }

  Size size_of(const Form::Expression& expression) const {
    if (const auto* literal = std::get_if<Form::Literal>(&expression)) {
      return {literal->bytes.size(), literal->bytes.empty(), true};
    }
    if (const auto* chars = std::get_if<Form::Chars>(&expression)) return {chars->set.ranges().size() + 1, false, true};
    if (const auto* use = std::get_if<Form::Use>(&expression)) {
      return {1, sizes_[form_.rules()[use->rule].body].nullable, false};
    }
    if (const auto* text = std::get_if<Form::JsonText>(&expression)) {
      return {text->dfa->states.size() + 1, !text->dfa->states.empty() && text->dfa->states[0].final, true};
    }
    if (const auto* repeat = std::get_if<Form::Repeat>(&expression)) {
      const Size part = sizes_[repeat->part];
      return {bounded(part.n_nodes * (repeat->max == kUnlimited ? size_t{repeat->min} + 1 : repeat->max)),
              part.nullable || repeat->min == 0, part.leaf};
    }
    const auto* sequence = std::get_if<Form::Sequence>(&expression);
    Size size{1, sequence != nullptr, true};
    for (const Form::Id part : sequence != nullptr ? sequence->parts : std::get<Form::Choice>(expression).parts) {
      size.n_nodes = bounded(size.n_nodes + sizes_[part].n_nodes);
      size.leaf = size.leaf && sizes_[part].leaf;
      size.nullable =
          sequence != nullptr ? size.nullable && sizes_[part].nullable : size.nullable || sizes_[part].nullable;
    }
    return size;
  }

  static size_t bounded(size_t n) { return std::min(n, kMostNodes); }

  const Form& form_;
  Program program_;
  RuleId rule_ = 0;          // that is being lowered
  std::vector<Size> sizes_;  // by expression
  std::map<Form::Id, RuleId> body_rules_;
};

}  // namespace

Result<Program> lower(const Form& form) { return Lowering(form).run(); }

}  // namespace hearth::grammar
