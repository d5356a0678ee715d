// print, printf, println, and the escapes for HTML, JavaScript and URLs.
#include "base/utf8.h"
#include "template/go/format.h"
#include "template/go/function_calls.h"
#include "template/go/quoting.h"

namespace hearth::go_template {
namespace {

constexpr std::string_view kUpperHex = "0123456789ABCDEF";

// As print does it, except that nil is "<no value>" here.
Result<std::string> joined(Runtime& runtime, Arguments arguments) {
  Value::Items shown(arguments.begin(), arguments.end());
  for (Value& value : shown) {
    if (value.is_nil_interface()) value = Value::string("<no value>");
  }
  std::string text = TRY(print(runtime, shown));
  constexpr size_t kWorstEscape = 6;  // bytes of output for one of input
  TRY(runtime.allocate(kWorstEscape * text.size()));
  return text;
}

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '\0':
        out += "\uFFFD";
        break;
      case '"':
        out += "&#34;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

void append_js_code(std::string& out, char32_t c) {
  out += "\\u";
  for (int shift = c > 0xFFFFF ? 20 : c > 0xFFFF ? 16 : 12; shift >= 0; shift -= 4) out += kUpperHex[c >> shift & 15];
}

std::string escape_js(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const utf8::Decoded next = utf8::decode(text);
    const char32_t c = next.code_point;
    if (c == '\\' || c == '\'' || c == '"') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == '=' || (c >= 0x80 && !is_printable(c))) {
      append_js_code(out, c);
    } else {
      out += text.substr(0, next.valid ? next.n_bytes : 1);
    }
    text.remove_prefix(next.valid ? next.n_bytes : 1);
  }
  return out;
}

std::string escape_url(std::string_view text) {
  constexpr std::string_view kPlain = "-_.~";
  std::string out;
  for (const char c : text) {
    const bool alphanumeric = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (alphanumeric || kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += '%';
      out += kUpperHex[static_cast<unsigned char>(c) >> 4];
      out += kUpperHex[static_cast<unsigned char>(c) & 15];
    }
  }
  return out;
}

}  // namespace

Result<Value> call_print(Runtime& runtime, Arguments arguments) {
  return Value::string(TRY(print(runtime, arguments)));
}

Result<Value> call_printf(Runtime& runtime, Arguments arguments) {
  return Value::string(TRY(printf(runtime, arguments[0].as_string(), arguments.subspan(1))));
}

Result<Value> call_println(Runtime& runtime, Arguments arguments) {
  return Value::string(TRY(println(runtime, arguments)));
}

Result<Value> call_html(Runtime& runtime, Arguments arguments) {
  return Value::string(escape_html(TRY(joined(runtime, arguments))));
}

Result<Value> call_js(Runtime& runtime, Arguments arguments) {
  return Value::string(escape_js(TRY(joined(runtime, arguments))));
}

Result<Value> call_urlquery(Runtime& runtime, Arguments arguments) {
  return Value::string(escape_url(TRY(joined(runtime, arguments))));
}

}  // namespace hearth::go_template
