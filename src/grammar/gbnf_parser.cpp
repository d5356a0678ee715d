#include "grammar/gbnf_parser.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/text.h"
#include "base/utf8.h"
#include "grammar/gbnf_scanner.h"

namespace hearth::grammar {
namespace {

constexpr size_t kMostBytes = size_t{1} << 20;
constexpr int kMostDepth = 200;  // of groups in each other
constexpr uint32_t kMostRounds = 1'000'000;

class Parser {
 public:
  explicit Parser(std::string_view text) : scan_(text) {}

  Result<Form> run() {
    scan_.skip_space(Lines::kCross);
    while (!scan_.at_end()) TRY(parse_rule());
    for (const auto& [name, rule] : rules_) {
      if (!rule.defined) return scan_.fail_at(rule.first_seen, concat("rule '", name, "' is not defined"));
    }
    const auto root = rules_.find("root");
    if (root == rules_.end()) return scan_.fail_at(0, "there is no rule named 'root'");
    form_.set_root(root->second.id);
    return std::move(form_);
  }

 private:
  struct Known {
    RuleId id;
    size_t first_seen;
    bool defined = false;
  };

  Known& rule_named(std::string_view name, size_t where) {
    const auto [entry, added] = rules_.try_emplace(std::string(name), Known{0, where});
    if (added) entry->second.id = form_.add_rule(std::string(name));
    return entry->second;
  }

  Status parse_rule() {
    const size_t start = scan_.offset();
    const std::string_view name = scan_.take_name();
    if (name.empty()) return scan_.fail_here("expected the name of a rule");
    scan_.skip_space(Lines::kStay);
    if (!scan_.take("::=")) return scan_.fail_here(concat("expected ::= after the name '", name, "'"));
    Known& rule = rule_named(name, start);
    if (rule.defined) return scan_.fail_at(start, concat("rule '", name, "' is defined twice"));
    rule.defined = true;
    const RuleId id = rule.id;
    form_.locate(id, scan_.place(start));
    scan_.skip_space(Lines::kCross);
    form_.define(id, TRY(parse_choice(0)));
    if (!scan_.at_end() && !scan_.at_line_start()) return scan_.fail_here("expected the end of the rule");
    return {};
  }

  // Ends in front of what cannot go on: ')', the next rule, the end. At depth 0 a line ends the rule, unless the next
  // one begins with '|'.
  Result<Form::Id> parse_choice(int depth) {
    if (depth > kMostDepth) return scan_.fail_here(concat("more than ", kMostDepth, " groups in each other"));
    std::vector<Form::Id> parts;
    do {
      scan_.skip_space(Lines::kCross);
      parts.push_back(TRY(parse_sequence(depth)));
      scan_.skip_space(Lines::kCross);
    } while (scan_.take("|"));
    return parts.size() == 1 ? parts[0] : form_.choice(std::move(parts));
  }

  Result<Form::Id> parse_sequence(int depth) {
    std::vector<Form::Id> parts;
    for (;;) {
      const auto part = TRY(parse_item(depth));
      if (!part) break;
      parts.push_back(TRY(parse_repetitions(*part, depth)));
      scan_.skip_space(depth == 0 ? Lines::kStay : Lines::kCross);
      if (depth == 0 && scan_.at_line_end()) break;
    }
    return parts.size() == 1 ? parts[0] : form_.sequence(std::move(parts));
  }

  Result<std::optional<Form::Id>> parse_item(int depth) {
    const size_t start = scan_.offset();
    if (scan_.take("\"")) return TRY(parse_literal(start));
    if (scan_.take("[")) return TRY(parse_class(start));
    if (scan_.take(".")) return form_.chars(CharSet::all());
    if (scan_.take("(")) {
      const Form::Id group = TRY(parse_choice(depth + 1));
      if (!scan_.take(")")) return scan_.fail_at(start, "this group is not closed by ')'");
      return group;
    }
    if (scan_.peek() == '<' || scan_.peek() == '!') {
      return scan_.fail_here("names of single tokens are not supported in a grammar");
    }
    if (scan_.starts_rule()) return std::nullopt;
    const std::string_view name = scan_.take_name();
    if (name.empty()) return std::nullopt;
    return form_.use(rule_named(name, start).id);
  }

  Result<std::optional<Form::Id>> parse_literal(size_t start) {
    std::string bytes;
    while (!scan_.take("\"")) {
      if (scan_.at_line_end()) return scan_.fail_at(start, "this literal is not closed by '\"'");
      utf8::append(bytes, TRY(scan_.take_char()));
    }
    return form_.literal(std::move(bytes));
  }

  Result<std::optional<Form::Id>> parse_class(size_t start) {
    const bool negated = scan_.take("^");
    CharSet set;
    while (!scan_.take("]")) {
      if (scan_.at_line_end()) return scan_.fail_at(start, "this character class is not closed by ']'");
      const size_t at = scan_.offset();
      const char32_t first = TRY(scan_.take_char());
      char32_t last = first;
      if (scan_.peek() == '-' && scan_.peek(1) != ']') {
        scan_.take("-");
        if (scan_.at_line_end()) return scan_.fail_at(start, "this character class is not closed by ']'");
        last = TRY(scan_.take_char());
      }
      if (first > last) return scan_.fail_at(at, "the first character of this range comes after the last");
      set.add(first, last);
    }
    if (negated) set = set.complement();
    if (set.empty()) return scan_.fail_at(start, "this character class matches no character");
    return form_.chars(std::move(set));
  }

  Result<Form::Id> parse_repetitions(Form::Id part, int depth) {
    for (;;) {
      scan_.skip_space(depth == 0 ? Lines::kStay : Lines::kCross);
      const size_t start = scan_.offset();
      uint32_t min = 0, max = kUnlimited;
      if (scan_.take("+")) {
        min = 1;
      } else if (scan_.take("?")) {
        max = 1;
      } else if (scan_.take("{")) {
        std::tie(min, max) = TRY(parse_counts(start));
      } else if (!scan_.take("*")) {
        return part;
      }
      part = form_.repeat(part, min, max);
    }
  }

  // Behind '{': {m}, {m,}, {m,n} or {,n}.
  Result<std::pair<uint32_t, uint32_t>> parse_counts(size_t start) {
    scan_.skip_space(Lines::kStay);
    const auto min = TRY(scan_.take_count(kMostRounds));
    auto max = min;
    scan_.skip_space(Lines::kStay);
    const bool comma = scan_.take(",");
    if (comma) {
      scan_.skip_space(Lines::kStay);
      max = TRY(scan_.take_count(kMostRounds));
      scan_.skip_space(Lines::kStay);
    }
    if ((!min && !max) || !scan_.take("}")) return scan_.fail_at(start, "expected {m}, {m,} or {m,n}");
    const std::pair<uint32_t, uint32_t> counts = {min.value_or(0), max.value_or(kUnlimited)};
    if (counts.first > counts.second) return scan_.fail_at(start, "the lower count is above the upper one");
    return counts;
  }

  GbnfScanner scan_;
  Form form_;
  std::map<std::string, Known, std::less<>> rules_;
};

}  // namespace

Result<Form> parse_gbnf(std::string_view text) {
  if (text.size() > kMostBytes) {
    return fail(ErrorCode::kInvalidArgument, concat("the grammar has ", text.size(), " bytes, more than ", kMostBytes));
  }
  if (!utf8::is_valid(text)) return fail(ErrorCode::kInvalidArgument, "the grammar is not UTF-8");
  return Parser(text).run();
}

}  // namespace hearth::grammar
