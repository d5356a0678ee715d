// Headers: the fields of a request or an answer, in their order. Names compare without regard to case.
//
//   Headers headers{{"Content-Type", "application/json"}};
//   if (headers.find("content-type") == "application/json") ...
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::http {

// ASCII only, as names and tokens of HTTP are.
bool equal_ignoring_case(std::string_view a, std::string_view b);
// `text` without spaces and tabs at both ends.
std::string_view trim(std::string_view text);
// The items of a comma list, trimmed, empty ones left out.
std::vector<std::string_view> split_list(std::string_view list);

class Headers {
 public:
  struct Field {
    std::string name;
    std::string value;
    bool operator==(const Field&) const = default;
  };

  Headers() = default;
  Headers(std::initializer_list<Field> fields) : fields_(fields) {}

  // Adds a field, also beside others of that name.
  void add(std::string name, std::string value);
  // Adds a field in the place of all others of that name.
  void set(std::string_view name, std::string value);
  void remove(std::string_view name);

  // The value of the first field of that name.
  std::optional<std::string_view> find(std::string_view name) const;
  // How many fields have that name.
  size_t count(std::string_view name) const;
  // Whether the comma lists of that name hold `token`, e.g. has_token("Connection", "close").
  bool has_token(std::string_view name, std::string_view token) const;

  const std::vector<Field>& fields() const { return fields_; }
  bool operator==(const Headers&) const = default;

 private:
  std::vector<Field> fields_;
};

}  // namespace hearth::http
