#include "template/jinja/printing.h"

#include <charconv>
#include <cmath>

#include "base/text.h"
#include "base/utf8.h"
#include "template/jinja/characters.h"
#include "template/jinja/function.h"
#include "template/jinja/loop.h"

namespace hearth::jinja {
namespace {

void append_escaped(std::string& out, char32_t c) {
  constexpr char kHex[] = "0123456789abcdef";
  const auto digits = [&](int n) {
    for (int i = n - 1; i >= 0; --i) out += kHex[c >> (4 * i) & 15];
  };
  if (c == '\n') {
    out += "\\n";
  } else if (c == '\r') {
    out += "\\r";
  } else if (c == '\t') {
    out += "\\t";
  } else if (c < 0x100) {
    out += "\\x";
    digits(2);
  } else if (c < 0x10000) {
    out += "\\u";
    digits(4);
  } else {
    out += "\\U";
    digits(8);
  }
}

// Prints values into each other; one object for one repr().
class Printer {
 public:
  explicit Printer(Runtime& runtime) : runtime_(runtime) {}

  Status print(const Value& value);
  std::string take() { return std::move(out_); }

 private:
  Status print_items(const Value::Items& items);
  Status print_sequence(const Sequence& sequence);
  Status print_entries(const Value::Entries& entries);
  Status print_namespace(const Namespace& object);

  Runtime& runtime_;
  std::string out_;
  size_t n_namespaces_ = 0;  // that are being printed: they alone can contain themselves
};

Status Printer::print(const Value& value) {
  TRY(runtime_.step());
  const size_t size_before = out_.size();
  switch (value.kind()) {
    case Kind::kUndefined:
      out_ += "Undefined";
      break;
    case Kind::kNone:
      out_ += "None";
      break;
    case Kind::kBool:
      out_ += value.as_bool() ? "True" : "False";
      break;
    case Kind::kInt:
      out_ += concat(value.as_integral());
      break;
    case Kind::kFloat:
      out_ += text_of_double(value.as_double());
      break;
    case Kind::kString:
      out_ += repr_of_string(value.as_string());
      break;
    case Kind::kSequence:
      return print_sequence(value.as_sequence());
    case Kind::kDict:
      return print_entries(value.as_dict().entries);
    case Kind::kFunction:
      out_ += value.as_function().description;
      break;
    case Kind::kLoop:
      out_ += concat("<LoopContext ", value.as_loop().index + 1, "/", value.as_loop().items.size(), ">");
      break;
    case Kind::kNamespace:
      return print_namespace(value.as_namespace());
  }
  return runtime_.allocate(out_.size() - size_before);
}

Status Printer::print_items(const Value::Items& items) {
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out_ += ", ";
    TRY(print(items[i]));
  }
  return {};
}

Status Printer::print_sequence(const Sequence& sequence) {
  switch (sequence.kind) {
    case SequenceKind::kList:
      out_ += '[';
      TRY(print_items(sequence.items));
      out_ += ']';
      break;
    case SequenceKind::kTuple:
      out_ += '(';
      TRY(print_items(sequence.items));
      out_ += sequence.items.size() == 1 ? ",)" : ")";
      break;
    case SequenceKind::kRange:
      out_ += concat("range(", sequence.start, ", ", sequence.stop);
      out_ += sequence.step == 1 ? ")" : concat(", ", sequence.step, ")");
      break;
    case SequenceKind::kIterator:
      out_ += "<generator object>";
      break;
    case SequenceKind::kDictKeys:
    case SequenceKind::kDictValues:
    case SequenceKind::kDictItems:
      out_ += concat(sequence.kind == SequenceKind::kDictKeys     ? "dict_keys(["
                     : sequence.kind == SequenceKind::kDictValues ? "dict_values(["
                                                                  : "dict_items([");
      TRY(print_items(sequence.items));
      out_ += "])";
      break;
  }
  return {};
}

Status Printer::print_entries(const Value::Entries& entries) {
  out_ += '{';
  for (size_t i = 0; i < entries.size(); ++i) {
    if (i > 0) out_ += ", ";
    TRY(print(entries[i].first));
    out_ += ": ";
    TRY(print(entries[i].second));
  }
  out_ += '}';
  return {};
}

Status Printer::print_namespace(const Namespace& object) {
  if (++n_namespaces_ > runtime_.limits().max_value_depth) {
    return template_error("a namespace that contains itself cannot be printed");
  }
  out_ += "<Namespace ";
  TRY(print_entries(object.attributes));
  out_ += '>';
  --n_namespaces_;
  return {};
}

}  // namespace

Result<std::string> text_of(Runtime& runtime, const Value& value) {
  if (value.is(Kind::kString)) return value.as_string();
  if (value.is(Kind::kUndefined)) return std::string();
  return repr_of(runtime, value);
}

Result<std::string> repr_of(Runtime& runtime, const Value& value) {
  Printer printer(runtime);
  TRY(printer.print(value));
  return printer.take();
}

std::string repr_of_string(std::string_view text) {
  const bool double_quoted = text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos;
  const char quote = double_quoted ? '"' : '\'';
  std::string out(1, quote);
  while (!text.empty()) {
    const utf8::Decoded next = utf8::decode(text);
    const char32_t c = next.code_point;
    if (c == '\\' || c == static_cast<char32_t>(quote)) {
      out += '\\';
      out += static_cast<char>(c);
    } else if (is_printable(c)) {
      utf8::append(out, c);
    } else {
      append_escaped(out, c);
    }
    text.remove_prefix(next.n_bytes);
  }
  out += quote;
  return out;
}

std::string text_of_double(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char buffer[64];
  const auto scientific = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
  const std::string_view digits(buffer, static_cast<size_t>(scientific.ptr - buffer));
  const size_t e = digits.find('e');
  int exponent = 0;
  const size_t sign_skipped = digits[e + 1] == '+' ? e + 2 : e + 1;
  std::from_chars(digits.data() + sign_skipped, digits.data() + digits.size(), exponent);
  // Python writes exponents from 16 on and below -4, both with two digits at least, as to_chars does.
  if (exponent < -4 || exponent >= 16) return std::string(digits);
  char fixed[400];
  const auto end = std::to_chars(fixed, fixed + sizeof fixed, value, std::chars_format::fixed);
  std::string out(fixed, end.ptr);
  if (out.find('.') == std::string::npos) out += ".0";
  return out;
}

}  // namespace hearth::jinja
