#include "template/jinja/value.h"

#include <algorithm>

#include "template/jinja/function.h"
#include "template/jinja/loop.h"

namespace hearth::jinja {
namespace {

std::string_view sequence_type_name(SequenceKind kind) {
  switch (kind) {
    case SequenceKind::kList:
      return "list";
    case SequenceKind::kTuple:
      return "tuple";
    case SequenceKind::kRange:
      return "range";
    case SequenceKind::kIterator:
      return "generator";
    case SequenceKind::kDictKeys:
      return "dict_keys";
    case SequenceKind::kDictValues:
      return "dict_values";
    case SequenceKind::kDictItems:
      return "dict_items";
  }
  return "";
}

}  // namespace

bool Sequence::is_indexable() const {
  return kind == SequenceKind::kList || kind == SequenceKind::kTuple || kind == SequenceKind::kRange;
}

const Value* Namespace::find(std::string_view name) const {
  for (const auto& [key, value] : attributes) {
    if (key.is(Kind::kString) && key.as_string() == name) return &value;
  }
  return nullptr;
}

void Namespace::set(std::string_view name, Value value) {
  for (auto& [key, old] : attributes) {
    if (key.is(Kind::kString) && key.as_string() == name) {
      old = std::move(value);
      return;
    }
  }
  attributes.emplace_back(Value::string(std::string(name)), std::move(value));
}

Value Value::undefined(std::string reason) {
  Value value;
  value.data_ = Undefined{std::make_shared<const std::string>(std::move(reason))};
  return value;
}

Value Value::none() {
  Value value;
  value.data_ = nullptr;
  return value;
}

Value Value::boolean(bool boolean) {
  Value value;
  value.data_ = boolean;
  return value;
}

Value Value::integer(int64_t integer) {
  Value value;
  value.data_ = integer;
  return value;
}

Value Value::number(double number) {
  Value value;
  value.data_ = number;
  return value;
}

Value Value::string(std::string text) {
  Value value;
  value.data_ = std::make_shared<const std::string>(std::move(text));
  return value;
}

Value Value::sequence(SequenceKind kind, Items items) {
  size_t depth = 0;
  for (const Value& item : items) depth = std::max(depth, item.depth());
  Value value;
  value.data_ = std::make_shared<const Sequence>(Sequence{kind, std::move(items), depth + 1});
  return value;
}

Value Value::range(Items items, int64_t start, int64_t stop, int64_t step) {
  Value value;
  value.data_ =
      std::make_shared<const Sequence>(Sequence{SequenceKind::kRange, std::move(items), 1, start, stop, step});
  return value;
}

Value Value::dict(Entries entries) {
  size_t depth = 0;
  for (const auto& [key, item] : entries) depth = std::max({depth, key.depth(), item.depth()});
  Value value;
  value.data_ = std::make_shared<const Dict>(Dict{std::move(entries), depth + 1});
  return value;
}

Value Value::function(Function function) {
  Value value;
  value.data_ = std::make_shared<const Function>(std::move(function));
  return value;
}

Value Value::loop(std::shared_ptr<Loop> loop) {
  Value value;
  value.data_ = std::move(loop);
  return value;
}

Value Value::object(Namespace* object) {
  Value value;
  value.data_ = object;
  return value;
}

bool Value::is_sequence(SequenceKind kind_asked) const {
  return is(Kind::kSequence) && as_sequence().kind == kind_asked;
}

std::string_view Value::reason() const {
  const Reason& reason = std::get<Undefined>(data_).reason;
  return reason == nullptr ? "value is undefined" : std::string_view(*reason);
}

bool Value::truth() const {
  switch (kind()) {
    case Kind::kUndefined:
    case Kind::kNone:
      return false;
    case Kind::kBool:
      return as_bool();
    case Kind::kInt:
      return as_integral() != 0;
    case Kind::kFloat:
      return as_double() != 0;
    case Kind::kString:
      return !as_string().empty();
    case Kind::kSequence:
      // An iterator has no length, so Python holds it for true even when it is exhausted.
      return as_sequence().kind == SequenceKind::kIterator || !as_sequence().items.empty();
    case Kind::kDict:
      return !as_dict().entries.empty();
    case Kind::kLoop:
      return !as_loop().items.empty();
    case Kind::kFunction:
    case Kind::kNamespace:
      return true;
  }
  return false;
}

size_t Value::depth() const {
  switch (kind()) {
    case Kind::kSequence:
      return as_sequence().depth;
    case Kind::kDict:
      return as_dict().depth;
    case Kind::kFunction:
      return as_function().depth;
    case Kind::kLoop:
      return as_loop().depth;
    default:
      return 0;
  }
}

bool Value::same_as(const Value& other) const { return data_ == other.data_; }

std::string_view Value::type_name() const {
  switch (kind()) {
    case Kind::kUndefined:
      return "Undefined";
    case Kind::kNone:
      return "NoneType";
    case Kind::kBool:
      return "bool";
    case Kind::kInt:
      return "int";
    case Kind::kFloat:
      return "float";
    case Kind::kString:
      return "str";
    case Kind::kSequence:
      return sequence_type_name(as_sequence().kind);
    case Kind::kDict:
      return "dict";
    case Kind::kFunction:
      return "function";
    case Kind::kLoop:
      return "LoopContext";
    case Kind::kNamespace:
      return "Namespace";
  }
  return "";
}

}  // namespace hearth::jinja
