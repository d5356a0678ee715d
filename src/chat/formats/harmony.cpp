// gpt-oss: messages in channels. The prompt ends with <|start|>assistant, so the first header is the rest of one.
//
//   <|channel|>analysis<|message|>a thought<|end|>
//   <|start|>assistant<|channel|>commentary to=functions.f <|constrain|>json<|message|>{"a": 1}<|call|>
//   <|start|>assistant<|channel|>final<|message|>the answer<|return|>
#include "chat/output/format.h"

namespace hearth::chat {
namespace {

using Kind = OutputEvent::Kind;

constexpr std::string_view kStart = "<|start|>", kChannel = "<|channel|>", kMessage = "<|message|>", kTo = "to=";
constexpr std::string_view kOpenings[] = {kStart, kChannel, kMessage, "<|constrain|>", kTo, "assistant"};
constexpr std::string_view kEnds[] = {"<|end|>", "<|return|>", "<|call|>", kStart, kChannel};
constexpr size_t kMaxHeader = 1024;

// The word behind `marker`.
std::string word_behind(std::string_view header, std::string_view marker) {
  const size_t at = header.find(marker);
  if (at == std::string_view::npos) return {};
  header.remove_prefix(at + marker.size());
  return std::string(header.substr(0, header.find_first_of(" <\n")));
}

class HarmonyReader : public Reader {
 public:
  size_t read(std::string_view text, More more, OutputEvents& events) override {
    for (;;) {
      const State before = state_;
      const size_t n = read_state(text, more, events);
      if (n > 0 || state_ == before) return n;
    }
  }

  void finish(OutputEvents& events) override {
    if (state_ == State::kBody) end_message(events);
  }

 private:
  enum class State { kOutside, kHeader, kBody };

  size_t read_state(std::string_view text, More more, OutputEvents& events) {
    if (state_ == State::kOutside) return read_outside(text, more);
    return state_ == State::kHeader ? read_header(text, more) : read_body(text, more, events);
  }

  // Between messages. What begins without a header is an answer.
  size_t read_outside(std::string_view text, More more) {
    const std::string_view rest = without_space_in_front(text);
    if (rest.empty()) return text.size();
    const MarkerSearch found = marker_in_front(rest, kOpenings, more);
    if (found.n_before == 0 && !found.marker) return 0;
    channel_ = recipient_ = "";
    state_ = found.marker ? State::kHeader : State::kBody;
    return text.size() - rest.size();
  }

  size_t read_header(std::string_view text, More more) {
    const MarkerSearch found = find_marker(text, {&kMessage, 1}, more);
    header_ += text.substr(0, found.n_before);
    if (!found.marker && header_.size() <= kMaxHeader) return found.n_before;
    channel_ = word_behind(header_, kChannel);
    recipient_ = word_behind(header_, kTo);
    header_.clear();
    state_ = State::kBody;
    return found.n_before + (found.marker ? found.marker->size() : 0);
  }

  size_t read_body(std::string_view text, More more, OutputEvents& events) {
    const MarkerSearch found = find_marker(text, kEnds, more);
    const std::string_view body = text.substr(0, found.n_before);
    if (is_call()) {
      arguments_ += body;
    } else {
      add_text(events, channel_ == "analysis" ? Kind::kThinking : Kind::kContent, body);
    }
    if (!found.marker) return found.n_before;
    end_message(events);
    const bool begins_next = *found.marker == kStart || *found.marker == kChannel;
    return found.n_before + (begins_next ? 0 : found.marker->size());
  }

  bool is_call() const { return !recipient_.empty() && recipient_ != "assistant" && recipient_ != "user"; }

  void end_message(OutputEvents& events) {
    if (is_call()) {
      constexpr std::string_view kFunctions = "functions.";
      const std::string_view text = trimmed(arguments_);
      const std::optional<Json> arguments = text.empty() ? Json::object() : arguments_of(text);
      const bool is_function = recipient_.starts_with(kFunctions);
      if (arguments) {
        add_call(events, {.name = recipient_.substr(is_function ? kFunctions.size() : 0), .arguments = *arguments});
      } else {
        add_text(events, Kind::kContent, arguments_);
      }
    }
    arguments_.clear();
    state_ = State::kOutside;
  }

  State state_ = State::kOutside;
  std::string header_, channel_, recipient_, arguments_;
};

}  // namespace

ToolFormat harmony_format() {
  ToolFormat format{.reader = std::make_unique<HarmonyReader>(), .thoughts = ToolFormat::Thoughts::kRead};
  format.tokens.assign(std::begin(kOpenings), std::end(kOpenings));
  format.tokens.insert(format.tokens.end(), std::begin(kEnds), std::end(kEnds));
  return format;
}

}  // namespace hearth::chat
