#include "template/go/value.h"

#include <algorithm>
#include <functional>

#include "base/check.h"

namespace hearth::go_template {

const Method* Type::find_method(std::string_view method_name) const {
  const auto found = std::ranges::find(methods, method_name, &Method::name);
  return found == methods.end() ? nullptr : &*found;
}

int Type::find_field(std::string_view field_name) const {
  const auto found = std::ranges::find(fields, field_name, &Field::name);
  return found == fields.end() ? -1 : static_cast<int>(found - fields.begin());
}

Value Value::string(std::string text) {
  return Value(kStringType, std::make_shared<const std::string>(std::move(text)));
}

Value Value::bytes(const Type& type, std::string bytes) {
  return Value(type, std::make_shared<const std::string>(std::move(bytes)));
}

Value Value::slice(const Type& type, Items items) {
  const size_t n = items.size();
  return Value(type, Part{std::make_shared<const Items>(std::move(items)), 0, n});
}

Value Value::map(const Type& type, Entries entries) {
  if (type.order == Order::kByKey) std::ranges::sort(entries, {}, &Entries::value_type::first);
  return Value(type, std::make_shared<const Entries>(std::move(entries)));
}

Value Value::structure(const Type& type, Items fields) {
  CHECK(fields.size() == type.fields.size());
  return Value(type, std::make_shared<const Items>(std::move(fields)));
}

Value Value::zero(const Type& type) {
  switch (type.kind) {
    case Kind::kInterface:
      return nil();
    case Kind::kBool:
      return Value(type, false);
    case Kind::kInt:
      return Value(type, int64_t{0});
    case Kind::kFloat:
      return Value(type, 0.0);
    case Kind::kString:
      return Value(type, std::make_shared<const std::string>());
    case Kind::kBytes:
      return Value(type, std::shared_ptr<const std::string>());
    case Kind::kSlice:
      return Value(type, Part{});
    case Kind::kMap:
      return Value(type, std::shared_ptr<const Entries>());
    case Kind::kStruct:
      break;
  }
  Items fields;
  for (const Field& field : type.fields) fields.push_back(zero(*field.type));
  return structure(type, std::move(fields));
}

Value Value::from_json(const Json& json) {
  if (const auto* boolean = json.if_bool()) return Value::boolean(*boolean);
  if (const auto* integer = json.if_int64()) return Value::number(static_cast<double>(*integer));
  if (const auto* large = json.if_uint64()) return Value::number(static_cast<double>(*large));
  if (const auto* real = json.if_double()) return Value::number(*real);
  if (const auto* text = json.if_string()) return Value::string(*text);
  if (const auto* array = json.if_array()) {
    Items items;
    for (const Json& item : *array) items.push_back(from_json(item));
    return slice(kAnySlice, std::move(items));
  }
  if (const auto* object = json.if_object()) {
    Entries entries;
    for (const auto& [key, value] : *object) entries.emplace_back(key, from_json(value));
    return map(kAnyMap, std::move(entries));
  }
  return nil();
}

bool Value::is_nil() const {
  if (!is_valid()) return true;
  switch (type_->kind) {
    case Kind::kInterface:
      return true;
    case Kind::kBytes:
      return std::get<std::shared_ptr<const std::string>>(data_) == nullptr;
    case Kind::kSlice:
      return std::get<Part>(data_).items == nullptr;
    case Kind::kMap:
      return std::get<std::shared_ptr<const Entries>>(data_) == nullptr;
    default:
      return false;
  }
}

Value Value::unboxed() const {
  if (is_nil_interface()) return Value();
  Value inner = *this;
  inner.is_boxed_ = false;
  return inner;
}

Value Value::found_in(const Type& element, const Value& value) {
  Value found = value;
  found.is_boxed_ = element.kind == Kind::kInterface;
  return found;
}

std::span<const Value> Value::items() const {
  const Part& part = std::get<Part>(data_);
  if (part.items == nullptr) return {};
  return std::span(*part.items).subspan(part.begin, part.end - part.begin);
}

const Value::Entries& Value::entries() const {
  static const Entries kNone;
  const auto& entries = std::get<std::shared_ptr<const Entries>>(data_);
  return entries == nullptr ? kNone : *entries;
}

size_t Value::length() const {
  if (is(Kind::kSlice)) return items().size();
  if (is(Kind::kMap)) return entries().size();
  return is_nil() ? 0 : as_string().size();
}

size_t Value::capacity() const {
  if (!is(Kind::kSlice)) return length();
  const Part& part = std::get<Part>(data_);
  return part.items == nullptr ? 0 : part.items->size() - part.begin;
}

Value Value::item(size_t at) const {
  if (is(Kind::kSlice)) return found_in(*type_->element, items()[at]);
  return byte(static_cast<uint8_t>(as_string()[at]));
}

Value Value::entry(std::string_view key) const {
  const Entries& all = entries();
  const auto key_of = &Entries::value_type::first;
  const auto found = type_->order == Order::kByKey ? std::ranges::lower_bound(all, key, std::less<>(), key_of)
                                                   : std::ranges::find(all, key, key_of);
  const bool is_there = found != all.end() && found->first == key;
  return found_in(*type_->element, is_there ? found->second : zero(*type_->element));
}

Value Value::field(size_t at) const { return found_in(*type_->fields[at].type, fields()[at]); }

Value Value::sliced(size_t begin, size_t end) const {
  Value out = *this;
  out.is_boxed_ = false;
  if (is(Kind::kSlice)) {
    Part& part = std::get<Part>(out.data_);
    part.end = part.begin + end;
    part.begin += begin;
  } else if (!is_nil()) {
    out.data_ = std::make_shared<const std::string>(as_string().substr(begin, end - begin));
  }
  return out;
}

bool Value::truth() const {
  if (!is_valid()) return false;
  switch (type_->kind) {
    case Kind::kInterface:
      return false;
    case Kind::kBool:
      return as_bool();
    case Kind::kInt:
      return as_int() != 0;
    case Kind::kFloat:
      return as_double() != 0;
    case Kind::kStruct:
      return true;
    default:
      return length() > 0;
  }
}

}  // namespace hearth::go_template
