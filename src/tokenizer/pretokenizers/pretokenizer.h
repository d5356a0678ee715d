// Pretokenizer: cuts text into the words that byte-pair merges may not cross, as the model's trainer did.
//
// A model names its rule in tokenizer.ggml.pre; pretokenizers.def lists the names. A rule is a sequence of steps, each
// of which cuts every piece of the step before it further: most rules are one regular expression, some first isolate
// digits or Chinese. The common expressions are matched by hand-written functions that say which regular expression
// they are, the rest by PCRE2.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gguf/file.h"

namespace hearth::tokenizer {

// One step.
class Splitter {
 public:
  virtual ~Splitter() = default;
  // Appends the ends of the pieces of `text`, not empty, each plus `offset`; they ascend and the last is text.size().
  virtual void split(std::string_view text, size_t offset, std::vector<size_t>& ends) const = 0;
};

using Steps = std::vector<std::unique_ptr<Splitter>>;

// A step that is a function from where a piece begins to where it ends.
template <size_t (*kFindEnd)(std::string_view text, size_t begin)>
class FunctionSplitter final : public Splitter {
 public:
  void split(std::string_view text, size_t offset, std::vector<size_t>& ends) const override {
    for (size_t at = 0; at < text.size();) {
      at = kFindEnd(text, at);
      ends.push_back(offset + at);
    }
  }
};

class Pretokenizer {
 public:
  // The rule that tokenizer.ggml.pre names ("default" when the key is absent). kUnsupported for other names.
  static Result<Pretokenizer> load(const gguf::File& file);
  static Result<Pretokenizer> create(std::string_view name);
  static std::vector<std::string_view> names();

  // The ends of the words of `text`; nothing for an empty text. Thread-safe.
  void split(std::string_view text, std::vector<size_t>& ends) const;

  // A word that is a token as a whole is taken without merging.
  bool ignores_merges() const { return ignores_merges_; }
  // Models with this rule begin every text with their BOS token unless the file says otherwise.
  bool adds_bos() const { return adds_bos_; }

 private:
  Pretokenizer() = default;

  Steps steps_;
  bool ignores_merges_ = false;
  bool adds_bos_ = false;
};

}  // namespace hearth::tokenizer
