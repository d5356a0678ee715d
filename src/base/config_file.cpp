#include "base/config_file.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>

#include "base/small_file.h"
#include "base/text.h"

namespace hearth {
namespace {

using Shape = ConfigEntry::Shape;

constexpr size_t kMaxNames = 1000;  // each is compared with all before it

// Takes the events of one document: the outer mapping has depth 1, what belongs to one of its names is deeper. Events
// cannot return an error, so the first one is kept, and whatever comes after it is passed over.
class Reader final : public YAML::EventHandler {
 public:
  struct Problem {
    int line;
    std::string message;
  };

  const std::optional<Problem>& problem() const { return problem_; }
  std::vector<ConfigEntry>& entries() { return entries_; }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    if (problem_ || depth_ == 0) return;  // a document without anything is one without names
    if (depth_ == 1 && !in_value_) return complain(mark, "expected a name before ':'");
    if (depth_ == 1) return end_value();
    if (is_list()) entry().shape = Shape::kOther;
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    complain(mark, "refers to another part of the file with '*', which is not read here; write the value out");
  }

  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string& text) override {
    if (problem_) return;
    if (depth_ == 0) return complain(mark, "expected lines of 'name: value'");
    if (depth_ == 1 && !in_value_) return begin_entry(mark, text);
    if (depth_ == 1) {
      entry().shape = Shape::kText;
      entry().texts = {text};
      return end_value();
    }
    if (is_list()) entry().texts.push_back(text);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    if (depth_ == 0) complain(mark, "expected lines of 'name: value', found a list");
    begin(mark, Shape::kList);
  }
  void OnSequenceEnd() override { end(); }

  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    begin(mark, Shape::kOther);
  }
  void OnMapEnd() override { end(); }

 private:
  ConfigEntry& entry() { return entries_.back(); }  // the one whose value is being read
  bool is_list() { return entry().shape == Shape::kList; }

  void begin(const YAML::Mark& mark, Shape shape) {
    if (problem_) return;
    if (depth_ == 1 && !in_value_) return complain(mark, "expected a name, found a list or a mapping");
    if (depth_ == 1) entry().shape = shape;
    if (depth_ > 1 && is_list()) entry().shape = Shape::kOther;
    ++depth_;
  }
  void end() {
    if (problem_) return;
    --depth_;
    if (depth_ == 1) end_value();
  }

  void begin_entry(const YAML::Mark& mark, const std::string& name) {
    const auto earlier = std::ranges::find(entries_, name, &ConfigEntry::name);
    if (earlier != entries_.end()) {
      return complain(mark, concat("sets ", name, ", which line ", earlier->line, " sets already"));
    }
    if (entries_.size() == kMaxNames) return complain(mark, concat("sets more than ", kMaxNames, " names"));
    entries_.push_back({.name = name, .line = mark.line + 1, .shape = Shape::kNothing, .texts = {}});
    in_value_ = true;
  }
  void end_value() { in_value_ = false; }

  void complain(const YAML::Mark& mark, std::string message) {
    if (!problem_) problem_ = Problem{mark.line + 1, std::move(message)};
  }

  std::vector<ConfigEntry> entries_;
  std::optional<Problem> problem_;
  int depth_ = 0;
  bool in_value_ = false;  // at depth 1: behind a name
};

std::unexpected<Error> refused(const std::string& path, int line, std::string_view message) {
  const std::string place = line > 0 ? concat(path, ':', line) : path;
  return fail(ErrorCode::kInvalidArgument, concat(place, ": ", message));
}

}  // namespace

Result<std::vector<ConfigEntry>> parse_config(std::string_view text, const std::string& path) {
  std::istringstream stream{std::string(text)};
  Reader reader, second;
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(reader);
    if (!reader.problem() && parser.HandleNextDocument(second)) {
      return refused(path, 0, "holds several YAML documents, expected one");
    }
  } catch (const YAML::Exception& error) {
    return refused(path, error.mark.line + 1, concat("is not YAML: ", error.msg));
  }
  if (reader.problem()) return refused(path, reader.problem()->line, reader.problem()->message);
  return std::move(reader.entries());
}

Result<std::vector<ConfigEntry>> read_config_file(const std::string& path) {
  return parse_config(TRY(read_small_file(path, kMaxConfigBytes)), path);
}

}  // namespace hearth
