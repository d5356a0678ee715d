// Form: a context-free grammar as it is written: rules, whose bodies are made of literals, character sets, sequences,
// choices, repetitions and other rules. Parsers build it (gbnf.h, schema.h); lower.h turns it into what runs.
//
//   Form form;
//   const RuleId digits = form.add_rule("digits");
//   form.define(digits, form.repeat(form.chars({{'0', '9'}}), 1, kUnlimited));
//   form.set_root(digits);
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "grammar/char_set.h"
#include "grammar/dfa.h"

namespace hearth::grammar {

using RuleId = uint32_t;
inline constexpr uint32_t kUnlimited = UINT32_MAX;

class Form {
 public:
  using Id = uint32_t;  // of an expression

  struct Literal {
    std::string bytes;
  };
  struct Chars {
    CharSet set;
  };
  struct Sequence {
    std::vector<Id> parts;
  };
  struct Choice {
    std::vector<Id> parts;
  };
  struct Repeat {
    Id part;
    uint32_t min, max;
  };
  struct Use {
    RuleId rule;
  };
  // The texts of a regular language, between the quotes of a JSON string: each character has one way to be written,
  // escaped only where it has to be.
  struct JsonText {
    std::shared_ptr<const Dfa> dfa;
  };
  using Expression = std::variant<Literal, Chars, Sequence, Choice, Repeat, Use, JsonText>;

  struct Rule {
    std::string name;   // as messages call it
    std::string where;  // where it is defined, in front of messages; may be empty
    Id body;
  };

  Id literal(std::string bytes) { return add(Literal{std::move(bytes)}); }
  Id chars(CharSet set) { return add(Chars{std::move(set)}); }
  Id sequence(std::vector<Id> parts) { return add(Sequence{std::move(parts)}); }
  Id choice(std::vector<Id> parts) { return add(Choice{std::move(parts)}); }
  Id repeat(Id part, uint32_t min, uint32_t max) { return add(Repeat{part, min, max}); }
  Id optional(Id part) { return repeat(part, 0, 1); }
  Id use(RuleId rule) { return add(Use{rule}); }
  Id json_text(std::shared_ptr<const Dfa> dfa) { return add(JsonText{std::move(dfa)}); }

  // A rule that is still to be defined: until then it matches nothing.
  RuleId add_rule(std::string name);
  void locate(RuleId rule, std::string where) { rules_[rule].where = std::move(where); }
  void define(RuleId rule, Id body) { rules_[rule].body = body; }
  void set_root(RuleId rule) { root_ = rule; }

  const Expression& expression(Id id) const { return expressions_[id]; }
  const std::vector<Rule>& rules() const { return rules_; }
  RuleId root() const { return root_; }
  size_t n_expressions() const { return expressions_.size(); }

 private:
  Id add(Expression expression);

  std::vector<Expression> expressions_;
  std::vector<Rule> rules_;
  RuleId root_ = 0;
};

}  // namespace hearth::grammar
