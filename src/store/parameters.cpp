#include "store/parameters.h"

#include <algorithm>

#include "api/options.h"
#include "base/text.h"
#include "base/utf8.h"
#include "store/go_json.h"

namespace hearth::store {
namespace {

constexpr size_t kNameColumns = 30;
constexpr size_t kMaxBlobBytes = size_t{1} << 20;

// One value of a parameter; `quoted` texts are texts in JSON too.
struct ValueText {
  std::string text;
  bool quoted = false;
};

// Without the newline.
std::string scalar_text(const Json& value) {
  std::string text = go_json(value);
  text.pop_back();
  return text;
}

// A list is several values, and so is an object of biases: 15043:1.5.
std::vector<ValueText> value_texts(const Json& value) {
  if (const std::string* text = value.if_string()) return {{*text, true}};
  std::vector<ValueText> texts;
  if (const Json::Array* items = value.if_array()) {
    for (const Json& item : *items) std::ranges::move(value_texts(item), std::back_inserter(texts));
  } else if (const Json::Object* members = value.if_object()) {
    for (const Json::Member& member : *members) texts.push_back({concat(member.key, ':', scalar_text(member.value))});
  } else {
    texts.push_back({scalar_text(value)});
  }
  return texts;
}

// Whether Go's %q shows the character as it is; of invisible characters those that occur in texts are known.
bool is_visible(char32_t c) {
  if (c < 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD) return false;
  if ((c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F)) return false;
  return c != 0x3000 && c != 0xFEFF;
}

std::string escaped(char32_t c) {
  constexpr std::string_view kLetters = "abtnvfr";  // from U+0007 on
  constexpr char kHex[] = "0123456789abcdef";
  if (c >= 7 && c < 7 + kLetters.size()) return concat('\\', kLetters[c - 7]);
  if (c < 0x80) return concat("\\x", kHex[c >> 4], kHex[c & 15]);
  return concat("\\u", kHex[c >> 12 & 15], kHex[c >> 8 & 15], kHex[c >> 4 & 15], kHex[c & 15]);
}

std::string go_quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const utf8::Decoded next = utf8::decode(text);
    if (next.code_point == '"' || next.code_point == '\\') out += '\\';
    if (is_visible(next.code_point)) {
      utf8::append(out, next.code_point);
    } else {
      out += escaped(next.code_point);
    }
    text.remove_prefix(next.n_bytes);
  }
  return out + '"';
}

}  // namespace

Result<Json> parameters_of(const Modelfile& modelfile, api::Warnings& warnings) {
  api::Options options;
  for (const Statement& statement : modelfile.statements) {
    if (statement.instruction != Instruction::kParameter) continue;
    const Status set = api::set_option(options, statement.name, statement.value, warnings);
    if (!set) return fail_at_line(statement.line, set.error().message);
  }
  return api::to_json(options);
}

Json merge_parameters(Json under, const Json& over) {
  for (const Json::Member& member : *over.if_object()) under.set(member.key, member.value);
  return under;
}

std::string print_parameters(const Json& parameters) {
  Json::Object sorted = *parameters.if_object();
  std::ranges::sort(sorted, {}, &Json::Member::key);
  return go_json(Json(std::move(sorted)));
}

Result<Json> parse_parameters(std::string_view blob) {
  auto parameters = Json::parse(blob, {.max_bytes = kMaxBlobBytes, .max_depth = 8});
  if (!parameters) return within("parameters of the model", {ErrorCode::kCorrupt, parameters.error().message});
  if (parameters->if_object() == nullptr) {
    return fail(ErrorCode::kCorrupt, "parameters of the model: no JSON object");
  }
  return parameters;
}

std::string parameters_text(const Json& parameters) {
  std::string text;
  for (const Json::Member& member : *parameters.if_object()) {
    const size_t n_padding = kNameColumns - std::min(kNameColumns, utf8::length(member.key));
    for (const ValueText& value : value_texts(member.value)) {
      if (!text.empty()) text += '\n';
      text += member.key + std::string(n_padding + 1, ' ') + (value.quoted ? go_quoted(value.text) : value.text);
    }
  }
  return text;
}

std::vector<Statement> parameter_statements(const Json& parameters) {
  std::vector<Statement> statements;
  for (const Json::Member& member : *parameters.if_object()) {
    for (ValueText& value : value_texts(member.value)) {
      statements.push_back({Instruction::kParameter, member.key, std::move(value.text)});
    }
  }
  return statements;
}

}  // namespace hearth::store
