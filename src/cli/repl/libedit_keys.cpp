// What the keys of keys.def do, where libedit has no function for it. Each takes the key that was pressed and returns
// what libedit is to do next.
#include <csignal>

#include "base/text.h"
#include "cli/message_line.h"
#include "cli/repl/external_editor.h"
#include "cli/repl/libedit.h"
#include "cli/repl/wide_text.h"

namespace hearth::cli {
namespace {

constexpr std::wstring_view kPasteEnd = L"\x1b[201~";

}  // namespace

void Libedit::bind_keys() {
  const auto add = [this](const wchar_t* name, Key key) { el_wset(editor, EL_ADDFN, name, L"", key); };
  add(L"hearth-delete", delete_next);
  add(L"hearth-delete-or-end", delete_or_end);
  add(L"hearth-down", line_down);
  add(L"hearth-edit", edit);
  add(L"hearth-interrupt", interrupt);
  add(L"hearth-line-break", line_break);
  add(L"hearth-paste", paste);
  add(L"hearth-suspend", suspend);
  add(L"hearth-tab", tab);
  add(L"hearth-up", line_up);
#define KEY(sequence, action, keys, purpose) el_wset(editor, EL_BIND, L##sequence, L##action, nullptr);
#include "cli/repl/keys.def"
#undef KEY
}

unsigned char Libedit::delete_next(EditLine* editor, wint_t) {
  const Libedit& self = of(editor);
  if (self.cursor() == self.line().size()) return CC_ERROR;
  el_cursor(editor, 1);
  el_deletestr(editor, 1);
  return CC_REFRESH;
}

unsigned char Libedit::delete_or_end(EditLine* editor, wint_t key) {
  Libedit& self = of(editor);
  if (!self.line().empty()) return delete_next(editor, key);
  self.outcome = Line::Kind::kEnd;
  return CC_EOF;
}

unsigned char Libedit::edit(EditLine* editor, wint_t) {
  const Libedit& self = of(editor);
  self.leave_terminal();
  const Result<std::string> edited = edit_text(narrow(self.line()));
  if (!edited) self.show(concat("\r\n", message_line(edited.error().message), '\n'));
  self.return_to_terminal();
  if (edited) {
    el_cursor(editor, static_cast<int>(self.line().size()));
    el_deletestr(editor, static_cast<int>(self.line().size()));
    el_winsertstr(editor, widen(*edited).c_str());
  }
  return CC_REDISPLAY;
}

// Ends the line as Enter does, so that libedit leaves the cursor below it.
unsigned char Libedit::interrupt(EditLine* editor, wint_t) {
  of(editor).outcome = Line::Kind::kInterrupted;
  el_wpush(editor, L"\r");
  return CC_NORM;
}

// Ctrl-J begins another line. A line feed that comes in one burst with the text before it was sent by a program that
// ends its lines so, and on an empty line there is nothing to go on with: both are Enter.
unsigned char Libedit::line_break(EditLine* editor, wint_t) {
  const Libedit& self = of(editor);
  if (self.in_burst || self.line().empty()) {
    el_wpush(editor, L"\r");
    return CC_NORM;
  }
  return el_winsertstr(editor, L"\n") == 0 ? CC_REFRESH : CC_ERROR;
}

// Up and down move within a message of several lines, and beyond its ends through the history.
unsigned char Libedit::line_up(EditLine* editor, wint_t) {
  const Libedit& self = of(editor);
  const bool first = self.line().substr(0, self.cursor()).find(L'\n') == std::wstring_view::npos;
  el_wpush(editor, first ? L"\x10" : L"\x1b[hearth-line-up");
  return CC_NORM;
}

unsigned char Libedit::line_down(EditLine* editor, wint_t) {
  const Libedit& self = of(editor);
  const bool last = self.line().substr(self.cursor()).find(L'\n') == std::wstring_view::npos;
  el_wpush(editor, last ? L"\x0e" : L"\x1b[hearth-line-down");
  return CC_NORM;
}

unsigned char Libedit::paste(EditLine* editor, wint_t) {
  Libedit& self = of(editor);
  std::wstring pasted;
  self.pasting = true;
  wchar_t next = 0;
  while (!pasted.ends_with(kPasteEnd) && el_wgetc(editor, &next) == 1) pasted += next;
  self.pasting = false;
  if (pasted.ends_with(kPasteEnd)) pasted.resize(pasted.size() - kPasteEnd.size());
  return el_winsertstr(editor, pasted_text(pasted).c_str()) == 0 ? CC_REFRESH : CC_NORM;
}

unsigned char Libedit::suspend(EditLine* editor, wint_t) {
  const Libedit& self = of(editor);
  self.leave_terminal();
  kill(0, SIGTSTP);  // the whole job, as the terminal would
  self.return_to_terminal();
  return CC_REDISPLAY;
}

unsigned char Libedit::tab(EditLine* editor, wint_t) {
  return el_winsertstr(editor, L"        ") == 0 ? CC_REFRESH : CC_ERROR;
}

}  // namespace hearth::cli
