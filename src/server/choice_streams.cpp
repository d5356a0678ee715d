#include "server/choice_streams.h"

#include <optional>
#include <utility>

#include "base/check.h"

namespace hearth::server {

void ChoiceStreams::Signal::notify() {
  {
    const std::lock_guard lock(mutex);
    set = true;
  }
  arrived.notify_one();
}

ChoiceStreams::ChoiceStreams(runtime::Runner& runner, const std::stop_token& stop) : runner_(runner), stop_(stop) {}

ChoiceStreams::~ChoiceStreams() = default;

Status ChoiceStreams::add(int32_t choice, runtime::Request request) {
  auto stream = TRY(runner_.submit(std::move(request)));
  stream->on_event([signal = signal_] { signal->notify(); });
  open_.push_back({.choice = choice, .stream = std::move(stream)});
  return {};
}

ChoiceStreams::Next ChoiceStreams::next() {
  CHECK(!open_.empty());
  const std::stop_callback wake(stop_, [this] { signal_->notify(); });
  for (;;) {
    if (stop_.stop_requested()) {
      for (const Open& open : open_) open.stream->cancel();
    }
    for (size_t i = 0; i < open_.size(); ++i) {
      const size_t at = (first_ + i) % open_.size();
      std::optional<runtime::Event> event = open_[at].stream->try_next();
      if (!event) continue;
      Next next{.choice = open_[at].choice, .event = *std::move(event)};
      first_ = at + 1;
      if (next.event.finish) open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(at));
      return next;
    }
    std::unique_lock lock(signal_->mutex);
    signal_->arrived.wait(lock, [&] { return std::exchange(signal_->set, false); });
  }
}

}  // namespace hearth::server
