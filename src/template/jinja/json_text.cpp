#include "template/jinja/json_text.h"

#include <cmath>

#include "base/text.h"
#include "base/utf8.h"
#include "template/jinja/comparing.h"
#include "template/jinja/printing.h"

namespace hearth::jinja {
namespace {

std::string json_of_double(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  return text_of_double(value);
}

void append_u(std::string& out, char32_t unit) {
  constexpr char kHex[] = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[unit >> shift & 15];
}

void append_character(std::string& out, char32_t c, bool ensure_ascii) {
  constexpr std::string_view kEscaped = "\"\\\b\f\n\r\t";
  constexpr std::string_view kLetters = "\"\\bfnrt";
  const size_t short_escape = c < 0x80 ? kEscaped.find(static_cast<char>(c)) : std::string_view::npos;
  if (short_escape != std::string_view::npos) {
    out += '\\';
    out += kLetters[short_escape];
  } else if (c < 0x20 || (ensure_ascii && c >= 0x7F && c < 0x10000)) {
    // 0x7F itself is printed as it is: json escapes only what is not ASCII.
    if (c == 0x7F) {
      out += '\x7F';
    } else {
      append_u(out, c);
    }
  } else if (ensure_ascii && c >= 0x10000) {
    append_u(out, 0xD800 + ((c - 0x10000) >> 10));
    append_u(out, 0xDC00 + ((c - 0x10000) & 0x3FF));
  } else {
    utf8::append(out, c);
  }
}

class JsonPrinter {
 public:
  JsonPrinter(Runtime& runtime, const JsonStyle& style) : runtime_(runtime), style_(style) {}

  Status print(const Value& value);
  std::string take() { return std::move(out_); }

 private:
  void print_string(std::string_view text);
  Status print_key(const Value& key);
  Status print_items(const Value::Items& items);
  Status print_entries(Value::Entries entries);
  Status new_line();

  Runtime& runtime_;
  const JsonStyle& style_;
  std::string out_;
  size_t level_ = 0;
};

Status JsonPrinter::new_line() {
  if (!style_.indent) return {};
  TRY(runtime_.allocate(level_ * style_.indent->size() + 1));
  out_ += '\n';
  for (size_t i = 0; i < level_; ++i) out_ += *style_.indent;
  return {};
}

void JsonPrinter::print_string(std::string_view text) {
  out_ += '"';
  while (!text.empty()) {
    const utf8::Decoded next = utf8::decode(text);
    append_character(out_, next.code_point, style_.ensure_ascii);
    text.remove_prefix(next.n_bytes);
  }
  out_ += '"';
}

Status JsonPrinter::print(const Value& value) {
  TRY(runtime_.step());
  const size_t size_before = out_.size();
  switch (value.kind()) {
    case Kind::kNone:
      out_ += "null";
      break;
    case Kind::kBool:
      out_ += value.as_bool() ? "true" : "false";
      break;
    case Kind::kInt:
      out_ += concat(value.as_integral());
      break;
    case Kind::kFloat:
      out_ += json_of_double(value.as_double());
      break;
    case Kind::kString:
      print_string(value.as_string());
      break;
    case Kind::kDict:
      return print_entries(value.as_dict().entries);
    default:
      if (value.is_sequence(SequenceKind::kList) || value.is_sequence(SequenceKind::kTuple)) {
        return print_items(value.as_sequence().items);
      }
      return template_error(concat("object of type ", value.type_name(), " is not JSON serializable"));
  }
  return runtime_.allocate(out_.size() - size_before);
}

Status JsonPrinter::print_items(const Value::Items& items) {
  out_ += '[';
  ++level_;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) {
      TRY(runtime_.allocate(style_.item_separator.size()));
      out_ += style_.item_separator;
    }
    TRY(new_line());
    TRY(print(items[i]));
  }
  --level_;
  if (!items.empty()) TRY(new_line());
  out_ += ']';
  return {};
}

Status JsonPrinter::print_key(const Value& key) {
  if (key.is(Kind::kString)) {
    print_string(key.as_string());
    return {};
  }
  if (!key.is_number() && !key.is(Kind::kNone)) {
    return template_error(concat("keys must be str, int, float, bool or None, not ", key.type_name()));
  }
  out_ += '"';
  TRY(print(key));
  out_ += '"';
  return {};
}

Status JsonPrinter::print_entries(Value::Entries entries) {
  if (style_.sort_keys) TRY(sort_by_key(runtime_, entries));
  out_ += '{';
  ++level_;
  for (size_t i = 0; i < entries.size(); ++i) {
    if (i > 0) {
      TRY(runtime_.allocate(style_.item_separator.size()));
      out_ += style_.item_separator;
    }
    TRY(new_line());
    TRY(print_key(entries[i].first));
    TRY(runtime_.allocate(style_.key_separator.size()));
    out_ += style_.key_separator;
    TRY(print(entries[i].second));
  }
  --level_;
  if (!entries.empty()) TRY(new_line());
  out_ += '}';
  return {};
}

}  // namespace

Result<std::string> json_of(Runtime& runtime, const Value& value, const JsonStyle& style) {
  JsonPrinter printer(runtime, style);
  TRY(printer.print(value));
  return printer.take();
}

}  // namespace hearth::jinja
