#include "template/jinja/string_methods.h"

#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "template/jinja/arguments.h"
#include "template/jinja/brace_format.h"
#include "template/jinja/characters.h"

namespace hearth::jinja {
namespace {

using Text = std::string_view;
using Method = Result<Value> (*)(Runtime&, Text, const Arguments&);

Value text_value(Text text) { return Value::string(std::string(text)); }

bool is_ascii_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_ascii_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
// Letters beyond ASCII count as letters without a case.
bool is_letter(char c) { return is_ascii_upper(c) || is_ascii_lower(c) || static_cast<unsigned char>(c) >= 0x80; }

// --- White space and affixes

enum class Side { kLeft, kRight, kBoth };

Result<Value> strip(Text text, const Arguments& arguments, Side side) {
  const Value set = TRY(bind("strip", arguments, {{"chars", Value::none()}}))[0];
  Text characters_to_strip;
  if (!set.is(Kind::kNone)) characters_to_strip = TRY(string_argument("strip", "chars", set));
  const Text* pointer = set.is(Kind::kNone) ? nullptr : &characters_to_strip;
  if (side != Side::kRight) text = strip_left(text, pointer);
  if (side != Side::kLeft) text = strip_right(text, pointer);
  return text_value(text);
}

Result<Value> str_strip(Runtime&, Text text, const Arguments& arguments) { return strip(text, arguments, Side::kBoth); }
Result<Value> str_lstrip(Runtime&, Text text, const Arguments& arguments) {
  return strip(text, arguments, Side::kLeft);
}
Result<Value> str_rstrip(Runtime&, Text text, const Arguments& arguments) {
  return strip(text, arguments, Side::kRight);
}

// startswith and endswith take one text or a tuple of them.
Result<Value> has_affix(std::string_view callee, Text text, const Arguments& arguments, bool (*has)(Text, Text)) {
  const Value affix = TRY(bind(callee, arguments, {{"affix"}}))[0];
  if (!affix.is_sequence(SequenceKind::kTuple)) {
    return Value::boolean(has(text, TRY(string_argument(callee, "affix", affix))));
  }
  for (const Value& one : affix.as_sequence().items) {
    if (has(text, TRY(string_argument(callee, "affix", one)))) return Value::boolean(true);
  }
  return Value::boolean(false);
}

Result<Value> str_startswith(Runtime&, Text text, const Arguments& arguments) {
  return has_affix("startswith", text, arguments, [](Text whole, Text part) { return whole.starts_with(part); });
}
Result<Value> str_endswith(Runtime&, Text text, const Arguments& arguments) {
  return has_affix("endswith", text, arguments, [](Text whole, Text part) { return whole.ends_with(part); });
}

Result<Value> str_removeprefix(Runtime&, Text text, const Arguments& arguments) {
  const Value bound = TRY(bind("removeprefix", arguments, {{"prefix"}}))[0];
  const Text prefix = TRY(string_argument("removeprefix", "prefix", bound));
  return text_value(text.starts_with(prefix) ? text.substr(prefix.size()) : text);
}
Result<Value> str_removesuffix(Runtime&, Text text, const Arguments& arguments) {
  const Value bound = TRY(bind("removesuffix", arguments, {{"suffix"}}))[0];
  const Text suffix = TRY(string_argument("removesuffix", "suffix", bound));
  return text_value(text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text);
}

// --- Splitting and joining

// Splits at white space; `max_splits` pieces are cut off, the rest stays as it is.
std::vector<Text> split_at_space(Text text, size_t max_splits) {
  std::vector<Text> pieces;
  for (text = strip_left(text); !text.empty(); text = strip_left(text)) {
    size_t end = 0;
    while (end < text.size() && !is_space(utf8::decode(text.substr(end)).code_point)) {
      end += utf8::decode(text.substr(end)).n_bytes;
    }
    if (pieces.size() == max_splits) end = text.size();
    pieces.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return pieces;
}

std::vector<Text> rsplit_at_space(Text text, size_t max_splits) {
  std::vector<Text> all = split_at_space(text, SIZE_MAX);
  if (all.size() <= max_splits) return all;
  const size_t n_first = all.size() - max_splits;
  const Text trimmed = strip_right(text);
  std::vector<Text> pieces;
  const char* end = all[n_first - 1].data() + all[n_first - 1].size();
  if (max_splits == 0) end = trimmed.data() + trimmed.size();
  pieces.emplace_back(text.data(), static_cast<size_t>(end - text.data()));
  pieces.insert(pieces.end(), all.begin() + static_cast<ptrdiff_t>(n_first), all.end());
  return pieces;
}

std::vector<Text> split_at(Text text, Text separator, size_t max_splits) {
  std::vector<Text> pieces;
  while (pieces.size() < max_splits) {
    const size_t found = text.find(separator);
    if (found == Text::npos) break;
    pieces.push_back(text.substr(0, found));
    text.remove_prefix(found + separator.size());
  }
  pieces.push_back(text);
  return pieces;
}

std::vector<Text> rsplit_at(Text text, Text separator, size_t max_splits) {
  std::vector<Text> pieces;
  while (pieces.size() < max_splits) {
    const size_t found = text.rfind(separator);
    if (found == Text::npos) break;
    pieces.push_back(text.substr(found + separator.size()));
    text = text.substr(0, found);
  }
  pieces.push_back(text);
  std::ranges::reverse(pieces);
  return pieces;
}

Result<Value> list_of(Runtime& runtime, const std::vector<Text>& pieces) {
  Value::Items items;
  for (const Text piece : pieces) items.push_back(TRY(runtime.string(std::string(piece))));
  return runtime.list(std::move(items));
}

Result<Value> split(Runtime& runtime, Text text, const Arguments& arguments, Side from) {
  const Value::Items bound = TRY(bind("split", arguments, {{"sep", Value::none()}, {"maxsplit", Value::integer(-1)}}));
  const int64_t max = TRY(integer_argument("split", "maxsplit", bound[1]));
  const size_t max_splits = max < 0 ? SIZE_MAX : static_cast<size_t>(max);
  // One character may become one piece.
  TRY(runtime.allocate(text.size() * sizeof(Text)));
  if (bound[0].is(Kind::kNone)) {
    return list_of(runtime, from == Side::kLeft ? split_at_space(text, max_splits) : rsplit_at_space(text, max_splits));
  }
  const Text separator = TRY(string_argument("split", "sep", bound[0]));
  if (separator.empty()) return template_error("split(): empty separator");
  return list_of(runtime,
                 from == Side::kLeft ? split_at(text, separator, max_splits) : rsplit_at(text, separator, max_splits));
}

Result<Value> str_split(Runtime& runtime, Text text, const Arguments& arguments) {
  return split(runtime, text, arguments, Side::kLeft);
}
Result<Value> str_rsplit(Runtime& runtime, Text text, const Arguments& arguments) {
  return split(runtime, text, arguments, Side::kRight);
}

Result<Value> str_splitlines(Runtime& runtime, Text text, const Arguments& arguments) {
  const bool keep_ends = TRY(bind("splitlines", arguments, {{"keepends", Value::boolean(false)}}))[0].truth();
  TRY(runtime.allocate(text.size() * sizeof(Text)));
  std::vector<Text> lines = split_lines(text);
  for (size_t i = 0; keep_ends && i < lines.size(); ++i) {
    const char* end = i + 1 < lines.size() ? lines[i + 1].data() : text.data() + text.size();
    lines[i] = Text(lines[i].data(), static_cast<size_t>(end - lines[i].data()));
  }
  return list_of(runtime, lines);
}

Result<Value> partition(Runtime& runtime, Text text, const Arguments& arguments, Side from) {
  const Value bound = TRY(bind("partition", arguments, {{"sep"}}))[0];
  const Text separator = TRY(string_argument("partition", "sep", bound));
  if (separator.empty()) return template_error("partition(): empty separator");
  const size_t found = from == Side::kLeft ? text.find(separator) : text.rfind(separator);
  Value::Items items = {text_value(text), text_value(""), text_value("")};
  if (found != Text::npos) {
    items = {text_value(text.substr(0, found)), text_value(separator),
             text_value(text.substr(found + separator.size()))};
  } else if (from == Side::kRight) {
    std::swap(items[0], items[2]);
  }
  return runtime.sequence(SequenceKind::kTuple, std::move(items));
}

Result<Value> str_partition(Runtime& runtime, Text text, const Arguments& arguments) {
  return partition(runtime, text, arguments, Side::kLeft);
}
Result<Value> str_rpartition(Runtime& runtime, Text text, const Arguments& arguments) {
  return partition(runtime, text, arguments, Side::kRight);
}

Result<Value> str_join(Runtime& runtime, Text text, const Arguments& arguments) {
  const Value iterable = TRY(bind("join", arguments, {{"iterable"}}))[0];
  return join_strings(runtime, text, TRY(runtime.items_of(iterable)));
}

// --- Searching and replacing

// The character position of `wanted`, -1 when it is not there.
Result<int64_t> position_of(std::string_view callee, Text text, const Arguments& arguments, Side from) {
  const Value bound = TRY(bind(callee, arguments, {{"sub"}}))[0];
  const Text wanted = TRY(string_argument(callee, "sub", bound));
  const size_t found = from == Side::kLeft ? text.find(wanted) : text.rfind(wanted);
  if (found == Text::npos) return -1;
  return static_cast<int64_t>(utf8::length(text.substr(0, found)));
}

Result<Value> str_find(Runtime&, Text text, const Arguments& arguments) {
  return Value::integer(TRY(position_of("find", text, arguments, Side::kLeft)));
}
Result<Value> str_rfind(Runtime&, Text text, const Arguments& arguments) {
  return Value::integer(TRY(position_of("rfind", text, arguments, Side::kRight)));
}
Result<Value> str_index(Runtime&, Text text, const Arguments& arguments) {
  const int64_t at = TRY(position_of("index", text, arguments, Side::kLeft));
  return at < 0 ? Result<Value>(template_error("index(): substring not found")) : Value::integer(at);
}
Result<Value> str_rindex(Runtime&, Text text, const Arguments& arguments) {
  const int64_t at = TRY(position_of("rindex", text, arguments, Side::kRight));
  return at < 0 ? Result<Value>(template_error("rindex(): substring not found")) : Value::integer(at);
}

Result<Value> str_count(Runtime&, Text text, const Arguments& arguments) {
  const Value bound = TRY(bind("count", arguments, {{"sub"}}))[0];
  const Text wanted = TRY(string_argument("count", "sub", bound));
  if (wanted.empty()) return Value::integer(static_cast<int64_t>(utf8::length(text)) + 1);
  int64_t n = 0;
  for (size_t at = text.find(wanted); at != Text::npos; at = text.find(wanted, at + wanted.size())) ++n;
  return Value::integer(n);
}

Result<Value> str_replace(Runtime& runtime, Text text, const Arguments& arguments) {
  const Value::Items bound = TRY(bind("replace", arguments, {{"old"}, {"new"}, {"count", Value::integer(-1)}}));
  const Text old = TRY(string_argument("replace", "old", bound[0]));
  const Text by = TRY(string_argument("replace", "new", bound[1]));
  const int64_t count = TRY(integer_argument("replace", "count", bound[2]));
  const size_t max_count = count < 0 ? SIZE_MAX : static_cast<size_t>(count);
  // Before the work: the result may be as long as both together, multiplied.
  const size_t n_found = std::min(max_count, text.size() / std::max<size_t>(old.size(), 1) + 1);
  TRY(runtime.allocate(text.size()));
  if (by.size() > old.size()) {
    std::string out = replace_all(text, old, "", max_count);
    const size_t n_done = old.empty() ? n_found : (text.size() - out.size()) / old.size();
    TRY(runtime.allocate(n_done * by.size()));
  }
  return Value::string(replace_all(text, old, by, max_count));
}

Result<Value> str_format(Runtime& runtime, Text text, const Arguments& arguments) {
  return brace_format(runtime, text, arguments);
}

// --- Case and kinds of characters

Result<Value> str_upper(Runtime&, Text text, const Arguments& arguments) {
  TRY(bind("upper", arguments, {}));
  return Value::string(upper(text));
}
Result<Value> str_lower(Runtime&, Text text, const Arguments& arguments) {
  TRY(bind("lower", arguments, {}));
  return Value::string(lower(text));
}
Result<Value> str_capitalize(Runtime&, Text text, const Arguments& arguments) {
  TRY(bind("capitalize", arguments, {}));
  return Value::string(capitalize(text));
}
Result<Value> str_title(Runtime&, Text text, const Arguments& arguments) {
  TRY(bind("title", arguments, {}));
  std::string out = lower(text);
  bool in_word = false;
  for (char& c : out) {
    if (!in_word && is_ascii_lower(c)) c = static_cast<char>(c - 32);
    in_word = is_letter(c);
  }
  return Value::string(std::move(out));
}

Result<Value> all_are(std::string_view callee, Text text, const Arguments& arguments, bool (*is)(char)) {
  TRY(bind(callee, arguments, {}));
  return Value::boolean(!text.empty() && std::ranges::all_of(text, is));
}

Result<Value> str_isdigit(Runtime&, Text text, const Arguments& arguments) {
  return all_are("isdigit", text, arguments, is_ascii_digit);
}
Result<Value> str_isalpha(Runtime&, Text text, const Arguments& arguments) {
  return all_are("isalpha", text, arguments, is_letter);
}
Result<Value> str_isalnum(Runtime&, Text text, const Arguments& arguments) {
  return all_are("isalnum", text, arguments, [](char c) { return is_letter(c) || is_ascii_digit(c); });
}
Result<Value> str_isspace(Runtime&, Text text, const Arguments& arguments) {
  TRY(bind("isspace", arguments, {}));
  return Value::boolean(!text.empty() && strip_left(text).empty());
}
Result<Value> str_islower(Runtime&, Text text, const Arguments& arguments) {
  TRY(bind("islower", arguments, {}));
  return Value::boolean(std::ranges::any_of(text, is_ascii_lower) && std::ranges::none_of(text, is_ascii_upper));
}
Result<Value> str_isupper(Runtime&, Text text, const Arguments& arguments) {
  TRY(bind("isupper", arguments, {}));
  return Value::boolean(std::ranges::any_of(text, is_ascii_upper) && std::ranges::none_of(text, is_ascii_lower));
}

Result<Value> str_swapcase(Runtime&, Text text, const Arguments& arguments) {
  TRY(bind("swapcase", arguments, {}));
  std::string out(text);
  for (char& c : out) {
    if (is_ascii_upper(c) || is_ascii_lower(c)) c = static_cast<char>(c ^ 32);
  }
  return Value::string(std::move(out));
}
// Every word begins with an upper letter and goes on with lower ones; letters without a case begin a word too.
Result<Value> str_istitle(Runtime&, Text text, const Arguments& arguments) {
  TRY(bind("istitle", arguments, {}));
  bool in_word = false, has_word = false;
  for (const char c : text) {
    if (is_ascii_upper(c) ? in_word : is_ascii_lower(c) && !in_word) return Value::boolean(false);
    in_word = is_ascii_upper(c) || is_ascii_lower(c);
    has_word |= in_word;
  }
  return Value::boolean(has_word);
}
Result<Value> str_isascii(Runtime&, Text text, const Arguments& arguments) {
  TRY(bind("isascii", arguments, {}));
  return Value::boolean(std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }));
}
Result<Value> str_isprintable(Runtime&, Text text, const Arguments& arguments) {
  TRY(bind("isprintable", arguments, {}));
  return Value::boolean(
      std::ranges::all_of(characters(text), [](Text c) { return is_printable(utf8::decode(c).code_point); }));
}
Result<Value> str_isidentifier(Runtime&, Text text, const Arguments& arguments) {
  TRY(bind("isidentifier", arguments, {}));
  const auto is_part = [](char c) { return is_letter(c) || is_ascii_digit(c) || c == '_'; };
  return Value::boolean(!text.empty() && !is_ascii_digit(text[0]) && std::ranges::all_of(text, is_part));
}

// --- Padding

struct Padding {
  size_t missing;  // characters
  Text fill;
};

Result<Padding> padding(Runtime& runtime, std::string_view callee, Text text, const Value::Items& bound) {
  const int64_t width = TRY(integer_argument(callee, "width", bound[0]));
  const Text fill = TRY(string_argument(callee, "fillchar", bound[1]));
  if (utf8::length(fill) != 1) return template_error(concat(callee, "(): the fill character must be one character"));
  const auto length = static_cast<int64_t>(utf8::length(text));
  const size_t missing = width > length ? static_cast<size_t>(width - length) : 0;
  TRY(runtime.allocate(missing > SIZE_MAX / 4 ? SIZE_MAX : missing * fill.size()));
  return Padding{missing, fill};
}

std::string repeat(Text text, size_t n) {
  std::string out;
  for (size_t i = 0; i < n; ++i) out += text;
  return out;
}

Result<Value> justify(Runtime& runtime, std::string_view callee, Text text, const Arguments& arguments, Side side) {
  const Value::Items bound = TRY(bind(callee, arguments, {{"width"}, {"fillchar", Value::string(" ")}}));
  const Padding pad = TRY(padding(runtime, callee, text, bound));
  const auto width = static_cast<size_t>(std::max<int64_t>(bound[0].as_integral(), 0));
  // Where the odd one goes, as CPython has it.
  const size_t left = side == Side::kRight  ? pad.missing
                      : side == Side::kLeft ? 0
                                            : pad.missing / 2 + (pad.missing & width & 1);
  return Value::string(concat(repeat(pad.fill, left), text, repeat(pad.fill, pad.missing - left)));
}

Result<Value> str_ljust(Runtime& runtime, Text text, const Arguments& arguments) {
  return justify(runtime, "ljust", text, arguments, Side::kLeft);
}
Result<Value> str_rjust(Runtime& runtime, Text text, const Arguments& arguments) {
  return justify(runtime, "rjust", text, arguments, Side::kRight);
}
Result<Value> str_center(Runtime& runtime, Text text, const Arguments& arguments) {
  return justify(runtime, "center", text, arguments, Side::kBoth);
}

Result<Value> str_zfill(Runtime& runtime, Text text, const Arguments& arguments) {
  const Value width = TRY(bind("zfill", arguments, {{"width"}}))[0];
  const Padding pad = TRY(padding(runtime, "zfill", text, {width, Value::string("0")}));
  const size_t sign = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
  return Value::string(concat(text.substr(0, sign), repeat("0", pad.missing), text.substr(sign)));
}

Result<Value> str_expandtabs(Runtime& runtime, Text text, const Arguments& arguments) {
  const Value bound = TRY(bind("expandtabs", arguments, {{"tabsize", Value::integer(8)}}))[0];
  const int64_t tab = std::max<int64_t>(TRY(integer_argument("expandtabs", "tabsize", bound)), 0);
  std::string out;
  size_t column = 0;
  for (const Text c : characters(text)) {
    if (c != "\t") {
      out += c;
      column = c == "\n" || c == "\r" ? 0 : column + 1;
      continue;
    }
    const size_t n_spaces = tab == 0 ? 0 : static_cast<size_t>(tab) - column % static_cast<size_t>(tab);
    TRY(runtime.allocate(n_spaces));
    out.append(n_spaces, ' ');
    column += n_spaces;
  }
  return Value::string(std::move(out));
}

struct MethodRow {
  std::string_view name;
  Method call;
};

constexpr MethodRow kMethods[] = {
#define METHOD(name, function) {#name, function},
#include "template/jinja/string_methods.def"
#undef METHOD
};

}  // namespace

Result<std::optional<Value>> find_string_method(Runtime& runtime, const Value& text, std::string_view name) {
  const auto* row = std::ranges::find(kMethods, name, &MethodRow::name);
  if (row == std::end(kMethods)) return std::nullopt;
  const auto call = [text, method = row->call](Runtime& r, const Arguments& arguments) -> Result<Value> {
    // Every method looks at its text, and most of them make one that is no longer.
    const size_t n_bytes = text.as_string().size();
    TRY(r.step(1));
    TRY(r.allocate(n_bytes));
    for (const Value& argument : arguments.positional) {
      TRY(r.step_search(n_bytes, argument.is(Kind::kString) ? argument.as_string().size() : 1));
    }
    return method(r, text.as_string(), arguments);
  };
  return TRY(runtime.function(
      {.description = concat("<built-in method ", name, " of str object>"), .depth = 1, .call = call}));
}

Result<Value> join_strings(Runtime& runtime, std::string_view separator, const Value::Items& items) {
  std::string out;
  for (size_t i = 0; i < items.size(); ++i) {
    if (!items[i].is(Kind::kString)) {
      return template_error(concat("join(): item ", i, " is of type ", items[i].type_name(), ", expected a string"));
    }
    TRY(runtime.allocate(separator.size() + items[i].as_string().size()));
    if (i > 0) out += separator;
    out += items[i].as_string();
  }
  return Value::string(std::move(out));
}

}  // namespace hearth::jinja
