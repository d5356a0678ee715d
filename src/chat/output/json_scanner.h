// JsonScanner: finds where a JSON object or list ends, byte by byte. Whether it is valid is seen afterwards.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hearth::chat {

class JsonScanner {
 public:
  // Takes bytes up to the end of the value. The first of all is a bracket.
  size_t feed(std::string_view text);
  bool is_complete() const { return !text_.empty() && depth_ == 0; }
  // What was taken, as the model wrote it.
  const std::string& text() const { return text_; }
  // The same with line ends and tabs within strings escaped: models write them, JSON forbids them.
  const std::string& repaired() const { return repaired_; }

 private:
  void take(char c);

  std::string text_, repaired_;
  size_t depth_ = 0;
  bool in_string_ = false, is_escaped_ = false;
};

}  // namespace hearth::chat
