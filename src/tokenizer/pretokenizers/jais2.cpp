// Jais 2 follows Llama 3 but for white space without a line end, where it has
//   \s{512}(?!\S)|\s{256}(?!\S)| ... |\s{4}(?!\S)|\s{1,2}(?!\S)|\s{1}
// A run is cut as a whole: the expression would look for a line end behind every cut again.
#include "tokenizer/pretokenizers/char_class.h"
#include "tokenizer/pretokenizers/llama3.h"
#include "tokenizer/pretokenizers/pretokenizers.h"

namespace hearth::tokenizer {
namespace {

struct Run {
  size_t n_spaces = 0;
  size_t end = 0;
  bool has_line_end = false;
};

Run run_at(std::string_view text, size_t begin) {
  Run run{.end = begin};
  for (Char next = char_at(text, begin); next.is(kSpace); next = char_at(text, run.end)) {
    ++run.n_spaces;
    run.end += next.n_bytes;
    run.has_line_end = run.has_line_end || next.is(kLineEnd);
  }
  return run;
}

class Jais2Splitter final : public Splitter {
 public:
  void split(std::string_view text, size_t offset, std::vector<size_t>& ends) const override {
    for (size_t at = 0; at < text.size();) {
      const Run run = run_at(text, at);
      if (run.n_spaces > 1 && !run.has_line_end) {
        at = split_run(text, at, run, offset, ends);
      } else {
        at = find_end_llama3(text, at);
        ends.push_back(offset + at);
      }
    }
  }

 private:
  // Cuts the run, all but the last space if a word stands behind it, and gives the end of the last piece.
  static size_t split_run(std::string_view text, size_t at, const Run& run, size_t offset, std::vector<size_t>& ends) {
    size_t left = run.end == text.size() ? run.n_spaces : run.n_spaces - 1;
    for (size_t size = 512; size > 0; size /= 2) {
      for (; left >= size; left -= size) {
        for (size_t i = 0; i < size; ++i) at += char_at(text, at).n_bytes;
        ends.push_back(offset + at);
      }
    }
    return at;
  }
};

}  // namespace

Steps jais2() {
  Steps steps;
  steps.push_back(std::make_unique<Jais2Splitter>());
  return steps;
}

}  // namespace hearth::tokenizer
