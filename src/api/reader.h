// Reader: reads a JSON object of OpenAI's or Anthropic's API. Names match exactly, null counts as absent, and what is
// wrong names its field by a path: "messages[2].content[0].type". Nothing is passed over in silence: a name that nobody
// asked for becomes a warning.
//
//   ReadReport report;
//   Reader body(json, "", report);
//   request.model = body.required_text("model");
//   request.options.temperature = body.number("temperature", 0, 2);
//   body.finish();
//   if (report.failure) return std::unexpected(*report.failure);
//
// Failures stick: the first one counts, and what is read after it does not matter.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/failure.h"
#include "api/warnings.h"
#include "base/json.h"

namespace hearth::api {

// What reading a request finds, for all of its parts.
struct ReadReport {
  std::optional<Failure> failure{};
  Warnings warnings{};

  // Notes a 400, unless there was one.
  void fail(std::string field, std::string message);
};

class Reader {
 public:
  // `json` and `report` outlive this. `path` leads to the object; empty for the body.
  Reader(const Json& json, std::string path, ReadReport& report);

  ReadReport& report() const { return report_; }
  bool failed() const { return report_.failure.has_value(); }
  // The path to a member of this object.
  std::string path_to(std::string_view name) const;
  bool has(std::string_view name) const;

  // The member of that name; null when it is absent or JSON's null.
  const Json* take(std::string_view name);

  std::optional<std::string> text(std::string_view name);
  std::optional<bool> flag(std::string_view name);
  // A whole number within bounds. 3.0 is one.
  std::optional<int64_t> integer(std::string_view name, int64_t least, int64_t most);
  std::optional<double> number(std::string_view name, double least, double most);
  // A text out of a list.
  std::optional<std::string> one_of(std::string_view name, std::initializer_list<std::string_view> allowed);
  // Null when absent or, a failure then, of another type or with more than `most` items.
  const Json::Array* list(std::string_view name, size_t most);
  const Json* object(std::string_view name);
  // The same, where absence is a failure.
  std::string required_text(std::string_view name);
  const Json::Array* required_list(std::string_view name, size_t most);

  void fail(std::string_view name, std::string_view message);
  // A member that is known and not supported: a failure when it is there, because it would change the answer...
  void refuse(std::string_view name, std::string_view why);
  // ... or a warning, because it would not.
  void ignore(std::string_view name, std::string_view why);

  // Notes each name that nobody asked for.
  void finish();

 private:
  void fail_type(std::string_view name, const Json& found, std::string_view expected);

  const Json::Object* members_ = nullptr;
  std::vector<bool> taken_;  // [members_->size()]
  std::string path_;
  ReadReport& report_;
};

// "a string", "an object", ...: the type of a value, for messages.
std::string_view type_name(const Json& json);
// "messages[2]".
std::string item_path(std::string_view path, size_t index);

}  // namespace hearth::api
