// JsonForm: the parts of JSON as rules of a Form, each made when it is first asked for.
//
// White space may stand where people and models put it, and only so much of it that no answer can go on with it for
// ever. Numbers have a bounded number of digits for the same reason, and because readers lose what is beyond.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "grammar/form.h"

namespace hearth::grammar {

class JsonForm {
 public:
  // The form outlives it.
  explicit JsonForm(Form& form) : form_(form) {}
  JsonForm(const JsonForm&) = delete;
  JsonForm& operator=(const JsonForm&) = delete;

  // Nothing, a blank, or a line break with blanks.
  Form::Id space();
  // Any string, with its quotes; or one of so many characters.
  Form::Id string();
  Form::Id string(uint32_t min_length, uint32_t max_length);
  Form::Id integer();
  Form::Id number();
  // Any object, array or value at all.
  Form::Id object();
  Form::Id array();
  Form::Id value();

  // "{" inside "}" with space where it may be.
  Form::Id braces(char open, Form::Id inside, char close);
  // A comma and the space behind it.
  Form::Id comma();
  Form::Id colon();

 private:
  enum class Part { kSpace, kCharacter, kString, kInteger, kNumber, kObject, kArray, kValue, kCount };

  template <class Make>
  Form::Id once(Part part, std::string_view name, const Make& make);
  Form::Id character();
  Form::Id digits(uint32_t min, uint32_t max);
  Form::Id list(Form::Id item);

  Form& form_;
  std::array<std::optional<RuleId>, static_cast<size_t>(Part::kCount)> rules_{};
};

}  // namespace hearth::grammar
