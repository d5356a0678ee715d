#include "store/create_template.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"

namespace hearth::store {
namespace {

constexpr std::string_view kOpen = "{{", kClose = "}}";
constexpr std::string_view kSpace = " \t\r\n";

std::unexpected<Error> fail_at(std::string_view text, size_t at, std::string_view what) {
  const std::string_view before = text.substr(0, at);
  const auto line = std::ranges::count(before, '\n') + 1;
  const size_t column = at - (before.rfind('\n') + 1);  // from 0, as Go counts; no line end is npos, and 0 then
  return fail(ErrorCode::kInvalidArgument, concat("template error: template: :", line, ":", column, ": ", what));
}

// The end of the action that opens at `open`: behind its }}. Quoted text may have }} in it.
Result<size_t> end_of_action(std::string_view text, size_t open) {
  const std::string_view comment =
      text.substr(std::min(text.find_first_not_of("-" + std::string(kSpace), open + 2), text.size()));
  size_t at = open + 2;
  if (comment.starts_with("/*")) {
    const size_t end = text.find("*/", at);
    if (end == text.npos) return fail_at(text, open, "unclosed comment");
    at = end;
  }
  while (at < text.size()) {
    if (text.substr(at).starts_with(kClose)) return at + kClose.size();
    const char c = text[at];
    if (c == '"' || c == '\'' || c == '`') {
      const size_t quote = at++;
      while (at < text.size() && text[at] != c && (c == '`' || text[at] != '\n'))
        at += c != '`' && text[at] == '\\' ? 2 : 1;
      if (at >= text.size() || text[at] != c) return fail_at(text, quote, "unterminated quoted string");
    }
    ++at;
  }
  return fail_at(text, open, "unclosed action");
}

// The first word of an action, behind its delimiter and trim marker.
std::string_view keyword(std::string_view action) {
  action.remove_prefix(kOpen.size());
  if (action.starts_with("- ")) action.remove_prefix(1);
  action.remove_prefix(std::min(action.find_first_not_of(kSpace), action.size()));
  return action.substr(0, action.find_first_not_of("abcdefghijklmnopqrstuvwxyz"));
}

bool opens_block(std::string_view word) {
  return word == "if" || word == "range" || word == "with" || word == "define" || word == "block";
}

}  // namespace

Status check_template(std::string_view text) {
  std::vector<size_t> blocks;  // where those begin that have no end so far
  for (size_t open = text.find(kOpen); open != text.npos;) {
    const size_t end = TRY(end_of_action(text, open));
    const std::string_view word = keyword(text.substr(open, end - open));
    if (opens_block(word)) blocks.push_back(open);
    if (word == "end" || word == "else") {
      if (blocks.empty()) return fail_at(text, open, concat("unexpected {{", word, "}}"));
      if (word == "end") blocks.pop_back();
    }
    open = text.find(kOpen, end);
  }
  if (!blocks.empty()) return fail_at(text, blocks.back(), "unexpected EOF: this block has no {{end}}");
  return {};
}

}  // namespace hearth::store
