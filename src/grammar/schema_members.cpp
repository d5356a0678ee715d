#include "grammar/schema_members.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "grammar/regex.h"
#include "grammar/schema_compiler.h"

namespace hearth::grammar {
namespace {

constexpr size_t kMostPatterns = 5;  // whose combinations are told apart
constexpr size_t kMostNamed = 3000;

class Reader {
 public:
  explicit Reader(const Shape& shape) : shape_(shape) {}

  Result<Members> run() {
    for (const Schema& part : shape_.parts) TRY(read_patterns(part));
    for (const Schema& part : shape_.parts) TRY(read_names(part));
    for (const Schema& part : shape_.parts) TRY(read_required(part));
    if (out_.named.size() > kMostNamed) return wrong_schema(part_path(), concat("more than ", kMostNamed, " members"));
    std::vector<std::string> names;
    for (Members::Named& member : out_.named) {
      names.push_back(member.key);
      member.schemas = schemas_of(member.key);
      if (member.required && SchemaCompiler::is_never(member.schemas)) {
        return wrong_schema(part_path(),
                            concat("member \"", member.key.substr(0, 80), "\" is required and never allowed"));
      }
    }
    std::erase_if(out_.named, [](const Members::Named& m) { return SchemaCompiler::is_never(m.schemas); });
    TRY(add_others(names));
    return std::move(out_);
  }

 private:
  struct Pattern {
    const Json* part;  // whose it is
    Schema schema;
    Dfa keys;
  };

  std::string part_path() const { return shape_.parts.empty() ? "#" : shape_.parts.back().path; }

  Status read_patterns(const Schema& part) {
    const Json* patterns = part.json->find("patternProperties");
    if (patterns == nullptr) return {};
    const Schema at = member_of(part, "patternProperties", *patterns);
    if (patterns->if_object() == nullptr) return wrong_schema(at.path, "expected an object");
    for (const auto& [pattern, schema] : *patterns->if_object()) {
      const Schema place = member_of(at, pattern, schema);
      auto keys = parse_regex(pattern);
      if (!keys) return within(place.path, keys.error());
      patterns_.push_back({part.json, place, *std::move(keys)});
    }
    if (patterns_.size() <= kMostPatterns) return {};
    return unsupported_schema(at.path, concat("more than ", kMostPatterns, " patterns are not supported"));
  }

  Members::Named& named(const std::string& key) {
    const auto [entry, added] = places_.try_emplace(key, out_.named.size());
    if (added) out_.named.push_back({key});
    return out_.named[entry->second];
  }

  Status read_names(const Schema& part) {
    const Json* properties = part.json->find("properties");
    if (properties == nullptr) return {};
    if (properties->if_object() == nullptr) {
      return wrong_schema(member_of(part, "properties", *properties).path, "expected an object");
    }
    for (const auto& [key, schema] : *properties->if_object()) named(key);
    return {};
  }

  Status read_required(const Schema& part) {
    const Json* list = part.json->find("required");
    if (list == nullptr) return {};
    const std::string path = member_of(part, "required", *list).path;
    if (list->if_array() == nullptr) return wrong_schema(path, "expected a list of names");
    for (const Json& key : *list->if_array()) {
      if (key.if_string() == nullptr) return wrong_schema(path, "expected a list of names");
      named(*key.if_string()).required = true;
    }
    return {};
  }

  // What all schemas together ask of a member.
  Conjunction schemas_of(const std::string& key) const {
    Conjunction all;
    for (const Schema& part : shape_.parts) {
      bool known = false;
      const Json* properties = part.json->find("properties");
      if (const Json* own = properties != nullptr ? properties->find(key) : nullptr) {
        all.push_back(member_of(member_of(part, "properties", *properties), key, *own));
        known = true;
      }
      for (const Pattern& pattern : patterns_) {
        if (pattern.part != part.json || !pattern.keys.matches(key)) continue;
        all.push_back(pattern.schema);
        known = true;
      }
      const Json* rest = part.json->find("additionalProperties");
      if (!known && rest != nullptr) all.push_back(member_of(part, "additionalProperties", *rest));
    }
    return all;
  }

  bool says_rest() const {
    return std::ranges::any_of(shape_.parts,
                               [](const Schema& part) { return part.json->find("additionalProperties") != nullptr; });
  }

  // Keys that are not named, by which of the patterns they match.
  Status add_others(const std::vector<std::string>& names) {
    const bool any_rest = says_rest() || (names.empty() && patterns_.empty());
    if (!any_rest && patterns_.empty()) return {};
    const Dfa unnamed = complement(text_among(names));
    for (size_t chosen = 0; chosen < size_t{1} << patterns_.size(); ++chosen) {
      if (chosen == 0 && !any_rest) continue;
      Members::Others others{.schemas = others_of(chosen)};
      if (SchemaCompiler::is_never(others.schemas)) continue;
      if (!names.empty() || !patterns_.empty()) {
        Dfa keys = unnamed;
        for (size_t i = 0; i < patterns_.size(); ++i) {
          const bool matches = (chosen >> i & 1) != 0;
          auto both = intersection(keys, matches ? patterns_[i].keys : complement(patterns_[i].keys));
          if (!both) return within(patterns_[i].schema.path, both.error());
          keys = *std::move(both);
        }
        if (keys.empty()) continue;
        others.keys = std::make_shared<const Dfa>(std::move(keys));
      }
      out_.others.push_back(std::move(others));
    }
    return {};
  }

  Conjunction others_of(size_t chosen) const {
    Conjunction all;
    for (const Schema& part : shape_.parts) {
      bool known = false;
      for (size_t i = 0; i < patterns_.size(); ++i) {
        if (patterns_[i].part != part.json || (chosen >> i & 1) == 0) continue;
        all.push_back(patterns_[i].schema);
        known = true;
      }
      const Json* rest = part.json->find("additionalProperties");
      if (!known && rest != nullptr) all.push_back(member_of(part, "additionalProperties", *rest));
    }
    return all;
  }

  const Shape& shape_;
  Members out_;
  std::map<std::string, size_t> places_;
  std::vector<Pattern> patterns_;
};

}  // namespace

Result<Members> read_members(const Shape& shape) { return Reader(shape).run(); }

}  // namespace hearth::grammar
