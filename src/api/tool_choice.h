// ToolChoice: whether a model may, must or must not call a tool, and which.
#pragma once

#include <string>

namespace hearth::api {

struct ToolChoice {
  enum class Kind {
    kAuto,      // the model decides
    kNone,      // it must not
    kRequired,  // it must, whichever
    kNamed,     // it must call `name`
  };
  Kind kind = Kind::kAuto;
  std::string name{};
  bool parallel = true;  // several calls in one answer are welcome
  bool operator==(const ToolChoice&) const = default;
};

}  // namespace hearth::api
