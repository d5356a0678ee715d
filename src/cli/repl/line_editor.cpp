#include "cli/repl/line_editor.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <clocale>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "cli/repl/history_file.h"
#include "cli/repl/libedit.h"
#include "cli/repl/wide_text.h"
#include "cli/terminal.h"

namespace hearth::cli {
namespace {

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

}  // namespace

bool Libedit::open() {
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

Libedit& Libedit::of(EditLine* editor) {
  void* self = nullptr;
  el_wget(editor, EL_CLIENTDATA, &self);
  return *static_cast<Libedit*>(self);
}

void Libedit::show(std::string_view text) const {
  std::fwrite(text.data(), 1, text.size(), output);
  std::fflush(output);
}

// In grey behind the cursor, which stays where it is; cut to the window, so that no line breaks.
void Libedit::show_placeholder() const {
  const int room = window_columns(output) - static_cast<int>(prompt.size()) - 1;
  const std::string_view shown = std::string_view(placeholder).substr(0, room > 0 ? static_cast<size_t>(room) : 0);
  if (!shown.empty()) show(concat("\x1b[90m", shown, "\x1b[0m\x1b[", shown.size(), 'D'));
}

std::wstring_view Libedit::line() const {
  const LineInfoW* info = el_wline(editor);
  return {info->buffer, static_cast<size_t>(info->lastchar - info->buffer)};
}

size_t Libedit::cursor() const {
  const LineInfoW* info = el_wline(editor);
  return static_cast<size_t>(info->cursor - info->buffer);
}

void Libedit::leave_terminal() const {
  el_wset(editor, EL_PREP_TERM, 0);
  show(kPasteOff);
}

void Libedit::return_to_terminal() const {
  show(kPasteOn);
  el_wset(editor, EL_PREP_TERM, 1);
}

bool Libedit::wait_for_byte() {
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

int Libedit::next_byte(char& byte) {
  if (held_byte) {
    byte = *std::exchange(held_byte, std::nullopt);
    return 1;
  }
  ssize_t n = 0;
  do {
    if (!wait_for_byte()) return -1;
    n = ::read(fileno(input), &byte, 1);
  } while (n < 0 && errno == EINTR);
  return static_cast<int>(n);
}

// One character, from as many bytes as UTF-8 takes for it; a byte that does not belong to it is held for the next.
// libedit's contract is next_byte's.
int Libedit::read_character(EditLine* editor, wchar_t* character) {
  Libedit& self = of(editor);
  char byte = 0;
  if (const int n = self.next_byte(byte); n != 1) return n;
  std::string bytes(1, byte);
  for (size_t expected = utf8_length(byte); bytes.size() < expected; bytes += byte) {
    if (self.next_byte(byte) != 1) break;
    const bool continues = (static_cast<unsigned char>(byte) & 0xc0) == 0x80;
    if (continues) continue;
    self.held_byte = byte;
    break;
  }
  *character = static_cast<wchar_t>(utf8::decode(bytes).code_point);
  return 1;
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
