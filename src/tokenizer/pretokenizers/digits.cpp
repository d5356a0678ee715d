#include "tokenizer/pretokenizers/digits.h"

namespace hearth::tokenizer {
namespace {

template <int kMax>
size_t find_end(std::string_view text, size_t begin) {
  const size_t end = skip_digits(text, begin, kMax);
  return end != begin ? end : skip_except(text, begin, kNumber);
}

// As one pass: an expression that looks ahead to the end of the number from each of its digits takes quadratic time.
template <CharClass kGrouped>
class FromRightSplitter final : public Splitter {
 public:
  void split(std::string_view text, size_t offset, std::vector<size_t>& ends) const override {
    for (size_t at = 0; at < text.size();) {
      at = char_at(text, at).is(kNumber) ? split_number(text, at, offset, ends) : skip_except(text, at, kNumber);
      ends.push_back(offset + at);
    }
  }

 private:
  // Appends the cuts inside the number at `begin` and gives its end.
  static size_t split_number(std::string_view text, size_t begin, size_t offset, std::vector<size_t>& ends) {
    size_t at = begin;
    while (char_at(text, at).is(kNumber)) {
      size_t left = count(text, at);
      if (left == 0) at += char_at(text, at).n_bytes;
      for (; left > 0; --left, at += char_at(text, at).n_bytes) {
        if (left % 3 == 0 && at > begin) ends.push_back(offset + at);
      }
    }
    return at;
  }

  static size_t count(std::string_view text, size_t at) {
    size_t n = 0;
    for (Char next = char_at(text, at); next.is(kGrouped); next = char_at(text, at), ++n) at += next.n_bytes;
    return n;
  }
};

}  // namespace

std::unique_ptr<Splitter> make_digits_from_right_splitter() { return std::make_unique<FromRightSplitter<kNumber>>(); }
std::unique_ptr<Splitter> make_decimals_from_right_splitter() {
  return std::make_unique<FromRightSplitter<kDecimal>>();
}

std::unique_ptr<Splitter> make_single_digit_splitter() { return std::make_unique<FunctionSplitter<find_end<1>>>(); }
std::unique_ptr<Splitter> make_three_digit_splitter() { return std::make_unique<FunctionSplitter<find_end<3>>>(); }

}  // namespace hearth::tokenizer
