#include "template/jinja/access.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "base/utf8.h"
#include "template/jinja/characters.h"
#include "template/jinja/comparing.h"
#include "template/jinja/function.h"
#include "template/jinja/loop.h"
#include "template/jinja/methods.h"
#include "template/jinja/printing.h"

namespace hearth::jinja {
namespace {

std::string no_attribute(const Value& object, std::string_view name) {
  return concat("'", object.type_name(), "' object has no attribute '", name, "'");
}

Value undefined_item(const Value& object) {
  return Value::undefined(concat("'", object.type_name(), "' object has no such element"));
}

// What Python's getattr finds; nothing when there is no such attribute.
Result<std::optional<Value>> own_attribute(Runtime& runtime, const Value& object, std::string_view name) {
  if (object.is(Kind::kUndefined)) return template_error(std::string(object.reason()));
  if (object.is(Kind::kNamespace)) {
    const Value* found = object.as_namespace().find(name);
    return found == nullptr ? std::optional<Value>() : *found;
  }
  if (object.is(Kind::kLoop)) return loop_attribute(runtime, object, name);
  return find_method(runtime, object, name);
}

// What Python's object[index] finds; nothing when that raises a type or lookup error.
Result<std::optional<Value>> own_item(Runtime& runtime, const Value& object, const Value& index) {
  if (object.is(Kind::kUndefined)) return template_error(std::string(object.reason()));
  if (object.is(Kind::kDict)) {
    const Result<const Value*> found = find(runtime, object.as_dict(), index);
    // A key that cannot be hashed is a type error, so it is not there.
    return found && *found != nullptr ? **found : std::optional<Value>();
  }
  if (!index.is_integral()) return std::nullopt;
  const auto position = [&](size_t size) -> std::optional<size_t> {
    const int64_t i = index.as_integral() < 0 ? index.as_integral() + static_cast<int64_t>(size) : index.as_integral();
    return i >= 0 && i < static_cast<int64_t>(size) ? std::optional(static_cast<size_t>(i)) : std::nullopt;
  };
  if (object.is(Kind::kString)) {
    TRY(runtime.step(object.as_string().size() / 64));
    const auto at = position(utf8::length(object.as_string()));
    if (!at) return std::nullopt;
    const std::string_view rest = skip_characters(object.as_string(), *at);
    return Value::string(std::string(rest.substr(0, utf8::decode(rest).n_bytes)));
  }
  if (object.is(Kind::kSequence) && object.as_sequence().is_indexable()) {
    const auto at = position(object.as_sequence().items.size());
    return at ? object.as_sequence().items[*at] : std::optional<Value>();
  }
  return std::nullopt;
}

struct Bounds {
  int64_t start, stop, step;
};

// Python's slice.indices().
Result<Bounds> bounds_of(const Value& start, const Value& stop, const Value& step, int64_t size) {
  for (const Value* part : {&start, &stop, &step}) {
    if (!part->is(Kind::kNone) && !part->is_integral()) {
      return template_error("slice indices must be integers or None");
    }
  }
  const int64_t by = step.is(Kind::kNone) ? 1 : std::clamp<int64_t>(step.as_integral(), -INT64_MAX, INT64_MAX);
  if (by == 0) return template_error("slice step cannot be zero");
  const int64_t lowest = by > 0 ? 0 : -1;
  const int64_t highest = by > 0 ? size : size - 1;
  const auto clamp = [&](const Value& at, int64_t otherwise) {
    if (at.is(Kind::kNone)) return otherwise;
    const int64_t i = at.as_integral();
    return i < 0 ? std::max(i + size, lowest) : std::min(i, highest);
  };
  return Bounds{clamp(start, by > 0 ? lowest : highest), clamp(stop, by > 0 ? highest : lowest), by};
}

template <class Take>
void for_each_position(const Bounds& bounds, Take take) {
  for (int64_t i = bounds.start; bounds.step > 0 ? i < bounds.stop : i > bounds.stop;) {
    take(static_cast<size_t>(i));
    if (__builtin_add_overflow(i, bounds.step, &i)) break;
  }
}

Result<Value> slice_string(Runtime& runtime, std::string_view text, const Value& start, const Value& stop,
                           const Value& step) {
  TRY(runtime.step(text.size() / 64));
  const Bounds bounds = TRY(bounds_of(start, stop, step, static_cast<int64_t>(utf8::length(text))));
  if (bounds.step == 1) {
    if (bounds.start >= bounds.stop) return runtime.string("");
    const std::string_view from = skip_characters(text, static_cast<size_t>(bounds.start));
    const std::string_view after = skip_characters(from, static_cast<size_t>(bounds.stop - bounds.start));
    return runtime.string(std::string(from.substr(0, from.size() - after.size())));
  }
  TRY(runtime.allocate(text.size() * sizeof(std::string_view)));
  const std::vector<std::string_view> all = characters(text);
  std::string out;
  for_each_position(bounds, [&](size_t i) { out += all[i]; });
  return runtime.string(std::move(out));
}

Result<Value> slice_range(Runtime& runtime, const Sequence& range, const Bounds& bounds) {
  int64_t start = 0, stop = 0, step = 0;
  const bool too_large =
      __builtin_mul_overflow(bounds.start, range.step, &start) || __builtin_add_overflow(start, range.start, &start) ||
      __builtin_mul_overflow(bounds.stop, range.step, &stop) || __builtin_add_overflow(stop, range.start, &stop) ||
      __builtin_mul_overflow(bounds.step, range.step, &step);
  if (too_large) return template_error("slice of a range does not fit into 64 bits");
  return runtime.range(start, stop, step);
}

}  // namespace

Result<Value> attribute(Runtime& runtime, const Value& object, std::string_view name) {
  if (auto found = TRY(own_attribute(runtime, object, name))) return *found;
  // Python objects have attributes that start with an underscore; the sandbox shows none of them, but an entry may be
  // called so.
  if (auto found = TRY(own_item(runtime, object, Value::string(std::string(name))))) return *found;
  return Value::undefined(no_attribute(object, name));
}

Result<Value> subscript(Runtime& runtime, const Value& object, const Value& index) {
  if (auto found = TRY(own_item(runtime, object, index))) return *found;
  if (!index.is(Kind::kString)) return undefined_item(object);
  if (auto found = TRY(own_attribute(runtime, object, index.as_string()))) return *found;
  return Value::undefined(no_attribute(object, index.as_string()));
}

Result<Value> slice(Runtime& runtime, const Value& object, const Value& start, const Value& stop, const Value& step) {
  if (object.is(Kind::kUndefined)) return template_error(std::string(object.reason()));
  if (object.is(Kind::kString)) {
    return slice_string(runtime, object.as_string(), start, stop, step);
  }
  if (!object.is(Kind::kSequence) || !object.as_sequence().is_indexable()) {
    return template_error(concat("'", object.type_name(), "' object cannot be sliced"));
  }
  const Sequence& sequence = object.as_sequence();
  const Bounds bounds = TRY(bounds_of(start, stop, step, static_cast<int64_t>(sequence.items.size())));
  if (sequence.kind == SequenceKind::kRange) return slice_range(runtime, sequence, bounds);
  Value::Items items;
  for_each_position(bounds, [&](size_t i) { items.push_back(sequence.items[i]); });
  return runtime.sequence(sequence.kind, std::move(items));
}

Result<Value> follow_path(Runtime& runtime, Value object, const Value& path, const std::optional<Value>& fallback) {
  const auto follow = [&](const Value& part) -> Status {
    TRY(runtime.step());
    object = TRY(subscript(runtime, object, part));
    if (fallback && object.is(Kind::kUndefined)) object = *fallback;
    return {};
  };
  if (path.is(Kind::kNone)) return object;
  if (!path.is(Kind::kString)) {
    TRY(follow(path));
    return object;
  }
  std::string_view rest = path.as_string();
  while (true) {
    const std::string_view part = rest.substr(0, rest.find('.'));
    int64_t number = 0;
    const auto read = std::from_chars(part.data(), part.data() + part.size(), number);
    const bool digits =
        !part.empty() && part[0] != '-' && read.ec == std::errc() && read.ptr == part.data() + part.size();
    TRY(follow(digits ? Value::integer(number) : Value::string(std::string(part))));
    if (part.size() == rest.size()) return object;
    rest.remove_prefix(part.size() + 1);
  }
}

}  // namespace hearth::jinja
