// Fields: reads a JSON object into a struct as Go's decoder does, because that is what clients of Ollama know: names
// match without case, null leaves a field as it is, and a wrong type is an error in Go's words. What Go ignores in
// silence, a name that nobody asked for, becomes a warning.
//
//   Fields fields(json, "CopyRequest");
//   fields.read("source", request.source);
//   fields.read("destination", request.destination);
//   TRY(fields.finish(&warnings));
//
// Errors stick: the first one is what finish() returns, and what is read after it does not matter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/warnings.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time_text.h"

namespace hearth::api {

class Fields {
 public:
  // `json` outlives this. `type` is the name of the struct in messages.
  Fields(const Json& json, std::string_view type);

  void read(std::string_view name, std::string& into);
  void read(std::string_view name, bool& into);
  void read(std::string_view name, int64_t& into);
  void read(std::string_view name, double& into);
  void read(std::string_view name, WallTime& into);
  void read(std::string_view name, std::vector<std::string>& into);
  void read(std::string_view name, std::vector<int32_t>& into);
  void read(std::string_view name, std::vector<uint64_t>& into);
  void read(std::string_view name, std::vector<float>& into);
  // An object, kept as it is.
  void read_object(std::string_view name, Json& into);
  // An array of base64 texts, decoded. At most `most` of them.
  void read_base64(std::string_view name, std::vector<std::string>& into, size_t most);

  // An object, whose fields `read_item` reads. `type` names the struct T in messages.
  template <class T>
  void read_struct(std::string_view name, std::string_view type, T& into, void (*read_item)(Fields&, T&));
  // An array of such objects, at most `most` of them.
  template <class T>
  void read_list(std::string_view name, std::string_view type, std::vector<T>& into, size_t most,
                 void (*read_item)(Fields&, T&));
  // A value of several types. `parse` is Result<T>(const Json&).
  template <class T, class Parse>
  void read_with(std::string_view name, T& into, Parse parse);

  // The member of that name; null when it is absent or JSON's null.
  const Json* take(std::string_view name);
  // The member's items; null as take() or, an error then, when it is no array or has more than `most` items.
  const Json::Array* take_array(std::string_view name, std::string_view go_type, size_t most);
  // Notes that the member `name` is of another type than the one that Go calls `go_type`.
  void fail_type(std::string_view name, const Json& found, std::string_view go_type);
  void fail(Error error);

  // The first error. Without one, each name that nobody asked for is noted in `warnings`, unless that is null.
  Status finish(Warnings* warnings);

 private:
  struct Nested {};
  Fields(Nested, const Json& json, std::string path);
  bool failed() const { return error_.has_value(); }
  // Reads an object below the member `name`, and takes over its error or its unknown names.
  template <class T>
  void read_nested(std::string_view name, std::string_view type, const Json& json, T& into,
                   void (*read_item)(Fields&, T&));
  template <class T, class Convert>
  void read_items(std::string_view name, std::string_view go_type, std::vector<T>& into, Convert convert);
  void adopt(Fields& nested);
  void note_unknown();

  std::string path_;  // the type, and the names that lead from it to this object
  const Json::Object* members_ = nullptr;
  std::vector<bool> taken_;  // [members_->size()]
  Warnings unknown_;
  std::optional<Error> error_;
};

template <class T>
void Fields::read_nested(std::string_view name, std::string_view type, const Json& json, T& into,
                         void (*read_item)(Fields&, T&)) {
  if (json.if_object() == nullptr && !json.is_null()) return fail_type(name, json, type);
  Fields nested(Nested{}, json, path_ + "." + std::string(name));
  read_item(nested, into);
  adopt(nested);
}

template <class T>
void Fields::read_struct(std::string_view name, std::string_view type, T& into, void (*read_item)(Fields&, T&)) {
  if (const Json* json = take(name)) read_nested(name, type, *json, into, read_item);
}

template <class T>
void Fields::read_list(std::string_view name, std::string_view type, std::vector<T>& into, size_t most,
                       void (*read_item)(Fields&, T&)) {
  const Json::Array* items = take_array(name, "[]" + std::string(type), most);
  if (items == nullptr) return;
  into.clear();
  for (const Json& item : *items) {
    if (failed()) return;
    read_nested(name, type, item, into.emplace_back(), read_item);
  }
}

template <class T, class Parse>
void Fields::read_with(std::string_view name, T& into, Parse parse) {
  const Json* json = take(name);
  if (json == nullptr) return;
  auto value = parse(*json);
  if (!value) return fail(std::move(value.error()));
  into = std::move(*value);
}

}  // namespace hearth::api
