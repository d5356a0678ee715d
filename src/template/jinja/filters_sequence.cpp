// Filters over sequences and dicts. See filters.def.
#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "template/jinja/access.h"
#include "template/jinja/arguments.h"
#include "template/jinja/builtins.h"
#include "template/jinja/characters.h"
#include "template/jinja/comparing.h"
#include "template/jinja/filters.h"
#include "template/jinja/loop.h"
#include "template/jinja/methods.h"
#include "template/jinja/operators.h"
#include "template/jinja/printing.h"
#include "template/jinja/string_methods.h"

namespace hearth::jinja {
namespace {

Result<Value> iterator(Runtime& runtime, Value::Items items) {
  return runtime.sequence(SequenceKind::kIterator, std::move(items));
}

Value ignore_case(const Value& value) {
  return value.is(Kind::kString) ? Value::string(lower(value.as_string())) : value;
}

// What `item` is sorted or compared by: an attribute of it, or itself.
Result<Value> key_of(Runtime& runtime, const Value& item, const Value& attribute, bool case_sensitive) {
  const Value key = TRY(follow_path(runtime, item, attribute, std::nullopt));
  if (key.is(Kind::kString)) TRY(runtime.allocate(key.as_string().size()));
  return case_sensitive ? key : ignore_case(key);
}

Result<Value::Items> keys_of(Runtime& runtime, const Value::Items& items, const Value& attribute, bool case_sensitive) {
  Value::Items keys;
  for (const Value& item : items) keys.push_back(TRY(key_of(runtime, item, attribute, case_sensitive)));
  return keys;
}

// sort takes several attributes, separated by commas.
Result<Value::Items> sort_keys_of(Runtime& runtime, const Value::Items& items, const Value& attributes,
                                  bool case_sensitive) {
  Value::Items paths = {attributes};
  if (attributes.is(Kind::kString)) {
    TRY(runtime.allocate(attributes.as_string().size() * sizeof(Value)));
    paths.clear();
    std::string_view rest = attributes.as_string();
    for (size_t comma = 0; comma != std::string_view::npos; rest.remove_prefix(std::min(comma, rest.size() - 1) + 1)) {
      comma = rest.find(',');
      paths.push_back(Value::string(std::string(rest.substr(0, comma))));
      if (comma == std::string_view::npos) break;
    }
  }
  Value::Items keys;
  for (const Value& item : items) {
    Value::Items key;
    for (const Value& path : paths) key.push_back(TRY(key_of(runtime, item, path, case_sensitive)));
    keys.push_back(TRY(runtime.list(std::move(key))));
  }
  return keys;
}

Result<Value> extreme(Runtime& runtime, std::string_view name, Order wanted, const Value& input,
                      const Arguments& arguments) {
  const Value::Items bound =
      TRY(bind(name, arguments, {{"case_sensitive", Value::boolean(false)}, {"attribute", Value::none()}}));
  const Value::Items items = TRY(runtime.items_of(input));
  if (items.empty()) return Value::undefined("no aggregated item, sequence was empty");
  const Value::Items keys = TRY(keys_of(runtime, items, bound[1], bound[0].truth()));
  size_t best = 0;
  for (size_t i = 1; i < items.size(); ++i) {
    if (TRY(compare(runtime, keys[i], keys[best])) == wanted) best = i;
  }
  return items[best];
}

// The first of a call's arguments, and the call without it.
Result<std::pair<Value, Arguments>> split_first(std::string_view name, const Arguments& arguments) {
  if (arguments.positional.empty()) return template_error(concat(name, " misses its first argument"));
  Arguments rest = arguments;
  rest.positional.erase(rest.positional.begin());
  return std::pair(arguments.positional[0], std::move(rest));
}

enum class Keep { kPassing, kFailing };

// select, reject and, when `path` is there, selectattr and rejectattr: the items for which a test holds, or their
// truth.
Result<Value> choose(Runtime& runtime, const Value& input, Arguments arguments, const std::optional<Value>& path,
                     Keep keep) {
  if (!input.truth()) return iterator(runtime, {});  // even what could not be iterated over
  std::optional<Value> test;
  if (!arguments.positional.empty()) {
    auto [name, rest] = TRY(split_first("select", arguments));
    test = name;
    arguments = std::move(rest);
  }
  Value::Items chosen;
  for (const Value& item : TRY(runtime.items_of(input))) {
    const Value value = path ? TRY(follow_path(runtime, item, *path, std::nullopt)) : item;
    bool holds = value.truth();
    if (test) {
      const std::string_view name = TRY(string_argument("select", "test", *test));
      holds = TRY(apply_test(runtime, name, value, arguments));
    }
    if (holds == (keep == Keep::kPassing)) chosen.push_back(item);
  }
  return iterator(runtime, std::move(chosen));
}

}  // namespace

Result<Value> filter_length(Runtime& runtime, const Value& input, const Arguments& arguments) {
  TRY(bind("length", arguments, {}));
  size_t length = 0;
  if (input.is(Kind::kString)) {
    TRY(runtime.step(input.as_string().size() / 64));
    length = utf8::length(input.as_string());
  } else if (input.is(Kind::kDict)) {
    length = input.as_dict().entries.size();
  } else if (input.is(Kind::kLoop)) {
    length = input.as_loop().items.size();
  } else if (input.is(Kind::kSequence) && !input.is_sequence(SequenceKind::kIterator)) {
    length = input.as_sequence().items.size();
  } else if (!input.is(Kind::kUndefined)) {
    return template_error(concat("object of type '", input.type_name(), "' has no length"));
  }
  return Value::integer(static_cast<int64_t>(length));
}

Result<Value> filter_default(Runtime&, const Value& input, const Arguments& arguments) {
  const Value::Items bound =
      TRY(bind("default", arguments, {{"default_value", Value::string("")}, {"boolean", Value::boolean(false)}}));
  const bool replaced = input.is(Kind::kUndefined) || (bound[1].truth() && !input.truth());
  return replaced ? bound[0] : input;
}

Result<Value> filter_attr(Runtime& runtime, const Value& input, const Arguments& arguments) {
  const Value name = TRY(bind("attr", arguments, {{"name"}}))[0];
  const std::string_view text = TRY(string_argument("attr", "name", name));
  // Attributes only, no entries: which of a dict are its methods.
  if (input.is(Kind::kDict))
    return TRY(find_method(runtime, input, text)).value_or(Value::undefined("no such attribute"));
  return attribute(runtime, input, text);
}

Result<Value> filter_list(Runtime& runtime, const Value& input, const Arguments& arguments) {
  TRY(bind("list", arguments, {}));
  return runtime.list(TRY(runtime.items_of(input)));
}

Result<Value> filter_items(Runtime& runtime, const Value& input, const Arguments& arguments) {
  TRY(bind("items", arguments, {}));
  if (input.is(Kind::kUndefined)) return iterator(runtime, {});
  if (!input.is(Kind::kDict)) return template_error("can only get item pairs from a mapping");
  Value::Items items;
  for (const auto& [key, value] : input.as_dict().entries) items.push_back(Value::tuple({key, value}));
  return iterator(runtime, std::move(items));
}

Result<Value> filter_first(Runtime& runtime, const Value& input, const Arguments& arguments) {
  TRY(bind("first", arguments, {}));
  if (input.is_sequence(SequenceKind::kIterator)) {
    const Sequence& sequence = input.as_sequence();
    if (sequence.n_taken < sequence.items.size()) return sequence.items[sequence.n_taken++];
  } else if (const Value::Items items = TRY(runtime.items_of(input)); !items.empty()) {
    return items.front();
  }
  return Value::undefined("no first item, sequence was empty");
}

Result<Value> filter_last(Runtime& runtime, const Value& input, const Arguments& arguments) {
  TRY(bind("last", arguments, {}));
  if (input.is_sequence(SequenceKind::kIterator)) return template_error("'generator' object is not reversible");
  const Value::Items items = TRY(runtime.items_of(input));
  return items.empty() ? Value::undefined("no last item, sequence was empty") : items.back();
}

Result<Value> filter_join(Runtime& runtime, const Value& input, const Arguments& arguments) {
  const Value::Items bound = TRY(bind("join", arguments, {{"d", Value::string("")}, {"attribute", Value::none()}}));
  Value::Items texts;
  for (const Value& item : TRY(runtime.items_of(input))) {
    const Value value = TRY(follow_path(runtime, item, bound[1], std::nullopt));
    texts.push_back(value.is(Kind::kString) ? value : Value::string(TRY(text_of(runtime, value))));
  }
  return join_strings(runtime, TRY(text_of(runtime, bound[0])), texts);
}

Result<Value> filter_reverse(Runtime& runtime, const Value& input, const Arguments& arguments) {
  TRY(bind("reverse", arguments, {}));
  Value::Items items = TRY(runtime.items_of(input));
  std::ranges::reverse(items);
  if (input.is(Kind::kString)) return join_strings(runtime, "", items);
  if (input.is_sequence(SequenceKind::kIterator)) return runtime.list(std::move(items));
  return iterator(runtime, std::move(items));
}

Result<Value> filter_map(Runtime& runtime, const Value& input, const Arguments& arguments) {
  if (!input.truth()) return iterator(runtime, {});  // even what could not be iterated over
  Value::Items mapped;
  if (arguments.positional.empty()) {
    const Value::Items bound = TRY(bind("map", arguments, {{"attribute"}, {"default", Value::none()}}));
    const auto fallback = bound[1].is(Kind::kNone) ? std::optional<Value>() : bound[1];
    for (const Value& item : TRY(runtime.items_of(input))) {
      mapped.push_back(TRY(follow_path(runtime, item, bound[0], fallback)));
    }
    return iterator(runtime, std::move(mapped));
  }
  const auto [filter, rest] = TRY(split_first("map", arguments));
  const std::string_view name = TRY(string_argument("map", "filter", filter));
  for (const Value& item : TRY(runtime.items_of(input))) mapped.push_back(TRY(apply_filter(runtime, name, item, rest)));
  return iterator(runtime, std::move(mapped));
}

Result<Value> filter_select(Runtime& runtime, const Value& input, const Arguments& arguments) {
  return choose(runtime, input, arguments, std::nullopt, Keep::kPassing);
}

Result<Value> filter_reject(Runtime& runtime, const Value& input, const Arguments& arguments) {
  return choose(runtime, input, arguments, std::nullopt, Keep::kFailing);
}

Result<Value> filter_selectattr(Runtime& runtime, const Value& input, const Arguments& arguments) {
  auto [path, rest] = TRY(split_first("selectattr", arguments));
  return choose(runtime, input, std::move(rest), path, Keep::kPassing);
}

Result<Value> filter_rejectattr(Runtime& runtime, const Value& input, const Arguments& arguments) {
  auto [path, rest] = TRY(split_first("rejectattr", arguments));
  return choose(runtime, input, std::move(rest), path, Keep::kFailing);
}

Result<Value> filter_sort(Runtime& runtime, const Value& input, const Arguments& arguments) {
  const Value::Items bound = TRY(bind(
      "sort", arguments,
      {{"reverse", Value::boolean(false)}, {"case_sensitive", Value::boolean(false)}, {"attribute", Value::none()}}));
  const Value::Items items = TRY(runtime.items_of(input));
  const Value::Items keys = TRY(sort_keys_of(runtime, items, bound[2], bound[1].truth()));
  Value::Items sorted;
  for (const size_t i : TRY(sorted_positions(runtime, keys, bound[0].truth()))) sorted.push_back(items[i]);
  return runtime.list(std::move(sorted));
}

Result<Value> filter_dictsort(Runtime& runtime, const Value& input, const Arguments& arguments) {
  const Value::Items bound = TRY(bind(
      "dictsort", arguments,
      {{"case_sensitive", Value::boolean(false)}, {"by", Value::string("key")}, {"reverse", Value::boolean(false)}}));
  const std::string_view by = TRY(string_argument("dictsort", "by", bound[1]));
  if (by != "key" && by != "value") return template_error("dictsort: by must be \"key\" or \"value\"");
  if (!input.is(Kind::kDict))
    return template_error(concat("'", input.type_name(), "' object has no attribute 'items'"));
  const Value::Entries& entries = input.as_dict().entries;
  Value::Items keys;
  for (const auto& [key, value] : entries) {
    keys.push_back(TRY(key_of(runtime, by == "key" ? key : value, Value::none(), bound[0].truth())));
  }
  Value::Items sorted;
  for (const size_t i : TRY(sorted_positions(runtime, keys, bound[2].truth()))) {
    sorted.push_back(Value::tuple({entries[i].first, entries[i].second}));
  }
  return runtime.list(std::move(sorted));
}

Result<Value> filter_unique(Runtime& runtime, const Value& input, const Arguments& arguments) {
  const Value::Items bound =
      TRY(bind("unique", arguments, {{"case_sensitive", Value::boolean(false)}, {"attribute", Value::none()}}));
  Value::Items unique;
  Value::Entries seen;
  for (const Value& item : TRY(runtime.items_of(input))) {
    const Value key = TRY(key_of(runtime, item, bound[1], bound[0].truth()));
    const size_t n_before = seen.size();
    TRY(insert(runtime, seen, key, Value()));
    if (seen.size() > n_before) unique.push_back(item);
  }
  return iterator(runtime, std::move(unique));
}

Result<Value> filter_min(Runtime& runtime, const Value& input, const Arguments& arguments) {
  return extreme(runtime, "min", Order::kLess, input, arguments);
}

Result<Value> filter_max(Runtime& runtime, const Value& input, const Arguments& arguments) {
  return extreme(runtime, "max", Order::kGreater, input, arguments);
}

Result<Value> filter_sum(Runtime& runtime, const Value& input, const Arguments& arguments) {
  const Value::Items bound = TRY(bind("sum", arguments, {{"attribute", Value::none()}, {"start", Value::integer(0)}}));
  Value total = bound[1];
  if (total.is(Kind::kString)) return template_error("sum: strings are joined with join");
  for (const Value& item : TRY(runtime.items_of(input))) {
    const Value term = TRY(follow_path(runtime, item, bound[0], std::nullopt));
    total = TRY(apply(runtime, BinaryOp::kAdd, total, term));
  }
  return total;
}

Result<Value> filter_batch(Runtime& runtime, const Value& input, const Arguments& arguments) {
  const Value::Items bound = TRY(bind("batch", arguments, {{"linecount"}, {"fill_with", Value::none()}}));
  const int64_t size = TRY(integer_argument("batch", "linecount", bound[0]));
  if (size < 1) return template_error(concat("batch: linecount is ", size, ", expected at least 1"));
  Value::Items rows, row;
  for (const Value& item : TRY(runtime.items_of(input))) {
    if (row.size() == static_cast<size_t>(size)) rows.push_back(TRY(runtime.list(std::exchange(row, {}))));
    row.push_back(item);
  }
  if (!row.empty()) {
    const size_t n_missing = bound[1].is(Kind::kNone) ? 0 : static_cast<size_t>(size) - row.size();
    TRY(runtime.allocate(n_missing > SIZE_MAX / 64 ? SIZE_MAX : n_missing * sizeof(Value)));
    row.insert(row.end(), n_missing, bound[1]);
    rows.push_back(TRY(runtime.list(std::move(row))));
  }
  return iterator(runtime, std::move(rows));
}

Result<Value> filter_slice(Runtime& runtime, const Value& input, const Arguments& arguments) {
  const Value::Items bound = TRY(bind("slice", arguments, {{"slices"}, {"fill_with", Value::none()}}));
  const int64_t asked = TRY(integer_argument("slice", "slices", bound[0]));
  if (asked == 0) return template_error("division by zero");
  const auto n_slices = static_cast<size_t>(std::max<int64_t>(asked, 0));
  const Value::Items items = TRY(runtime.items_of(input));
  Value::Items slices;
  size_t begin = 0;
  for (size_t i = 0; i < n_slices; ++i) {
    const bool longer = i < items.size() % n_slices;
    const size_t end = begin + items.size() / n_slices + longer;
    Value::Items part(items.begin() + static_cast<ptrdiff_t>(begin), items.begin() + static_cast<ptrdiff_t>(end));
    if (!longer && !bound[1].is(Kind::kNone)) part.push_back(bound[1]);
    TRY(runtime.step());
    slices.push_back(TRY(runtime.list(std::move(part))));
    begin = end;
  }
  return iterator(runtime, std::move(slices));
}

}  // namespace hearth::jinja
