#include "cli/code_fence.h"

namespace hearth::cli {
namespace {

constexpr int kLeastRun = 3;

bool is_blank(char32_t c) { return c == ' ' || c == '\t' || c == '\r'; }

}  // namespace

void CodeFence::add(char32_t code_point) {
  const bool marker = code_point == '`' || code_point == '~';
  if (code_point == '\n') {
    end_line();
  } else if (line_.run == 0 && line_.rest == Line::Rest::kNone && is_blank(code_point)) {
    return;  // indentation
  } else if (line_.rest == Line::Rest::kNone && marker && (line_.run == 0 || code_point == line_.marker)) {
    line_.marker = code_point;
    ++line_.run;
  } else {
    add_to_rest(code_point);
  }
}

void CodeFence::add_to_rest(char32_t code_point) {
  if (code_point == '`') {
    line_.rest = Line::Rest::kBackticks;
  } else if (!is_blank(code_point) && line_.rest != Line::Rest::kBackticks) {
    line_.rest = Line::Rest::kText;
  } else if (line_.rest == Line::Rest::kNone) {
    line_.rest = Line::Rest::kBlank;
  }
}

void CodeFence::end_line() {
  const bool bare = line_.rest == Line::Rest::kNone || line_.rest == Line::Rest::kBlank;
  const bool inline_code = line_.marker == '`' && line_.rest == Line::Rest::kBackticks;
  if (inside()) {
    if (line_.marker == open_marker_ && line_.run >= open_length_ && bare) open_length_ = 0;
  } else if (line_.run >= kLeastRun && !inline_code) {
    open_marker_ = line_.marker;
    open_length_ = line_.run;
  }
  line_ = {};
}

}  // namespace hearth::cli
