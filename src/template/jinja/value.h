// Value: what a Jinja template computes with, which are Python's values: undefined, None, booleans, integers (of 64
// bits), floats, strings, sequences, dicts, functions, and the two mutable objects Jinja has, namespaces and loops.
//
// Everything except those two is immutable, as in Jinja's immutable sandbox, so values are shared freely. A
// container knows how deeply it nests (`depth`); Runtime (runtime.h) refuses what is too deep, so that printing,
// comparing and freeing a value may recurse.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace hearth::jinja {

struct Sequence;
struct Dict;
struct Function;
struct Namespace;
struct Loop;

// In the order of Value's variant.
enum class Kind { kUndefined, kNone, kBool, kInt, kFloat, kString, kSequence, kDict, kFunction, kLoop, kNamespace };

// Python's iterable types that differ in how they print and in whether they have a length and an order.
enum class SequenceKind { kList, kTuple, kRange, kIterator, kDictKeys, kDictValues, kDictItems };

class Value {
 public:
  using Items = std::vector<Value>;
  using Entries = std::vector<std::pair<Value, Value>>;

  Value() = default;  // undefined, for no particular reason
  // `reason` is what an operation on it fails with ("'x' is undefined").
  static Value undefined(std::string reason);
  static Value none();
  static Value boolean(bool boolean);
  static Value integer(int64_t integer);
  static Value number(double number);
  static Value string(std::string text);
  static Value sequence(SequenceKind kind, Items items);
  static Value list(Items items) { return sequence(SequenceKind::kList, std::move(items)); }
  static Value tuple(Items items) { return sequence(SequenceKind::kTuple, std::move(items)); }
  // At most one entry for each key.
  static Value dict(Entries entries);
  // `items` are what Python's range(start, stop, step) goes through.
  static Value range(Items items, int64_t start, int64_t stop, int64_t step);
  static Value function(Function function);
  static Value loop(std::shared_ptr<Loop> loop);
  // The namespace outlives the value: the evaluator owns all of them, so that they may refer to each other.
  static Value object(Namespace* object);

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  bool is(Kind kind_asked) const { return kind() == kind_asked; }
  bool is_sequence(SequenceKind kind_asked) const;
  // Integers and booleans, which Python counts among them.
  bool is_integral() const { return is(Kind::kInt) || is(Kind::kBool); }
  bool is_number() const { return is_integral() || is(Kind::kFloat); }

  // The value must be of that kind.
  bool as_bool() const { return std::get<bool>(data_); }
  int64_t as_integral() const { return is(Kind::kBool) ? int64_t{as_bool()} : std::get<int64_t>(data_); }
  // Of any number.
  double as_double() const { return is(Kind::kFloat) ? std::get<double>(data_) : static_cast<double>(as_integral()); }
  const std::string& as_string() const { return *std::get<std::shared_ptr<const std::string>>(data_); }
  const Sequence& as_sequence() const { return *std::get<std::shared_ptr<const Sequence>>(data_); }
  const Dict& as_dict() const { return *std::get<std::shared_ptr<const Dict>>(data_); }
  const Function& as_function() const { return *std::get<std::shared_ptr<const Function>>(data_); }
  Loop& as_loop() const { return *std::get<std::shared_ptr<Loop>>(data_); }
  Namespace& as_namespace() const { return *std::get<Namespace*>(data_); }
  // Why an undefined value is undefined.
  std::string_view reason() const;

  // Whether Python's bool() holds it for true.
  bool truth() const;
  // How many containers are in each other, 0 for what contains nothing.
  size_t depth() const;
  // Whether both are the same object (Python's `is`).
  bool same_as(const Value& other) const;
  // Python's name of the type, for messages.
  std::string_view type_name() const;

 private:
  using Reason = std::shared_ptr<const std::string>;
  struct Undefined {
    Reason reason;
    bool operator==(const Undefined&) const { return true; }
  };
  std::variant<Undefined, std::nullptr_t, bool, int64_t, double, std::shared_ptr<const std::string>,
               std::shared_ptr<const Sequence>, std::shared_ptr<const Dict>, std::shared_ptr<const Function>,
               std::shared_ptr<Loop>, Namespace*>
      data_;
};

struct Sequence {
  SequenceKind kind = SequenceKind::kList;
  Value::Items items;
  size_t depth = 1;
  int64_t start = 0, stop = 0, step = 1;  // of a range
  // Of an iterator: it runs once. The only part of a sequence that changes.
  mutable size_t n_taken = 0;

  // Whether it has a length and positions (lists, tuples and ranges).
  bool is_indexable() const;
};

struct Dict {
  Value::Entries entries;  // in the order in which they were put in
  size_t depth = 1;
};

// An object of namespace(): its attributes are what a template may change.
struct Namespace {
  Value::Entries attributes;

  const Value* find(std::string_view name) const;
  void set(std::string_view name, Value value);
};

}  // namespace hearth::jinja
