// Libedit: libedit's editor with the state around it that LineEditor needs. libedit is included here only.
//
// line_editor.cpp reads the terminal, libedit_keys.cpp has what the keys do.
#pragma once

#include <histedit.h>

#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "cli/repl/line_source.h"

namespace hearth::cli {

inline constexpr std::string_view kPasteOn = "\x1b[?2004h", kPasteOff = "\x1b[?2004l";

// A LineEditor's inside. All of it happens on the thread that reads.
struct Libedit {
  // What a key does: takes the key and returns what libedit is to do next (CC_...).
  using Key = unsigned char (*)(EditLine*, wint_t);

  std::FILE* input;
  std::FILE* output;
  EditLine* editor = nullptr;
  HistoryW* history = nullptr;
  std::wstring prompt{};
  std::string placeholder{};
  Line::Kind outcome = Line::Kind::kText;  // of the line being read
  bool pasting = false;                    // between the marks of a bracketed paste
  bool in_burst = false;                   // the last byte had been waiting: it came with those before it
  std::optional<char> held_byte{};         // read, but of the next character
  int columns = 0;                         // of the window, as libedit knows it

  Libedit(std::FILE* in, std::FILE* out) : input(in), output(out) {}
  ~Libedit() {
    if (history != nullptr) history_wend(history);
    if (editor != nullptr) el_end(editor);
    show(kPasteOff);
  }
  Libedit(const Libedit&) = delete;
  Libedit& operator=(const Libedit&) = delete;

  // False when the terminal cannot be used.
  bool open();
  void bind_keys();

  // The text that is being edited and the place of the cursor in it.
  std::wstring_view line() const;
  size_t cursor() const;

  // At once, behind libedit's back: the cursor must end where it was, or libedit must draw again.
  void show(std::string_view text) const;
  void show_placeholder() const;
  // The terminal as other programs expect it, and back.
  void leave_terminal() const;
  void return_to_terminal() const;

  // Shows the placeholder meanwhile, and follows the window's size. False when the input has ended.
  bool wait_for_byte();
  // 1 and the byte, 0 at the end of the input, -1 with errno.
  int next_byte(char& byte);

  // What libedit calls.
  static Libedit& of(EditLine* editor);
  static wchar_t* prompt_text(EditLine* editor) { return of(editor).prompt.data(); }
  static int read_character(EditLine* editor, wchar_t* character);

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

}  // namespace hearth::cli
