// Members of replies and requests that several of them have, or leave out when there is nothing to say (Go's
// omitempty).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/fields.h"
#include "api/warnings.h"
#include "base/json.h"

namespace hearth::api {

// Each adds the member unless its value is empty, zero or false.
void add_nonempty(Json& object, std::string_view name, const std::string& text);
void add_nonempty(Json& object, std::string_view name, const std::vector<std::string>& texts);
void add_nonempty(Json& object, std::string_view name, const Warnings& warnings);
void add_nonzero(Json& object, std::string_view name, int64_t number);
void add_if_true(Json& object, std::string_view name, bool value);

// The member `warnings` of a reply.
void read_warnings(Fields& fields, Warnings& into);

Json to_json(const std::vector<std::string>& texts);
// The shortest decimal numbers that are read back as the same floats.
Json to_json(const std::vector<float>& numbers);

// An array of what to_json makes of each item.
template <class T>
Json list_json(const std::vector<T>& items) {
  Json list = Json::array();
  for (const T& item : items) list.push_back(to_json(item));
  return list;
}
// The same, unless there are none.
template <class T>
void add_list(Json& object, std::string_view name, const std::vector<T>& items) {
  if (!items.empty()) object.set(name, list_json(items));
}

}  // namespace hearth::api
