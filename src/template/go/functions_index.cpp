// index, slice and len.
#include "base/text.h"
#include "template/go/function_calls.h"

namespace hearth::go_template {
namespace {

bool has_items(const Value& value) {
  return value.is(Kind::kSlice) || value.is(Kind::kString) || value.is(Kind::kBytes);
}

// `index` as a position of at most `max`.
Result<size_t> position(const Value& index, size_t max) {
  if (!index.is_valid()) return template_error("cannot index slice/array with nil");
  if (!index.is(Kind::kInt) || index.is_boxed()) {
    return template_error(concat("cannot index slice/array with type ", index.type_name()));
  }
  const int64_t at = index.as_int();
  if (at < 0 || std::cmp_greater(at, max)) return template_error(concat("index out of range: ", at));
  return static_cast<size_t>(at);
}

Result<Value> item_of(const Value& container, const Value& index) {
  if (container.is_nil_interface()) return template_error("index of nil pointer");
  if (has_items(container)) {
    const size_t at = TRY(position(index, container.length()));
    if (at < container.length()) return container.item(at);
    return template_error(concat("reflect: ", container.is(Kind::kString) ? "string" : "slice", " index out of range"));
  }
  if (container.is(Kind::kMap)) {
    if (!index.is_valid()) return template_error("value is nil; should be of type string");
    if (index.is(Kind::kString)) return container.entry(index.as_string());
    return template_error(concat("value has type ", index.type().name, "; should be string"));
  }
  return template_error(concat("can't index item of type ", container.type().name));
}

}  // namespace

Result<Value> call_index(Runtime& runtime, Arguments arguments) {
  Value item = arguments[0].is_valid() ? arguments[0].unboxed() : Value();
  if (!item.is_valid()) return template_error("index of untyped nil");
  for (const Value& index : arguments.subspan(1)) {
    TRY(runtime.step());
    item = TRY(item_of(item, index.is_valid() ? index.unboxed() : index));
  }
  return item;
}

Result<Value> call_slice(Runtime& runtime, Arguments arguments) {
  const Value item = arguments[0].is_valid() ? arguments[0].unboxed() : Value();
  const Arguments indexes = arguments.subspan(1);
  if (!item.is_valid()) return template_error("slice of untyped nil");
  if (indexes.size() > 3) return template_error(concat("too many slice indexes: ", indexes.size()));
  if (item.is(Kind::kString) && indexes.size() == 3) return template_error("cannot 3-index slice a string");
  if (!has_items(item)) return template_error(concat("can't slice item of type ", item.type().name));
  size_t bounds[3] = {0, item.length(), item.capacity()};
  for (size_t i = 0; i < indexes.size(); ++i) bounds[i] = TRY(position(indexes[i], item.capacity()));
  for (size_t i = 0; i + 1 < 3; ++i) {
    if (bounds[i] > bounds[i + 1]) {
      return template_error(concat("invalid slice index: ", bounds[i], " > ", bounds[i + 1]));
    }
  }
  TRY(runtime.allocate(item.is(Kind::kSlice) ? 0 : bounds[1] - bounds[0]));
  return item.sliced(bounds[0], bounds[1]);
}

Result<Value> call_len(Runtime& /*runtime*/, Arguments arguments) {
  const Value& item = arguments[0];
  if (item.is_nil_interface()) return template_error("len of nil pointer");
  if (!item.is_valid()) return template_error("reflect: call of reflect.Value.Type on zero Value");
  if (!has_items(item) && !item.is(Kind::kMap)) return template_error(concat("len of type ", item.type().name));
  return Value::integer(static_cast<int64_t>(item.length()));
}

}  // namespace hearth::go_template
