#include "grammar/json_form.h"

#include "grammar/json_escape.h"

namespace hearth::grammar {
namespace {

constexpr uint32_t kMostBlanks = 20;  // of an indented line
constexpr uint32_t kMostDigits = 18;  // so that an integer fits 64 bits
constexpr uint32_t kMostExponentDigits = 2;

}  // namespace

template <class Make>
Form::Id JsonForm::once(Part part, std::string_view name, const Make& make) {
  auto& rule = rules_[static_cast<size_t>(part)];
  if (!rule) {
    rule = form_.add_rule(std::string(name));
    form_.define(*rule, make());
  }
  return form_.use(*rule);
}

Form::Id JsonForm::space() {
  return once(Part::kSpace, "space", [&] {
    const Form::Id blanks = form_.repeat(form_.chars({{' ', ' '}, {'\t', '\t'}}), 0, kMostBlanks);
    return form_.choice({form_.literal(""), form_.literal(" "), form_.sequence({form_.literal("\n"), blanks})});
  });
}

// One character of a string. Escaped surrogates come in pairs, or the text would be no Unicode.
Form::Id JsonForm::character() {
  return once(Part::kCharacter, "character", [&] {
    const auto hex = [&](uint32_t n) { return form_.repeat(form_.chars({{'0', '9'}, {'a', 'f'}, {'A', 'F'}}), n, n); };
    const Form::Id d = form_.chars({{'d', 'd'}, {'D', 'D'}});
    const Form::Id below_d800 = form_.sequence({d, form_.chars({{'0', '7'}}), hex(2)});
    const Form::Id others =
        form_.sequence({form_.chars({{'0', '9'}, {'a', 'c'}, {'A', 'C'}, {'e', 'f'}, {'E', 'F'}}), hex(3)});
    const Form::Id high = form_.sequence({d, form_.chars({{'8', '9'}, {'a', 'b'}, {'A', 'B'}}), hex(2)});
    const Form::Id low = form_.sequence({d, form_.chars({{'c', 'f'}, {'C', 'F'}}), hex(2)});
    const Form::Id pair = form_.sequence({high, form_.literal("\\u"), low});
    const Form::Id coded = form_.sequence({form_.literal("u"), form_.choice({below_d800, others, pair})});
    CharSet letters;
    for (const char c : std::string_view("\"\\/bfnrt")) letters.add(static_cast<char32_t>(c));
    const Form::Id escaped = form_.sequence({form_.literal("\\"), form_.choice({form_.chars(letters), coded})});
    return form_.choice({form_.chars(unescaped_chars()), escaped});
  });
}

Form::Id JsonForm::string() {
  return once(Part::kString, "string", [&] { return string(0, kUnlimited); });
}

Form::Id JsonForm::string(uint32_t min_length, uint32_t max_length) {
  return form_.sequence({form_.literal("\""), form_.repeat(character(), min_length, max_length), form_.literal("\"")});
}

Form::Id JsonForm::digits(uint32_t min, uint32_t max) { return form_.repeat(form_.chars({{'0', '9'}}), min, max); }

Form::Id JsonForm::integer() {
  return once(Part::kInteger, "integer", [&] {
    const Form::Id positive = form_.sequence({form_.chars({{'1', '9'}}), digits(0, kMostDigits - 1)});
    return form_.sequence({form_.optional(form_.literal("-")), form_.choice({form_.literal("0"), positive})});
  });
}

Form::Id JsonForm::number() {
  return once(Part::kNumber, "number", [&] {
    const Form::Id fraction = form_.sequence({form_.literal("."), digits(1, kMostDigits)});
    const Form::Id exponent =
        form_.sequence({form_.chars({{'e', 'e'}, {'E', 'E'}}), form_.optional(form_.chars({{'+', '+'}, {'-', '-'}})),
                        digits(1, kMostExponentDigits)});
    return form_.sequence({integer(), form_.optional(fraction), form_.optional(exponent)});
  });
}

Form::Id JsonForm::comma() { return form_.sequence({form_.literal(","), space()}); }

Form::Id JsonForm::colon() { return form_.sequence({form_.literal(":"), space()}); }

Form::Id JsonForm::braces(char open, Form::Id inside, char close) {
  return form_.sequence(
      {form_.literal(std::string(1, open)), space(), inside, space(), form_.literal(std::string(1, close))});
}

// Any number of items with commas between them.
Form::Id JsonForm::list(Form::Id item) {
  const Form::Id more = form_.repeat(form_.sequence({comma(), item}), 0, kUnlimited);
  return form_.optional(form_.sequence({item, more}));
}

Form::Id JsonForm::object() {
  return once(Part::kObject, "object", [&] {
    const Form::Id member = form_.sequence({string(), colon(), value()});
    return braces('{', list(member), '}');
  });
}

Form::Id JsonForm::array() {
  return once(Part::kArray, "array", [&] { return braces('[', list(value()), ']'); });
}

Form::Id JsonForm::value() {
  return once(Part::kValue, "value", [&] {
    return form_.choice(
        {object(), array(), string(), number(), form_.literal("true"), form_.literal("false"), form_.literal("null")});
  });
}

}  // namespace hearth::grammar
