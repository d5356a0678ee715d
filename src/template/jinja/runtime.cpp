#include "template/jinja/runtime.h"

#include "base/text.h"
#include "template/jinja/characters.h"
#include "template/jinja/function.h"
#include "template/jinja/loop.h"

namespace hearth::jinja {
namespace {

constexpr size_t kMaxRange = 100'000;

}  // namespace

Status Runtime::step(size_t n) {
  if (n > limits_.max_steps - n_steps_) {
    return template_error(concat("template runs for more than ", limits_.max_steps, " steps"));
  }
  n_steps_ += n;
  return {};
}

Status Runtime::allocate(size_t n_bytes) {
  if (n_bytes > limits_.max_bytes - n_bytes_) {
    return template_error(concat("template makes more than ", limits_.max_bytes, " bytes of values"));
  }
  n_bytes_ += n_bytes;
  return {};
}

Status Runtime::enter() {
  if (++n_nested_ > limits_.max_recursion) {
    return template_error(concat("template recurses more than ", limits_.max_recursion, " levels deep"));
  }
  return {};
}

Status Runtime::check_depth(size_t depth) const {
  if (depth > limits_.max_value_depth) {
    return template_error(concat("values nested ", depth, " deep, expected at most ", limits_.max_value_depth));
  }
  return {};
}

Result<Value> Runtime::string(std::string text) {
  TRY(allocate(text.size()));
  return Value::string(std::move(text));
}

Result<Value> Runtime::sequence(SequenceKind kind, Value::Items items) {
  TRY(step(items.size()));
  TRY(allocate(items.size() * sizeof(Value)));
  Value made = Value::sequence(kind, std::move(items));
  TRY(check_depth(made.depth()));
  return made;
}

Result<Value> Runtime::dict(Value::Entries entries) {
  TRY(step(entries.size()));
  TRY(allocate(entries.size() * 2 * sizeof(Value)));
  Value made = Value::dict(std::move(entries));
  TRY(check_depth(made.depth()));
  return made;
}

Result<Value> Runtime::function(Function function) {
  TRY(check_depth(function.depth));
  return Value::function(std::move(function));
}

Result<Value> Runtime::range(int64_t start, int64_t stop, int64_t step_by) {
  Value::Items items;
  for (int64_t i = start; step_by > 0 ? i < stop : i > stop;) {
    if (items.size() == kMaxRange) return template_error(concat("range of more than ", kMaxRange, " items"));
    items.push_back(Value::integer(i));
    if (__builtin_add_overflow(i, step_by, &i)) break;
  }
  TRY(step(items.size()));
  TRY(allocate(items.size() * sizeof(Value)));
  return Value::range(std::move(items), start, stop, step_by);
}

Result<Namespace*> Runtime::make_namespace() {
  TRY(allocate(sizeof(Namespace)));
  return &namespaces_.emplace_back();
}

Result<Value::Items> Runtime::items_of(const Value& iterable) {
  Value::Items items;
  switch (iterable.kind()) {
    case Kind::kUndefined:
      return items;
    case Kind::kString:
      TRY(allocate(iterable.as_string().size() * sizeof(Value)));
      for (const std::string_view c : characters(iterable.as_string())) items.push_back(Value::string(std::string(c)));
      break;
    case Kind::kSequence: {
      const Sequence& sequence = iterable.as_sequence();
      items.assign(sequence.items.begin() + static_cast<ptrdiff_t>(sequence.n_taken), sequence.items.end());
      if (sequence.kind == SequenceKind::kIterator) sequence.n_taken = sequence.items.size();
      break;
    }
    case Kind::kDict:
      for (const auto& [key, value] : iterable.as_dict().entries) items.push_back(key);
      break;
    default:
      return template_error(concat("'", iterable.type_name(), "' object is not iterable"));
  }
  TRY(allocate(items.size() * sizeof(Value)));
  TRY(step(items.size()));
  return items;
}

}  // namespace hearth::jinja
