#include "template/jinja/brace_format.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "template/jinja/access.h"
#include "template/jinja/printing.h"

namespace hearth::jinja {
namespace {

bool read_number(std::string_view text, size_t& number) {
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

// The argument that a field's first part names: a number, a name, or nothing for the next one.
Result<Value> argument(std::string_view name, const Arguments& arguments, size_t& n_automatic) {
  size_t position = 0;
  if (name.empty() || read_number(name, position)) {
    if (name.empty()) position = n_automatic++;
    if (position < arguments.positional.size()) return arguments.positional[position];
    return template_error(concat("format(): there is no argument ", position));
  }
  for (const auto& [key, value] : arguments.named) {
    if (key == name) return value;
  }
  return template_error(concat("format(): there is no argument '", name, "'"));
}

// Follows what comes after the argument's name: ".attribute" and "[key]".
Result<Value> follow(Runtime& runtime, Value value, std::string_view path) {
  while (!path.empty()) {
    const bool item = path[0] == '[';
    const size_t end = std::min(item ? path.find(']') : path.find_first_of(".[", 1), path.size());
    const std::string_view name = path.substr(1, end - 1);
    if (item && end == path.size()) return template_error("format(): missing ']'");
    size_t number = 0;
    if (item && read_number(name, number)) {
      value = TRY(subscript(runtime, value, Value::integer(static_cast<int64_t>(number))));
    } else if (item) {
      value = TRY(subscript(runtime, value, Value::string(std::string(name))));
    } else {
      value = TRY(attribute(runtime, value, name));
    }
    path.remove_prefix(item ? end + 1 : end);
  }
  return value;
}

Result<std::string> field(Runtime& runtime, std::string_view field, const Arguments& arguments, size_t& n_automatic) {
  if (field.find(':') != std::string_view::npos) {
    return template_error(concat("format(): format specifications are not supported, found '", field, "'"));
  }
  const size_t bang = std::min(field.find('!'), field.size());
  const std::string_view conversion = field.substr(bang);
  if (!conversion.empty() && conversion != "!r" && conversion != "!s") {
    return template_error(concat("format(): unknown conversion '", conversion, "'"));
  }
  const std::string_view path = field.substr(0, bang);
  const size_t name_end = std::min(path.find_first_of(".["), path.size());
  const Value first = TRY(argument(path.substr(0, name_end), arguments, n_automatic));
  const Value value = TRY(follow(runtime, first, path.substr(name_end)));
  return conversion == "!r" ? repr_of(runtime, value) : text_of(runtime, value);
}

}  // namespace

Result<Value> brace_format(Runtime& runtime, std::string_view format, const Arguments& arguments) {
  std::string out;
  size_t n_automatic = 0;
  for (size_t at = 0; at < format.size();) {
    const char c = format[at];
    const bool doubled = at + 1 < format.size() && format[at + 1] == c;
    if (c != '{' && c != '}') {
      out += c;
      ++at;
    } else if (doubled) {
      out += c;
      at += 2;
    } else if (c == '}') {
      return template_error("format(): single '}'");
    } else {
      const size_t end = format.find('}', at);
      if (end == std::string_view::npos) return template_error("format(): single '{'");
      const std::string text = TRY(field(runtime, format.substr(at + 1, end - at - 1), arguments, n_automatic));
      TRY(runtime.allocate(text.size()));
      out += text;
      at = end + 1;
    }
  }
  return runtime.string(std::move(out));
}

}  // namespace hearth::jinja
