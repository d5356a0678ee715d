#include "chat/output/thinking.h"

#include "chat/output/markers.h"

namespace hearth::chat {

// Space and then the opening tag. Without the tag the space is content: nothing is taken, and the state says why.
size_t ThinkingReader::read_start(std::string_view text, More more) {
  const std::string_view rest = without_space_in_front(text), open[] = {open_};
  const MarkerSearch found = marker_in_front(rest, open, more);
  if (more == More::kMayCome && found.n_before == 0 && !found.marker) return 0;
  state_ = found.marker ? State::kOpened : State::kContent;
  return found.marker ? text.size() - rest.size() + found.marker->size() : 0;
}

// Space, and the tag once more, which some models write although the prompt ended with it.
size_t ThinkingReader::read_opened(std::string_view text, More more) {
  const std::string_view rest = without_space_in_front(text);
  if (rest.empty()) return text.size();
  const std::string_view open[] = {open_};
  const MarkerSearch found = marker_in_front(rest, open, more);
  if (found.n_before == 0 && !found.marker) return 0;
  if (!found.marker) state_ = State::kThinking;
  return text.size() - rest.size() + (found.marker ? found.marker->size() : 0);
}

size_t ThinkingReader::read_thinking(std::string_view text, More more, OutputEvents& events) {
  const std::string_view close[] = {close_};
  const MarkerSearch found = find_marker(text, close, more);
  const std::string_view thought = without_space_at_end(text.substr(0, found.n_before));
  add_text(events, OutputEvent::Kind::kThinking, thought);
  if (found.marker) {
    state_ = State::kClosed;
    return found.n_before + found.marker->size();
  }
  // Space at the end may stand before the tag.
  return more == More::kNever ? text.size() : thought.size();
}

size_t ThinkingReader::read_closed(std::string_view text) {
  const size_t n_space = text.size() - without_space_in_front(text).size();
  if (n_space < text.size()) state_ = State::kContent;
  return n_space;
}

size_t ThinkingReader::read(std::string_view text, More more, OutputEvents& events) {
  for (;;) {
    const State before = state_;
    const size_t n = read_state(text, more, events);
    if (n > 0 || state_ == before) return n;
  }
}

size_t ThinkingReader::read_state(std::string_view text, More more, OutputEvents& events) {
  switch (state_) {
    case State::kStart:
      return read_start(text, more);
    case State::kOpened:
      return read_opened(text, more);
    case State::kThinking:
      return read_thinking(text, more, events);
    case State::kClosed:
      return read_closed(text);
    case State::kContent:
      break;
  }
  add_text(events, OutputEvent::Kind::kContent, text);
  return text.size();
}

}  // namespace hearth::chat
