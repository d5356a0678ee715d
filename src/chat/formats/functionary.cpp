// Functionary v3.2: the answer is parts, each begun by ">>>", a recipient and a line end: ">>>all" and text for the
// user, or a function's name and its arguments. The prompt ends with the first ">>>".
#include "chat/output/format.h"

namespace hearth::chat {
namespace {

using Kind = OutputEvent::Kind;

constexpr std::string_view kPart = ">>>";
constexpr size_t kMaxName = 256;

class FunctionaryReader : public Reader {
 public:
  size_t read(std::string_view text, More more, OutputEvents& events) override {
    for (;;) {
      const State before = state_;
      const size_t n = read_state(text, more, events);
      if (n > 0 || state_ == before) return n;
    }
  }

  void finish(OutputEvents& events) override {
    if (state_ == State::kArguments) give_up(events);
  }

 private:
  enum class State { kName, kText, kArguments };

  size_t read_state(std::string_view text, More more, OutputEvents& events) {
    if (state_ == State::kName) return read_name(text, more);
    if (state_ == State::kArguments) return read_arguments(text, events);
    const MarkerSearch found = find_marker(text, {&kPart, 1}, more);
    const std::string_view before = text.substr(0, found.n_before);
    const std::string_view kept = without_space_at_end(before);
    if (found.marker) state_ = State::kName;
    const bool is_end = !found.marker && more == More::kNever;
    add_text(events, Kind::kContent, is_end && !kept.empty() ? before : kept);
    if (found.marker) return found.n_before + found.marker->size();
    return is_end ? text.size() : kept.size();
  }

  size_t read_name(std::string_view text, More more) {
    const size_t end = text.find_first_of("\n{");
    const bool is_name = end != std::string_view::npos && end > 0 && end <= kMaxName && text.find(' ') > end;
    if (end == std::string_view::npos && more == More::kMayCome && text.size() <= kMaxName) return 0;
    if (!is_name) {
      // No part after all.
      state_ = State::kText;
      return 0;
    }
    name_ = text.substr(0, end);
    state_ = name_ == "all" ? State::kText : State::kArguments;
    json_ = JsonScanner();
    return text[end] == '\n' ? end + 1 : end;
  }

  size_t read_arguments(std::string_view text, OutputEvents& events) {
    if (json_.text().empty()) {
      const std::string_view rest = without_space_in_front(text);
      if (rest.size() < text.size()) return text.size() - rest.size();
      if (rest.front() != '{') {
        give_up(events);
        return 0;
      }
    }
    const size_t n = json_.feed(text);
    if (!json_.is_complete()) return n;
    const std::optional<Json> arguments = arguments_of(json_.repaired());
    if (!arguments) {
      give_up(events);
      return n;
    }
    add_call(events, {.name = name_, .arguments = *arguments});
    state_ = State::kText;
    return n;
  }

  void give_up(OutputEvents& events) {
    add_text(events, Kind::kContent, name_ + "\n" + json_.text());
    state_ = State::kText;
  }

  State state_ = State::kName;
  std::string name_;
  JsonScanner json_;
};

}  // namespace

ToolFormat functionary_format() { return {.reader = std::make_unique<FunctionaryReader>(), .tokens = {kPart}}; }

}  // namespace hearth::chat
