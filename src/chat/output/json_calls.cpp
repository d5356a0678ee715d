#include "chat/output/json_calls.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"

namespace hearth::chat {
namespace {

using Kind = OutputEvent::Kind;

constexpr size_t kMaxHead = size_t{64} << 10;  // of a call that is no JSON

bool is_one_of(const JsonCallSyntax::Texts& texts, std::string_view text) {
  return std::ranges::find(texts, text) != texts.end();
}

JsonCallSyntax::Texts joined(std::initializer_list<const JsonCallSyntax::Texts*> lists) {
  JsonCallSyntax::Texts all;
  for (const JsonCallSyntax::Texts* list : lists) all.insert(all.end(), list->begin(), list->end());
  return all;
}

}  // namespace

JsonCallReader::JsonCallReader(JsonCallSyntax syntax)
    : syntax_(std::move(syntax)),
      in_text_(joined({&syntax_.begins, &syntax_.dropped})),
      in_block_(joined({&syntax_.begins, &syntax_.ends, &syntax_.between})),
      state_(syntax_.bare ? State::kStart : State::kText) {}

size_t JsonCallReader::read(std::string_view text, More more, OutputEvents& events) {
  for (;;) {
    const State before = state_;
    const size_t n = read_state(text, more, events);
    if (n > 0 || state_ == before) return n;
  }
}

size_t JsonCallReader::read_state(std::string_view text, More more, OutputEvents& events) {
  switch (state_) {
    case State::kStart:
      return read_start(text, more);
    case State::kText:
      return read_text(text, more, events);
    case State::kHead:
      return read_head(text, more, events);
    case State::kJson:
      return read_json(text, events);
  }
  return 0;
}

size_t JsonCallReader::read_start(std::string_view text, More more) {
  const std::string_view rest = without_space_in_front(text);
  if (rest.empty()) {
    if (more == More::kNever) state_ = State::kText;
    return 0;
  }
  const bool is_json = rest.front() == '{' || rest.front() == '[';
  state_ = is_json ? State::kJson : State::kText;
  const size_t n_space = text.size() - rest.size();
  if (is_json) raw_ = text.substr(0, n_space);
  return is_json ? n_space : 0;
}

size_t JsonCallReader::read_text(std::string_view text, More more, OutputEvents& events) {
  const MarkerSearch found = find_marker(text, in_text_, more);
  const std::string_view before = text.substr(0, found.n_before);
  const std::string_view kept = without_space_at_end(before);
  if (found.marker && is_one_of(syntax_.begins, *found.marker)) {
    add_text(events, Kind::kContent, kept);
    raw_ = text.substr(kept.size(), before.size() - kept.size() + found.marker->size());
    head_.clear();
    state_ = State::kHead;
    return found.n_before + found.marker->size();
  }
  if (found.marker) {
    add_text(events, Kind::kContent, kept);
    return found.n_before + found.marker->size();
  }
  if (more == More::kMayCome) {
    // Space before a call is no text.
    add_text(events, Kind::kContent, kept);
    return kept.size();
  }
  const bool only_ends_calls = has_calls_ && kept.empty();
  if (!only_ends_calls) add_text(events, Kind::kContent, text);
  return text.size();
}

// Before the JSON of a call, and behind it.
size_t JsonCallReader::read_head(std::string_view text, More more, OutputEvents& events) {
  const MarkerSearch found = marker_in_front(text, in_block_, more);
  if (found.n_before == 0 && !found.marker) return 0;
  const bool is_blank = trimmed(head_).empty();
  if (found.marker) {
    const bool ends = is_one_of(syntax_.ends, *found.marker);
    const bool begins = is_one_of(syntax_.begins, *found.marker);
    if (begins && !is_blank) {
      end_block(0, events);
      state_ = State::kHead;
    }
    if (!raw_.empty() || begins) raw_ += *found.marker;
    return ends ? end_block(found.marker->size(), events) : found.marker->size();
  }
  const char c = text.front();
  const bool is_named = c == '{' && syntax_.of_head != nullptr && syntax_.of_head(head_).has_value();
  // A list may also be one in the other language.
  if (is_named || (is_blank && (c == '{' || (c == '[' && syntax_.of_text == nullptr)))) {
    state_ = State::kJson;
    return 0;
  }
  const bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
  const bool separates = is_blank && raw_.empty() && (c == ',' || c == ';');
  const bool may_have_head = syntax_.of_text != nullptr || syntax_.of_head != nullptr;
  // Behind a call another head may stand only where something ends them all.
  const bool may_go_on = !raw_.empty() || !syntax_.ends.empty();
  if (!is_space && !separates && (!may_have_head || !may_go_on || head_.size() > kMaxHead)) return end_block(0, events);
  if (!separates) head_ += c;
  if (!raw_.empty()) raw_ += c;
  return 1;
}

size_t JsonCallReader::read_json(std::string_view text, OutputEvents& events) {
  const size_t n = json_.feed(text);
  if (!json_.is_complete()) return n;
  std::optional<Calls> calls = found_calls();
  if (calls) {
    add(*std::move(calls), events);
    raw_.clear();
    state_ = State::kHead;
  } else {
    raw_ = concat(raw_.empty() ? head_ : raw_, json_.text());
    give_up(events);
  }
  head_.clear();
  json_ = JsonScanner();
  return n;
}

std::optional<Calls> JsonCallReader::found_calls() const {
  const Result<Json> parsed = Json::parse(json_.repaired());
  if (!parsed) return std::nullopt;
  if (trimmed(head_).empty()) return calls_of(*parsed);
  if (syntax_.of_head == nullptr || parsed->if_object() == nullptr) return std::nullopt;
  std::optional<ToolCall> call = syntax_.of_head(head_);
  if (!call || call->name.empty()) return std::nullopt;
  call->arguments = *parsed;
  return Calls{*std::move(call)};
}

// The block is over before any JSON came: it may be a call in another language.
size_t JsonCallReader::end_block(size_t n_taken, OutputEvents& events) {
  const bool is_blank = trimmed(head_).empty();
  std::optional<Calls> calls;
  if (syntax_.of_text != nullptr && !is_blank) {
    calls = syntax_.of_text(trimmed(head_));
    const Result<Json> json = Json::parse(head_);
    if (!calls && json) calls = calls_of(*json);
  }
  if (calls) {
    add(*std::move(calls), events);
    raw_.clear();
  } else if (raw_.empty() && !is_blank) {
    raw_ = head_;
  }
  give_up(events);
  return n_taken;
}

void JsonCallReader::give_up(OutputEvents& events) {
  add_text(events, Kind::kContent, raw_);
  raw_.clear();
  head_.clear();
  state_ = State::kText;
}

void JsonCallReader::add(Calls calls, OutputEvents& events) {
  has_calls_ = true;
  for (ToolCall& call : calls) {
    if (syntax_.no_tool.empty() || call.name != syntax_.no_tool) add_call(events, std::move(call));
  }
}

void JsonCallReader::finish(OutputEvents& events) {
  if (state_ == State::kJson) {
    raw_ = concat(raw_.empty() ? head_ : raw_, json_.text());
    give_up(events);
  } else if (state_ == State::kHead) {
    end_block(0, events);
  }
}

}  // namespace hearth::chat
