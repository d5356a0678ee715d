#include "store/modelfile_value.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "base/utf8.h"

namespace hearth::store {
namespace {

constexpr std::string_view kBlank = " \t";
constexpr std::string_view kSpace = " \t\v\f\r\n";
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kSingle = "\"";
constexpr std::string_view kTriple = "\"\"\"";

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(kSpace);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool starts_comment(std::string_view behind_quote) {
  const size_t first = behind_quote.find_first_not_of(kBlank);
  return first != 0 && first != behind_quote.npos && behind_quote[first] == '#';
}

std::string_view without_comment(std::string_view word) {
  for (size_t at = word.find('#'); at != word.npos; at = word.find('#', at + 1)) {
    if (at > 0 && kBlank.contains(word[at - 1])) return word.substr(0, at);
  }
  return word;
}

// A value in quotes that is read line by line; `body` is what follows the opening quote.
class QuotedReader {
 public:
  QuotedReader(std::string_view body, std::string_view quote) : body_(body), quote_(quote) {}

  // The value when it ends on the line [start, end) of the body.
  std::optional<std::string_view> value_ending_in(size_t start, size_t end) const {
    const std::string_view line = trimmed(body_.substr(start, end - start));
    if (line.ends_with(quote_)) {
      const size_t line_at = static_cast<size_t>(line.data() - body_.data());
      return body_.substr(0, line_at + line.size() - quote_.size());
    }
    return value_before_comment(start, end);
  }

 private:
  std::optional<std::string_view> value_before_comment(size_t start, size_t end) const {
    const std::string_view line = body_.substr(0, end);
    if (start == 0) {
      for (size_t at = line.find(quote_); at != line.npos; at = line.find(quote_, at + 1)) {
        if (starts_comment(line.substr(at + quote_.size()))) return line.substr(0, at);
      }
      return {};
    }
    const size_t at = line.find_first_not_of(kBlank, start);
    if (at == line.npos || !line.substr(at).starts_with(quote_)) return {};
    if (!starts_comment(line.substr(at + quote_.size()))) return {};
    return line.substr(0, at);
  }

  std::string_view body_;
  std::string_view quote_;
};

ModelfileValue read_quoted(std::string_view input, size_t opening, std::string_view quote) {
  const size_t body_at = opening + quote.size();
  const std::string_view body = input.substr(body_at);
  const QuotedReader reader(body, quote);
  for (size_t start = 0; start <= body.size();) {
    const size_t end = std::min(body.find_first_of(kLineEnd, start), body.size());
    if (const auto value = reader.value_ending_in(start, end)) return {*value, body_at + end, true};
    start = end + 1;
  }
  return {body, input.size(), false};
}

bool reads_back(std::string_view form, std::string_view value, ValueKind kind) {
  const ModelfileValue read = read_value(form, kind);
  return read.closed && read.text == value && read.n_bytes == form.size();
}

// `value` with U+FFFD for what no text file has.
std::string readable(std::string_view value) {
  std::string text;
  for (const char c : utf8::make_valid(value)) {
    if (c == '\0') {
      utf8::append(text, utf8::kReplacement);
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace

ModelfileValue read_value(std::string_view input, ValueKind kind) {
  const size_t line_end = std::min(input.find_first_of(kLineEnd), input.size());
  const size_t start = input.find_first_not_of(kBlank);
  if (start != input.npos && input.substr(start).starts_with(kTriple)) return read_quoted(input, start, kTriple);
  if (start != input.npos && input[start] == '"') return read_quoted(input, start, kSingle);
  std::string_view line = trimmed(input.substr(0, line_end));
  if (kind == ValueKind::kWord) line = trimmed(without_comment(line));
  return {line, line_end, true};
}

WrittenValue write_value(std::string_view value, ValueKind kind) {
  if (value.contains('\0') || !utf8::is_valid(value)) return {write_value(readable(value), kind).form, false};
  const std::string single = concat(kSingle, value, kSingle), triple = concat(kTriple, value, kTriple);
  const bool has_quote = value.contains('"');
  if (!value.empty() && reads_back(value, value, kind)) return {std::string(value)};
  for (const std::string& form : {has_quote ? triple : single, has_quote ? single : triple}) {
    if (reads_back(form, value, kind)) return {form};
  }
  return {triple, false};
}

}  // namespace hearth::store
