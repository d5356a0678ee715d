#include "template/jinja/comparing.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace hearth::jinja {
namespace {

// Exact for every int64 and every double: 64 bits of mantissa at least on the machines Hearth runs on.
long double exact(const Value& number) {
  return number.is_integral() ? static_cast<long double>(number.as_integral())
                              : static_cast<long double>(number.as_double());
}

template <class T>
Order order_of(const T& a, const T& b) {
  if (a < b) return Order::kLess;
  if (b < a) return Order::kGreater;
  return a == b ? Order::kEqual : Order::kUnordered;
}

Result<bool> equal_items(Runtime& runtime, const Value::Items& a, const Value::Items& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (!TRY(equal(runtime, a[i], b[i]))) return false;
  }
  return true;
}

Result<bool> equal_dicts(Runtime& runtime, const Dict& a, const Dict& b) {
  if (a.entries.size() != b.entries.size()) return false;
  for (const auto& [key, value] : a.entries) {
    const Value* other = TRY(find(runtime, b, key));
    if (other == nullptr || !TRY(equal(runtime, value, *other))) return false;
  }
  return true;
}

Status check_hashable(const Value& key) {
  const bool list = key.is(Kind::kSequence) && key.as_sequence().kind == SequenceKind::kList;
  if (list || key.is(Kind::kDict)) return template_error(concat("unhashable type: '", key.type_name(), "'"));
  if (!key.is_sequence(SequenceKind::kTuple)) return {};
  for (const Value& item : key.as_sequence().items) TRY(check_hashable(item));
  return {};
}

// Merges two sorted runs of positions. Not std::stable_sort: a comparison may fail.
Status merge_sort(Runtime& runtime, const Value::Items& keys, bool reverse, size_t* begin, size_t* end) {
  if (end - begin < 2) return {};
  size_t* middle = begin + (end - begin) / 2;
  TRY(merge_sort(runtime, keys, reverse, begin, middle));
  TRY(merge_sort(runtime, keys, reverse, middle, end));
  const std::vector<size_t> left(begin, middle);
  const std::vector<size_t> right(middle, end);
  size_t l = 0, r = 0;
  while (l < left.size() && r < right.size()) {
    const Order order = TRY(compare(runtime, keys[right[r]], keys[left[l]]));
    const bool take_right = order == (reverse ? Order::kGreater : Order::kLess);
    *begin++ = take_right ? right[r++] : left[l++];
  }
  begin = std::copy(left.begin() + static_cast<ptrdiff_t>(l), left.end(), begin);
  std::copy(right.begin() + static_cast<ptrdiff_t>(r), right.end(), begin);
  return {};
}

}  // namespace

Result<bool> equal(Runtime& runtime, const Value& a, const Value& b) {
  TRY(runtime.step());
  if (a.is_number() && b.is_number()) return exact(a) == exact(b);
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kString:
      TRY(runtime.step(std::min(a.as_string().size(), b.as_string().size()) / 64));
      return a.as_string() == b.as_string();
    case Kind::kSequence:
      if (a.as_sequence().kind != b.as_sequence().kind) return false;
      if (!a.as_sequence().is_indexable()) return a.same_as(b);
      return equal_items(runtime, a.as_sequence().items, b.as_sequence().items);
    case Kind::kDict:
      return equal_dicts(runtime, a.as_dict(), b.as_dict());
    default:
      return a.same_as(b);
  }
}

Result<Order> compare(Runtime& runtime, const Value& a, const Value& b) {
  TRY(runtime.step());
  if (a.is_number() && b.is_number()) return order_of(exact(a), exact(b));
  if (a.is(Kind::kString) && b.is(Kind::kString)) {
    TRY(runtime.step(std::min(a.as_string().size(), b.as_string().size()) / 64));
    // The order of UTF-8's bytes is that of code points.
    return order_of(a.as_string(), b.as_string());
  }
  const bool same_kind = a.is(Kind::kSequence) && b.is(Kind::kSequence) && a.as_sequence().kind == b.as_sequence().kind;
  if (!same_kind || !(a.is_sequence(SequenceKind::kList) || a.is_sequence(SequenceKind::kTuple))) {
    if (a.is(Kind::kUndefined)) return template_error(std::string(a.reason()));
    if (b.is(Kind::kUndefined)) return template_error(std::string(b.reason()));
    return template_error(concat("'", a.type_name(), "' and '", b.type_name(), "' have no order"));
  }
  const Value::Items& left = a.as_sequence().items;
  const Value::Items& right = b.as_sequence().items;
  for (size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    if (!TRY(equal(runtime, left[i], right[i]))) return compare(runtime, left[i], right[i]);
  }
  return order_of(left.size(), right.size());
}

Result<bool> contains(Runtime& runtime, const Value& container, const Value& item) {
  if (container.is(Kind::kString)) {
    if (item.is(Kind::kUndefined)) return template_error(std::string(item.reason()));
    if (!item.is(Kind::kString)) {
      return template_error(concat("'in <string>' requires string as left operand, not ", item.type_name()));
    }
    TRY(runtime.step_search(container.as_string().size(), item.as_string().size()));
    return container.as_string().find(item.as_string()) != std::string::npos;
  }
  if (container.is(Kind::kDict)) return TRY(find(runtime, container.as_dict(), item)) != nullptr;
  for (const Value& candidate : TRY(runtime.items_of(container))) {
    if (candidate.same_as(item) || TRY(equal(runtime, candidate, item))) return true;
  }
  return false;
}

Result<const Value*> find(Runtime& runtime, const Dict& dict, const Value& key) {
  TRY(check_hashable(key));
  TRY(runtime.step(dict.entries.size() / 16));
  for (const auto& [candidate, value] : dict.entries) {
    if (candidate.is(Kind::kString) || key.is(Kind::kString)) {
      if (candidate.kind() == key.kind() && candidate.as_string() == key.as_string()) return &value;
    } else if (TRY(equal(runtime, candidate, key))) {
      return &value;
    }
  }
  return nullptr;
}

Status insert(Runtime& runtime, Value::Entries& entries, const Value& key, const Value& value) {
  TRY(check_hashable(key));
  TRY(runtime.step(1 + entries.size() / 16));
  for (auto& [candidate, old] : entries) {
    if (TRY(equal(runtime, candidate, key))) {
      old = value;
      return {};
    }
  }
  entries.emplace_back(key, value);
  return {};
}

Result<std::vector<size_t>> sorted_positions(Runtime& runtime, const Value::Items& keys, bool reverse) {
  std::vector<size_t> positions(keys.size());
  std::iota(positions.begin(), positions.end(), size_t{0});
  TRY(merge_sort(runtime, keys, reverse, positions.data(), positions.data() + positions.size()));
  return positions;
}

Status sort_by_key(Runtime& runtime, Value::Entries& entries) {
  Value::Items keys;
  for (const auto& [key, value] : entries) keys.push_back(key);
  Value::Entries sorted;
  for (const size_t i : TRY(sorted_positions(runtime, keys, /*reverse=*/false))) sorted.push_back(entries[i]);
  entries = std::move(sorted);
  return {};
}

}  // namespace hearth::jinja
