// Filters that make text. See filters.def; what each does is said in Jinja's documentation.
#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "template/jinja/arguments.h"
#include "template/jinja/characters.h"
#include "template/jinja/comparing.h"
#include "template/jinja/filters.h"
#include "template/jinja/json_text.h"
#include "template/jinja/methods.h"
#include "template/jinja/percent_format.h"
#include "template/jinja/printing.h"

namespace hearth::jinja {
namespace {

// str(input).name(arguments): most text filters are a method of strings.
Result<Value> as_method(Runtime& runtime, std::string_view name, const Value& input, const Arguments& arguments) {
  const Value text = Value::string(TRY(text_of(runtime, input)));
  const std::optional<Value> method = TRY(find_method(runtime, text, name));
  return method->as_function().call(runtime, arguments);
}

}  // namespace

Result<Value> filter_string(Runtime& runtime, const Value& input, const Arguments& arguments) {
  TRY(bind("string", arguments, {}));
  return runtime.string(TRY(text_of(runtime, input)));
}

Result<Value> filter_upper(Runtime& runtime, const Value& input, const Arguments& arguments) {
  return as_method(runtime, "upper", input, arguments);
}

Result<Value> filter_lower(Runtime& runtime, const Value& input, const Arguments& arguments) {
  return as_method(runtime, "lower", input, arguments);
}

Result<Value> filter_capitalize(Runtime& runtime, const Value& input, const Arguments& arguments) {
  return as_method(runtime, "capitalize", input, arguments);
}

Result<Value> filter_center(Runtime& runtime, const Value& input, const Arguments& arguments) {
  const Value::Items bound = TRY(bind("center", arguments, {{"width", Value::integer(80)}}));
  return as_method(runtime, "center", input, {.positional = bound, .named = {}});
}

Result<Value> filter_trim(Runtime& runtime, const Value& input, const Arguments& arguments) {
  const Value::Items bound = TRY(bind("trim", arguments, {{"chars", Value::none()}}));
  return as_method(runtime, "strip", input, {.positional = bound, .named = {}});
}

// Words begin after white space and after - ( { [ <; unlike str.title(), not after an apostrophe.
Result<Value> filter_title(Runtime& runtime, const Value& input, const Arguments& arguments) {
  TRY(bind("title", arguments, {}));
  std::string out = lower(TRY(text_of(runtime, input)));
  bool at_word_begin = true;
  for (size_t at = 0; at < out.size();) {
    const utf8::Decoded next = utf8::decode(std::string_view(out).substr(at));
    const bool separates =
        is_space(next.code_point) ||
        (next.code_point < 0x80 && std::string_view("-({[<").find(out[at]) != std::string_view::npos);
    if (at_word_begin && !separates && out[at] >= 'a' && out[at] <= 'z') out[at] = static_cast<char>(out[at] - 32);
    at_word_begin = separates;
    at += next.n_bytes;
  }
  return runtime.string(std::move(out));
}

Result<Value> filter_replace(Runtime& runtime, const Value& input, const Arguments& arguments) {
  Value::Items bound = TRY(bind("replace", arguments, {{"old"}, {"new"}, {"count", Value::none()}}));
  for (Value* text : {&bound[0], &bound[1]}) *text = Value::string(TRY(text_of(runtime, *text)));
  if (bound[2].is(Kind::kNone)) bound[2] = Value::integer(-1);
  return as_method(runtime, "replace", input, {.positional = bound, .named = {}});
}

Result<Value> filter_format(Runtime& runtime, const Value& input, const Arguments& arguments) {
  if (!arguments.positional.empty() && !arguments.named.empty()) {
    return template_error("format takes positional or named arguments, not both");
  }
  Value values = Value::tuple(arguments.positional);
  if (!arguments.named.empty()) {
    Value::Entries entries;
    for (const auto& [name, value] : arguments.named) entries.emplace_back(Value::string(name), value);
    values = Value::dict(std::move(entries));
  }
  return percent_format(runtime, TRY(text_of(runtime, input)), values);
}

Result<Value> filter_indent(Runtime& runtime, const Value& input, const Arguments& arguments) {
  const Value::Items bound =
      TRY(bind("indent", arguments,
               {{"width", Value::integer(4)}, {"first", Value::boolean(false)}, {"blank", Value::boolean(false)}}));
  const std::string_view text = TRY(string_argument("indent", "input", input));
  std::string indention;
  if (bound[0].is(Kind::kString)) {
    indention = bound[0].as_string();
  } else {
    const int64_t width = TRY(integer_argument("indent", "width", bound[0]));
    TRY(runtime.allocate(static_cast<size_t>(std::max<int64_t>(width, 0))));
    indention = std::string(static_cast<size_t>(std::max<int64_t>(width, 0)), ' ');
  }
  TRY(runtime.allocate(text.size() * sizeof(std::string_view)));
  // A trailing newline ends the last line; it does not begin one, but it is kept by the line added here.
  const std::string with_end = concat(text, "\n");
  const std::vector<std::string_view> lines = split_lines(with_end);
  std::string out = bound[1].truth() ? indention : "";
  for (size_t i = 0; i < lines.size(); ++i) {
    const bool indented = i > 0 && (bound[2].truth() || !lines[i].empty());
    TRY(runtime.allocate(lines[i].size() + indention.size() + 1));
    if (i > 0) out += '\n';
    if (indented) out += indention;
    out += lines[i];
  }
  return Value::string(std::move(out));
}

Result<Value> filter_truncate(Runtime& runtime, const Value& input, const Arguments& arguments) {
  const Value::Items bound = TRY(bind("truncate", arguments,
                                      {{"length", Value::integer(255)},
                                       {"killwords", Value::boolean(false)},
                                       {"end", Value::string("...")},
                                       {"leeway", Value::none()}}));
  const int64_t length = TRY(integer_argument("truncate", "length", bound[0]));
  const std::string_view end = TRY(string_argument("truncate", "end", bound[2]));
  const int64_t leeway = bound[3].is(Kind::kNone) ? 5 : TRY(integer_argument("truncate", "leeway", bound[3]));
  const auto end_length = static_cast<int64_t>(utf8::length(end));
  if (length < end_length || leeway < 0) return template_error("truncate: length or leeway is too small");
  // Whatever is short enough stays, and what is no text as well.
  const bool is_short_list =
      !input.is(Kind::kString) && TRY(filter_length(runtime, input, {})).as_integral() - leeway <= length;
  if (is_short_list) return input;
  const std::string_view text = TRY(string_argument("truncate", "input", input));
  TRY(runtime.allocate(text.size() * sizeof(std::string_view)));
  const std::vector<std::string_view> all = characters(text);
  if (static_cast<int64_t>(all.size()) - leeway <= length) return input;
  std::string_view kept =
      text.substr(0, static_cast<size_t>(all[static_cast<size_t>(length - end_length)].data() - text.data()));
  if (!bound[1].truth()) kept = kept.substr(0, std::min(kept.rfind(' '), kept.size()));
  return runtime.string(concat(kept, end));
}

Result<Value> filter_escape(Runtime& runtime, const Value& input, const Arguments& arguments) {
  TRY(bind("escape", arguments, {}));
  std::string out;
  for (const char c : TRY(text_of(runtime, input))) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&#34;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return runtime.string(std::move(out));
}

Result<Value> filter_wordcount(Runtime& runtime, const Value& input, const Arguments& arguments) {
  TRY(bind("wordcount", arguments, {}));
  int64_t n_words = 0;
  bool in_word = false;
  for (const char c : TRY(text_of(runtime, input))) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
                        static_cast<unsigned char>(c) >= 0x80;
    n_words += letter && !in_word;
    in_word = letter;
  }
  return Value::integer(n_words);
}

// Not Jinja's own filter, which writes HTML, but the one that chat templates are rendered with: json.dumps().
Result<Value> filter_tojson(Runtime& runtime, const Value& input, const Arguments& arguments) {
  const Value::Items bound = TRY(bind("tojson", arguments,
                                      {{"ensure_ascii", Value::boolean(false)},
                                       {"indent", Value::none()},
                                       {"separators", Value::none()},
                                       {"sort_keys", Value::boolean(false)}}));
  JsonStyle style;
  style.ensure_ascii = bound[0].truth();
  style.sort_keys = bound[3].truth();
  if (bound[1].is(Kind::kString)) {
    style.indent = bound[1].as_string();
  } else if (!bound[1].is(Kind::kNone)) {
    const int64_t width = TRY(integer_argument("tojson", "indent", bound[1]));
    TRY(runtime.allocate(static_cast<size_t>(std::max<int64_t>(width, 0))));
    style.indent = std::string(static_cast<size_t>(std::max<int64_t>(width, 0)), ' ');
  }
  if (style.indent) style.item_separator = ",";
  if (!bound[2].is(Kind::kNone)) {
    const Value::Items separators = TRY(runtime.items_of(bound[2]));
    if (separators.size() != 2) return template_error("tojson: separators must be two texts");
    style.item_separator = TRY(string_argument("tojson", "separators", separators[0]));
    style.key_separator = TRY(string_argument("tojson", "separators", separators[1]));
  }
  return Value::string(TRY(json_of(runtime, input, style)));
}

}  // namespace hearth::jinja
