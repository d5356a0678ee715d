// ModelName: what a model is called, [scheme://][host/][namespace/]model[:tag], with the parts that are not given
// filled in: registry.ollama.ai, library, latest.
//
// The four parts are also four folders of the store, so their grammar is strict: each begins with a letter, a digit or
// '_' and goes on with those, '-', '_' and '.' (no '.' in a namespace; ':' too in a host, for its port). A host has at
// most 350 characters, the other parts 80. The scheme is accepted and dropped: how to reach a host is no part of a
// name. Names that differ only in case are the same model; the spelling that is on the disk holds (Store::find).
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hearth::store {

class ModelName {
 public:
  static constexpr std::string_view kDefaultHost = "registry.ollama.ai";
  static constexpr std::string_view kDefaultNamespace = "library";
  static constexpr std::string_view kDefaultTag = "latest";

  // Space around the name is not part of it. kInvalidArgument says which part is wrong and how.
  static Result<ModelName> parse(std::string_view text);
  // The same grammar, of parts that were read apart, as folders are.
  static Result<ModelName> of_parts(std::string_view host, std::string_view name_space, std::string_view model,
                                    std::string_view tag);

  const std::string& host() const { return host_; }
  const std::string& name_space() const { return name_space_; }
  const std::string& model() const { return model_; }
  const std::string& tag() const { return tag_; }

  // As people see it: the tag always, host and namespace only where they are not the defaults.
  std::string display() const;
  // All four parts: host/namespace/model:tag.
  std::string full() const;

  // Whether both name the same model: case does not count.
  bool same_model(const ModelName& other) const;

  friend auto operator<=>(const ModelName&, const ModelName&) = default;

 private:
  ModelName() = default;

  std::string host_;
  std::string name_space_;
  std::string model_;
  std::string tag_;
};

// Whether two ASCII texts are equal but for case.
bool equal_without_case(std::string_view a, std::string_view b);

// The one of `known` that a mistyped `name` probably means, as it is displayed; empty when none is close.
std::string closest_name(const ModelName& name, const std::vector<ModelName>& known);

}  // namespace hearth::store
