#include "template/jinja/methods.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "template/jinja/arguments.h"
#include "template/jinja/comparing.h"
#include "template/jinja/loop.h"
#include "template/jinja/string_methods.h"

namespace hearth::jinja {
namespace {

using Method = Result<Value> (*)(Runtime&, const Value& self, const Arguments&);

struct MethodRow {
  std::string_view name;
  Method call;
};

Result<Value> bind_method(Runtime& runtime, const Value& self, std::string_view name, Method call) {
  return runtime.function({.description = concat("<built-in method ", name, " of ", self.type_name(), " object>"),
                           .depth = self.depth() + 1,
                           .call = [self, call](Runtime& r, const Arguments& a) { return call(r, self, a); }});
}

Result<Value> dict_get(Runtime& runtime, const Value& self, const Arguments& arguments) {
  const Value::Items bound = TRY(bind("get", arguments, {{"key"}, {"default", Value::none()}}));
  const Value* found = TRY(find(runtime, self.as_dict(), bound[0]));
  return found == nullptr ? bound[1] : *found;
}

Result<Value> dict_items(Runtime& runtime, const Value& self, const Arguments& arguments) {
  TRY(bind("items", arguments, {}));
  Value::Items items;
  for (const auto& [key, value] : self.as_dict().entries)
    items.push_back(TRY(runtime.sequence(SequenceKind::kTuple, {key, value})));
  return runtime.sequence(SequenceKind::kDictItems, std::move(items));
}

Result<Value> dict_keys(Runtime& runtime, const Value& self, const Arguments& arguments) {
  TRY(bind("keys", arguments, {}));
  return runtime.sequence(SequenceKind::kDictKeys, TRY(runtime.items_of(self)));
}

Result<Value> dict_values(Runtime& runtime, const Value& self, const Arguments& arguments) {
  TRY(bind("values", arguments, {}));
  Value::Items items;
  for (const auto& [key, value] : self.as_dict().entries) items.push_back(value);
  return runtime.sequence(SequenceKind::kDictValues, std::move(items));
}

Result<Value> copy(Runtime&, const Value& self, const Arguments& arguments) {
  TRY(bind("copy", arguments, {}));
  return self;  // nothing can change either of them
}

Result<Value> list_count(Runtime& runtime, const Value& self, const Arguments& arguments) {
  const Value wanted = TRY(bind("count", arguments, {{"value"}}))[0];
  int64_t n = 0;
  for (const Value& item : self.as_sequence().items) n += TRY(equal(runtime, item, wanted));
  return Value::integer(n);
}

Result<Value> list_index(Runtime& runtime, const Value& self, const Arguments& arguments) {
  const Value wanted = TRY(bind("index", arguments, {{"value"}}))[0];
  const Value::Items& items = self.as_sequence().items;
  for (size_t i = 0; i < items.size(); ++i) {
    if (TRY(equal(runtime, items[i], wanted))) return Value::integer(static_cast<int64_t>(i));
  }
  return template_error(concat("index(): value is not in ", self.type_name()));
}

Result<Value> loop_cycle(Runtime&, const Value& self, const Arguments& arguments) {
  if (arguments.positional.empty()) return template_error("loop.cycle() needs something to cycle through");
  return arguments.positional[self.as_loop().index % arguments.positional.size()];
}

Result<Value> loop_changed(Runtime& runtime, const Value& self, const Arguments& arguments) {
  Loop& loop = self.as_loop();
  if (loop.ended) return template_error("loop.changed() is called after the loop");
  const bool same =
      loop.last_changed && TRY(equal(runtime, Value::tuple(*loop.last_changed), Value::tuple(arguments.positional)));
  if (!same) loop.last_changed = arguments.positional;
  return Value::boolean(!same);
}

constexpr MethodRow kDictMethods[] = {
    {"copy", copy}, {"get", dict_get}, {"items", dict_items}, {"keys", dict_keys}, {"values", dict_values},
};
constexpr MethodRow kListMethods[] = {{"copy", copy}, {"count", list_count}, {"index", list_index}};
constexpr MethodRow kTupleMethods[] = {{"count", list_count}, {"index", list_index}};
constexpr MethodRow kLoopMethods[] = {{"changed", loop_changed}, {"cycle", loop_cycle}};

// What would change its object: the sandbox shows it as undefined.
constexpr std::string_view kDictChanges[] = {"clear", "pop", "popitem", "setdefault", "update"};
constexpr std::string_view kListChanges[] = {"append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"};

Result<std::optional<Value>> find_in(Runtime& runtime, const Value& object, std::string_view name,
                                     std::span<const MethodRow> methods, std::span<const std::string_view> changes) {
  const auto row = std::ranges::find(methods, name, &MethodRow::name);
  if (row != methods.end()) return TRY(bind_method(runtime, object, name, row->call));
  if (std::ranges::find(changes, name) == changes.end()) return std::nullopt;
  return Value::undefined(concat("access to attribute '", name, "' of '", object.type_name(), "' object is unsafe"));
}

}  // namespace

Result<std::optional<Value>> find_method(Runtime& runtime, const Value& object, std::string_view name) {
  if (object.is(Kind::kString)) return find_string_method(runtime, object, name);
  if (object.is(Kind::kDict)) return find_in(runtime, object, name, kDictMethods, kDictChanges);
  if (object.is_sequence(SequenceKind::kList)) return find_in(runtime, object, name, kListMethods, kListChanges);
  if (object.is(Kind::kSequence) && object.as_sequence().is_indexable()) {
    return find_in(runtime, object, name, kTupleMethods, {});
  }
  return std::nullopt;
}

Result<std::optional<Value>> loop_attribute(Runtime& runtime, const Value& object, std::string_view name) {
  const Loop& loop = object.as_loop();
  const auto integer = [](size_t n) { return Value::integer(static_cast<int64_t>(n)); };
  const size_t n_items = loop.items.size();
  if (name == "index") return integer(loop.index + 1);
  if (name == "index0") return integer(loop.index);
  if (name == "revindex") return integer(n_items - loop.index);
  if (name == "revindex0") return integer(n_items - loop.index - 1);
  if (name == "length") return integer(n_items);
  if (name == "depth") return integer(loop.nesting + 1);
  if (name == "depth0") return integer(loop.nesting);
  if (name == "first") return Value::boolean(loop.index == 0);
  if (name == "last") return Value::boolean(loop.index + 1 == n_items);
  if (name == "previtem")
    return loop.index > 0 ? loop.items[loop.index - 1] : Value::undefined("there is no previous item");
  if (name == "nextitem") {
    return loop.index + 1 < n_items ? loop.items[loop.index + 1] : Value::undefined("there is no next item");
  }
  return find_in(runtime, object, name, kLoopMethods, {});
}

}  // namespace hearth::jinja
