#include "cli/repl/line_editor.h"

#include <histedit.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "cli/message_line.h"
#include "cli/repl/external_editor.h"
#include "cli/repl/history_file.h"
#include "cli/terminal.h"

namespace hearth::cli {
namespace {

constexpr std::string_view kPasteOn = "\x1b[?2004h", kPasteOff = "\x1b[?2004l";
constexpr std::wstring_view kPasteEnd = L"\x1b[201~";

std::string narrow(std::wstring_view wide) {
  std::string text;
  for (const wchar_t c : wide) utf8::append(text, static_cast<char32_t>(c));
  return text;
}

std::wstring widen(std::string_view text) {
  std::wstring wide;
  while (!text.empty()) {
    const utf8::Decoded next = utf8::decode(text);
    wide += static_cast<wchar_t>(next.code_point);
    text.remove_prefix(next.n_bytes);
  }
  return wide;
}

// libedit writes characters in the encoding of the process's locale, which is not UTF-8 where none is set.
void use_utf8() {
  std::setlocale(LC_CTYPE, "");
  if (MB_CUR_MAX < 4) std::setlocale(LC_CTYPE, "C.UTF-8");
}

// The bytes of a character by its first one; 1 for one that begins none.
size_t utf8_length(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  if (byte < 0xc0 || byte >= 0xf8) return 1;
  return byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

// Pasted text as it enters the line: line breaks and tabs stay, other control characters go.
std::wstring cleaned(std::wstring_view pasted) {
  std::wstring text;
  for (size_t i = 0; i < pasted.size(); ++i) {
    const wchar_t c = pasted[i];
    if (c == L'\r' && i + 1 < pasted.size() && pasted[i + 1] == L'\n') continue;
    if (c == L'\r') {
      text += L'\n';
    } else if (c >= 0x20 || c == L'\n' || c == L'\t') {
      if (c != 0x7f) text += c;
    }
  }
  return text;
}

}  // namespace

// The editor's state and the functions that libedit calls.
struct LineEditor::Libedit {
  using Key = unsigned char (*)(EditLine*, wint_t);

  std::FILE* input;
  std::FILE* output;
  EditLine* editor = nullptr;
  HistoryW* history = nullptr;
  std::wstring prompt{};
  std::string placeholder{};
  Line::Kind outcome = Line::Kind::kText;
  bool pasting = false;
  bool in_burst = false;  // the last character had been waiting: it came with those before it
  std::optional<char> held_byte{};
  int columns = 0;  // of the window, as libedit knows it

  Libedit(std::FILE* in, std::FILE* out) : input(in), output(out) {}
  ~Libedit() {
    if (history != nullptr) history_wend(history);
    if (editor != nullptr) el_end(editor);
    show(kPasteOff);
  }
  Libedit(const Libedit&) = delete;
  Libedit& operator=(const Libedit&) = delete;

  bool open();
  void bind_keys();
  void show(std::string_view text) const;
  void show_placeholder() const;
  bool wait_for_byte();
  std::wstring_view line() const;
  size_t cursor() const;
  void leave_terminal() const;
  void return_to_terminal() const;

  static Libedit& of(EditLine* editor);
  static wchar_t* prompt_text(EditLine* editor) { return of(editor).prompt.data(); }
  static int read_character(EditLine* editor, wchar_t* character);
  static int next_byte(Libedit& self, char& byte);

  static unsigned char delete_next(EditLine* editor, wint_t key);
  static unsigned char delete_or_end(EditLine* editor, wint_t key);
  static unsigned char edit(EditLine* editor, wint_t key);
  static unsigned char interrupt(EditLine* editor, wint_t key);
  static unsigned char line_break(EditLine* editor, wint_t key);
  static unsigned char line_down(EditLine* editor, wint_t key);
  static unsigned char line_up(EditLine* editor, wint_t key);
  static unsigned char paste(EditLine* editor, wint_t key);
  static unsigned char suspend(EditLine* editor, wint_t key);
  static unsigned char tab(EditLine* editor, wint_t key);
};

bool LineEditor::Libedit::open() {
  editor = el_init("hearth", input, output, stderr);
  history = history_winit();
  if (editor == nullptr || history == nullptr) return false;
  HistEventW event;
  history_w(history, &event, H_SETSIZE, static_cast<int>(HistoryFile::kMaxEntries));
  history_w(history, &event, H_SETUNIQUE, 1);
  el_wset(editor, EL_CLIENTDATA, this);
  el_wset(editor, EL_PROMPT, prompt_text);
  el_wset(editor, EL_EDITOR, L"emacs");
  el_wset(editor, EL_HIST, history_w, history);
  el_wset(editor, EL_GETCFN, read_character);
  // Ctrl-C and Ctrl-Z are keys like others, and Enter differs from Ctrl-J.
  el_wset(editor, EL_SETTY, L"-d", L"-isig", L"-icrnl", L"-inlcr", nullptr);
  bind_keys();
  columns = window_columns(output);
  show(kPasteOn);
  return true;
}

void LineEditor::Libedit::bind_keys() {
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

LineEditor::Libedit& LineEditor::Libedit::of(EditLine* editor) {
  void* self = nullptr;
  el_wget(editor, EL_CLIENTDATA, &self);
  return *static_cast<Libedit*>(self);
}

void LineEditor::Libedit::show(std::string_view text) const {
  std::fwrite(text.data(), 1, text.size(), output);
  std::fflush(output);
}

// In grey behind the cursor, which stays where it is; cut to the window, so that no line breaks.
void LineEditor::Libedit::show_placeholder() const {
  const int room = window_columns(output) - static_cast<int>(prompt.size()) - 1;
  const std::string_view shown = std::string_view(placeholder).substr(0, room > 0 ? static_cast<size_t>(room) : 0);
  if (!shown.empty()) show(concat("\x1b[90m", shown, "\x1b[0m\x1b[", shown.size(), 'D'));
}

std::wstring_view LineEditor::Libedit::line() const {
  const LineInfoW* info = el_wline(editor);
  return {info->buffer, static_cast<size_t>(info->lastchar - info->buffer)};
}

size_t LineEditor::Libedit::cursor() const {
  const LineInfoW* info = el_wline(editor);
  return static_cast<size_t>(info->cursor - info->buffer);
}

void LineEditor::Libedit::leave_terminal() const {
  el_wset(editor, EL_PREP_TERM, 0);
  show(kPasteOff);
}

void LineEditor::Libedit::return_to_terminal() const {
  show(kPasteOn);
  el_wset(editor, EL_PREP_TERM, 1);
}

// False when the input has ended.
bool LineEditor::Libedit::wait_for_byte() {
  pollfd ready{.fd = fileno(input), .events = POLLIN, .revents = 0};
  in_burst = poll(&ready, 1, 0) > 0;
  const bool empty = line().empty() && !pasting && !in_burst;
  if (empty) show_placeholder();
  while (poll(&ready, 1, -1) < 0) {
    if (errno != EINTR) return false;
  }
  if (empty && !placeholder.empty()) show("\x1b[K");
  if (const int now = window_columns(output); now != columns) {
    columns = now;
    el_resize(editor);
  }
  return true;
}

// 1 and the byte, 0 at the end of the input, -1 with errno.
int LineEditor::Libedit::next_byte(Libedit& self, char& byte) {
  if (self.held_byte) {
    byte = *std::exchange(self.held_byte, std::nullopt);
    return 1;
  }
  ssize_t n = 0;
  do {
    if (!self.wait_for_byte()) return -1;
    n = ::read(fileno(self.input), &byte, 1);
  } while (n < 0 && errno == EINTR);
  return static_cast<int>(n);
}

// One character, from as many bytes as UTF-8 takes for it; a byte that does not belong to it is held for the next.
// libedit's contract is next_byte's.
int LineEditor::Libedit::read_character(EditLine* editor, wchar_t* character) {
  Libedit& self = of(editor);
  char byte = 0;
  if (const int n = next_byte(self, byte); n != 1) return n;
  std::string bytes(1, byte);
  for (size_t expected = utf8_length(byte); bytes.size() < expected; bytes += byte) {
    if (next_byte(self, byte) != 1) break;
    const bool continues = (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
    if (continues) continue;
    self.held_byte = byte;
    break;
  }
  *character = static_cast<wchar_t>(utf8::decode(bytes).code_point);
  return 1;
}

unsigned char LineEditor::Libedit::delete_next(EditLine* editor, wint_t) {
  const Libedit& self = of(editor);
  if (self.cursor() == self.line().size()) return CC_ERROR;
  el_cursor(editor, 1);
  el_deletestr(editor, 1);
  return CC_REFRESH;
}

unsigned char LineEditor::Libedit::delete_or_end(EditLine* editor, wint_t key) {
  Libedit& self = of(editor);
  if (!self.line().empty()) return delete_next(editor, key);
  self.outcome = Line::Kind::kEnd;
  return CC_EOF;
}

unsigned char LineEditor::Libedit::edit(EditLine* editor, wint_t) {
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
unsigned char LineEditor::Libedit::interrupt(EditLine* editor, wint_t) {
  of(editor).outcome = Line::Kind::kInterrupted;
  el_wpush(editor, L"\r");
  return CC_NORM;
}

// Ctrl-J begins another line. A line feed that comes in one burst with the text before it was sent by a program that
// ends its lines so, and on an empty line there is nothing to go on with: both are Enter.
unsigned char LineEditor::Libedit::line_break(EditLine* editor, wint_t) {
  const Libedit& self = of(editor);
  if (self.in_burst || self.line().empty()) {
    el_wpush(editor, L"\r");
    return CC_NORM;
  }
  return el_winsertstr(editor, L"\n") == 0 ? CC_REFRESH : CC_ERROR;
}

// Up and down move within a message of several lines, and beyond its ends through the history.
unsigned char LineEditor::Libedit::line_up(EditLine* editor, wint_t) {
  const Libedit& self = of(editor);
  const bool first = self.line().substr(0, self.cursor()).find(L'\n') == std::wstring_view::npos;
  el_wpush(editor, first ? L"\x10" : L"\x1b[hearth-line-up");
  return CC_NORM;
}

unsigned char LineEditor::Libedit::line_down(EditLine* editor, wint_t) {
  const Libedit& self = of(editor);
  const bool last = self.line().substr(self.cursor()).find(L'\n') == std::wstring_view::npos;
  el_wpush(editor, last ? L"\x0e" : L"\x1b[hearth-line-down");
  return CC_NORM;
}

unsigned char LineEditor::Libedit::paste(EditLine* editor, wint_t) {
  Libedit& self = of(editor);
  std::wstring pasted;
  self.pasting = true;
  wchar_t next = 0;
  while (!pasted.ends_with(kPasteEnd) && el_wgetc(editor, &next) == 1) pasted += next;
  self.pasting = false;
  if (pasted.ends_with(kPasteEnd)) pasted.resize(pasted.size() - kPasteEnd.size());
  return el_winsertstr(editor, cleaned(pasted).c_str()) == 0 ? CC_REFRESH : CC_NORM;
}

unsigned char LineEditor::Libedit::suspend(EditLine* editor, wint_t) {
  const Libedit& self = of(editor);
  self.leave_terminal();
  kill(0, SIGTSTP);  // the whole job, as the terminal would
  self.return_to_terminal();
  return CC_REDISPLAY;
}

unsigned char LineEditor::Libedit::tab(EditLine* editor, wint_t) {
  return el_winsertstr(editor, L"        ") == 0 ? CC_REFRESH : CC_ERROR;
}

Result<std::unique_ptr<LineEditor>> LineEditor::create(std::FILE* input, std::FILE* output) {
  use_utf8();
  auto libedit = std::make_unique<Libedit>(input, output);
  if (!libedit->open()) return fail(ErrorCode::kIo, "cannot use this terminal; is TERM set?");
  return std::unique_ptr<LineEditor>(new LineEditor(std::move(libedit)));
}

LineEditor::LineEditor(std::unique_ptr<Libedit> libedit) : libedit_(std::move(libedit)) {}

LineEditor::~LineEditor() = default;

Result<Line> LineEditor::read(const LinePrompt& prompt) {
  libedit_->prompt = widen(prompt.text);
  libedit_->placeholder = prompt.placeholder;
  libedit_->outcome = Line::Kind::kText;
  int length = 0;
  errno = 0;
  const wchar_t* text = el_wgets(libedit_->editor, &length);
  if (text == nullptr || length <= 0) {
    const bool failed = length < 0 && errno != EIO;  // EIO: the terminal is gone
    if (failed) return fail(ErrorCode::kIo, concat("cannot read the terminal: ", std::strerror(errno)));
    libedit_->show("\n");
    return Line{.kind = Line::Kind::kEnd};
  }
  std::wstring_view line(text, static_cast<size_t>(length));
  if (line.ends_with(L'\n')) line.remove_suffix(1);
  return Line{.kind = libedit_->outcome, .text = narrow(line)};
}

void LineEditor::remember(const std::string& entry) {
  HistEventW event;
  history_w(libedit_->history, &event, H_ENTER, widen(entry).c_str());
}

}  // namespace hearth::cli
