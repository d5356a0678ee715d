#include "template/go/format.h"

#include "base/utf8.h"

namespace hearth::go_template {
namespace {

constexpr std::string_view kNil = "<nil>";
constexpr std::string_view kNilInParens = "(nil)";

bool is_text(const Value& value) { return value.is(Kind::kString); }

std::string verb_text(char32_t verb) {
  std::string out;
  utf8::append(out, verb);
  return out;
}

}  // namespace

Status Formatter::write(std::string_view text) {
  TRY(runtime_.allocate(text.size()));
  out_ += text;
  return {};
}

Status Formatter::reserve_width() {
  return runtime_.allocate(static_cast<size_t>(spec.width.value_or(0)) +
                           static_cast<size_t>(spec.precision.value_or(0)));
}

Status Formatter::format(const Value& value, char32_t verb) {
  if (!value.is_valid() || value.is_nil_interface()) {
    if (verb != 'v' && verb != 'T') return bad_verb(value, verb);
    TRY(reserve_width());
    return write(padded(kNil, spec));
  }
  if (verb == 'T') {
    TRY(reserve_width());
    return write(padded(truncated(value.type().name, spec), spec));
  }
  return format_part(value, verb);
}

Status Formatter::format_part(const Value& value, char32_t verb) {
  TRY(runtime_.step());
  if (!value.is_valid() || value.is_nil_interface()) return format_nil();
  const Method* stringer = value.type().find_method("String");
  if (stringer != nullptr && !in_bad_verb_ && !spec.sharp_v && is_string_verb(verb)) {
    const std::string text = stringer->call(value);
    TRY(runtime_.allocate(text.size()));
    TRY(reserve_width());
    return write(format_string(text, verb, spec));
  }
  switch (value.type().kind) {
    case Kind::kBytes:
      if (verb != 'v' && is_string_verb(verb)) return format_leaf(value, verb);
      [[fallthrough]];
    case Kind::kSlice:
      return verb == 'w' ? bad_verb(value, verb) : format_items(value, verb);
    case Kind::kMap:
      return verb == 'w' ? bad_verb(value, verb) : format_entries(value, verb);
    case Kind::kStruct:
      return verb == 'w' ? bad_verb(value, verb) : format_fields(value, verb);
    default:
      return format_leaf(value, verb);
  }
}

Status Formatter::format_leaf(const Value& value, char32_t verb) {
  TRY(reserve_width());
  switch (value.type().kind) {
    case Kind::kBool:
      if (verb != 'v' && verb != 't') return bad_verb(value, verb);
      return write(padded(value.as_bool() ? "true" : "false", spec));
    case Kind::kInt: {
      if (!is_integer_verb(verb)) return bad_verb(value, verb);
      const auto signedness = &value.type() == &kByteType ? Signedness::kUnsigned : Signedness::kSigned;
      return write(format_integer(value.as_int(), signedness, verb, spec));
    }
    case Kind::kFloat:
      if (!is_float_verb(verb)) return bad_verb(value, verb);
      return write(format_float(value.as_double(), verb, spec));
    default: {
      if (!is_string_verb(verb)) return bad_verb(value, verb);
      const std::string_view text = value.is_nil() ? std::string_view() : value.as_string();
      constexpr size_t kWorstEscape = 10;  // bytes of output for one of input
      TRY(runtime_.allocate(verb == 's' || verb == 'v' ? 0 : kWorstEscape * text.size()));
      return write(format_string(text, verb, spec));
    }
  }
}

Status Formatter::format_nil() {
  if (!spec.sharp_v) return write(kNil);
  TRY(write(kInterfaceType.name));
  return write(kNilInParens);
}

Status Formatter::format_items(const Value& value, char32_t verb) {
  if (spec.sharp_v) {
    TRY(write(value.type().name));
    if (value.is_nil()) return write(kNilInParens);
  }
  TRY(write(spec.sharp_v ? "{" : "["));
  for (size_t i = 0; i < value.length(); ++i) {
    if (i > 0) TRY(write(spec.sharp_v ? ", " : " "));
    TRY(format_part(value.item(i), verb));
  }
  return write(spec.sharp_v ? "}" : "]");
}

Status Formatter::format_entries(const Value& value, char32_t verb) {
  TRY(write(spec.sharp_v ? value.type().name : "map"));
  if (spec.sharp_v && value.is_nil()) return write(kNilInParens);
  TRY(write(spec.sharp_v ? "{" : "["));
  bool first = true;
  for (const auto& [key, entry] : value.entries()) {
    if (!first) TRY(write(spec.sharp_v ? ", " : " "));
    first = false;
    TRY(format_part(Value::string(key), verb));
    TRY(write(":"));
    TRY(format_part(entry, verb));
  }
  return write(spec.sharp_v ? "}" : "]");
}

Status Formatter::format_fields(const Value& value, char32_t verb) {
  if (spec.sharp_v) TRY(write(value.type().name));
  TRY(write("{"));
  for (size_t i = 0; i < value.fields().size(); ++i) {
    if (i > 0) TRY(write(spec.sharp_v ? ", " : " "));
    if (spec.plus_v || spec.sharp_v) {
      TRY(write(value.type().fields[i].name));
      TRY(write(":"));
    }
    TRY(format_part(value.fields()[i], verb));
  }
  return write("}");
}

// %!d(string=x)
Status Formatter::bad_verb(const Value& value, char32_t verb) {
  in_bad_verb_ = true;
  TRY(write("%!" + verb_text(verb) + "("));
  if (!value.is_valid() || value.is_nil_interface()) {
    TRY(write(kNil));
  } else {
    TRY(write(value.type().name));
    TRY(write("="));
    TRY(format_part(value, 'v'));
  }
  in_bad_verb_ = false;
  return write(")");
}

Result<std::string> text_of(Runtime& runtime, const Value& value) {
  if (!value.is_valid() || value.is_nil_interface()) return std::string("<no value>");
  if (is_text(value)) return value.as_string();
  Formatter formatter(runtime);
  TRY(formatter.format(value, 'v'));
  return formatter.take();
}

Result<std::string> print(Runtime& runtime, std::span<const Value> values) {
  Formatter formatter(runtime);
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0 && !is_text(values[i]) && !is_text(values[i - 1])) TRY(formatter.write(" "));
    TRY(formatter.format(values[i], 'v'));
  }
  return formatter.take();
}

Result<std::string> println(Runtime& runtime, std::span<const Value> values) {
  Formatter formatter(runtime);
  for (size_t i = 0; i < values.size(); ++i) {
    if (i > 0) TRY(formatter.write(" "));
    TRY(formatter.format(values[i], 'v'));
  }
  TRY(formatter.write("\n"));
  return formatter.take();
}

}  // namespace hearth::go_template
