// printf: the format with its flags, widths, precisions and argument numbers, as Go's package fmt reads it.
#include "base/text.h"
#include "base/utf8.h"
#include "template/go/format.h"

namespace hearth::go_template {
namespace {

constexpr int kMaxNumber = 1'000'000;  // of a width, a precision or an argument

class Printf {
 public:
  Printf(Runtime& runtime, std::string_view format, std::span<const Value> values)
      : formatter_(runtime), format_(format), values_(values) {}

  Result<std::string> run();

 private:
  bool at_end() const { return at_ >= format_.size(); }
  bool looking_at(char c) const { return !at_end() && format_[at_] == c; }
  Status read_verb();
  void read_flags();
  void read_argument_number();
  Status read_width();
  Status read_precision();
  Status print_argument(char32_t verb);
  Status print_extra();
  std::optional<int> read_number();
  std::optional<int> number_of_argument();

  Formatter formatter_;
  std::string_view format_;
  std::span<const Value> values_;
  size_t at_ = 0;
  size_t argument_ = 0;        // the next one to be printed
  bool reordered_ = false;     // by an argument number anywhere
  bool good_argument_ = true;  // of the current verb
  bool after_number_ = false;  // the last thing read was an argument number
};

Result<std::string> Printf::run() {
  while (!at_end()) {
    const size_t percent = std::min(format_.find('%', at_), format_.size());
    TRY(formatter_.write(format_.substr(at_, percent - at_)));
    at_ = percent;
    if (at_end()) break;
    ++at_;
    TRY(read_verb());
  }
  if (!reordered_ && argument_ < values_.size()) TRY(print_extra());
  return formatter_.take();
}

Status Printf::read_verb() {
  formatter_.spec = FormatSpec();
  good_argument_ = true;
  after_number_ = false;
  read_flags();
  read_argument_number();
  TRY(read_width());
  TRY(read_precision());
  if (!after_number_) read_argument_number();
  if (at_end()) return formatter_.write("%!(NOVERB)");
  const utf8::Decoded verb = utf8::decode(format_.substr(at_));
  at_ += verb.n_bytes;
  return print_argument(verb.code_point);
}

void Printf::read_flags() {
  FormatSpec& spec = formatter_.spec;
  for (; !at_end(); ++at_) {
    switch (format_[at_]) {
      case '#':
        spec.sharp = true;
        break;
      case '0':
        spec.zero = true;
        break;
      case '+':
        spec.plus = true;
        break;
      case '-':
        spec.minus = true;
        break;
      case ' ':
        spec.space = true;
        break;
      default:
        return;
    }
  }
}

// Decimal digits. Too large a number reads as none, and takes the rest of the format with it.
std::optional<int> Printf::read_number() {
  std::optional<int> number;
  for (; !at_end() && format_[at_] >= '0' && format_[at_] <= '9'; ++at_) {
    if (number.value_or(0) > kMaxNumber) {
      at_ = format_.size();
      return std::nullopt;
    }
    number = number.value_or(0) * 10 + (format_[at_] - '0');
  }
  return number;
}

// [3]: the next argument is the third.
void Printf::read_argument_number() {
  after_number_ = false;
  if (!looking_at('[')) return;
  reordered_ = true;
  const size_t begin = at_;
  const size_t end = format_.find(']', begin);
  if (end == std::string_view::npos) {
    good_argument_ = false;
    ++at_;
    return;
  }
  ++at_;
  const auto number = read_number();
  const bool well_formed = number && at_ == end;
  at_ = end + 1;
  after_number_ = well_formed;
  if (well_formed && *number >= 1 && static_cast<size_t>(*number) <= values_.size()) {
    argument_ = static_cast<size_t>(*number - 1);
  } else {
    good_argument_ = false;
  }
}

// The next argument as a width or precision; nothing when it is no integer, or too large a one.
std::optional<int> Printf::number_of_argument() {
  if (argument_ >= values_.size()) return std::nullopt;
  const Value& value = values_[argument_++];
  if (!value.is(Kind::kInt) || value.as_int() > kMaxNumber || value.as_int() < -kMaxNumber) return std::nullopt;
  return static_cast<int>(value.as_int());
}

Status Printf::read_width() {
  FormatSpec& spec = formatter_.spec;
  if (!looking_at('*')) {
    spec.width = read_number();
    if (after_number_ && spec.width) good_argument_ = false;
    return {};
  }
  ++at_;
  spec.width = number_of_argument();
  after_number_ = false;
  if (!spec.width) return formatter_.write("%!(BADWIDTH)");
  if (*spec.width < 0) {
    spec.width = -*spec.width;
    spec.minus = true;
    spec.zero = false;
  }
  return {};
}

Status Printf::read_precision() {
  FormatSpec& spec = formatter_.spec;
  if (!looking_at('.') || at_ + 1 >= format_.size()) return {};
  ++at_;
  if (after_number_) good_argument_ = false;
  read_argument_number();
  if (!looking_at('*')) {
    spec.precision = read_number().value_or(0);
    return {};
  }
  ++at_;
  spec.precision = number_of_argument();
  after_number_ = false;
  if (spec.precision && *spec.precision < 0) spec.precision = std::nullopt;
  if (!spec.precision) return formatter_.write("%!(BADPREC)");
  return {};
}

Status Printf::print_argument(char32_t verb) {
  FormatSpec& spec = formatter_.spec;
  if (verb == '%') return formatter_.write("%");
  std::string verb_text = "%!";
  utf8::append(verb_text, verb);
  if (!good_argument_) return formatter_.write(verb_text + "(BADINDEX)");
  if (argument_ >= values_.size()) return formatter_.write(verb_text + "(MISSING)");
  if (verb == 'v' || verb == 'w') {
    spec.sharp_v = std::exchange(spec.sharp, false);
    spec.plus_v = std::exchange(spec.plus, false);
  }
  return formatter_.format(values_[argument_++], verb);
}

// The arguments that no verb asked for.
Status Printf::print_extra() {
  formatter_.spec = FormatSpec();
  TRY(formatter_.write("%!(EXTRA "));
  for (const size_t first = argument_; argument_ < values_.size(); ++argument_) {
    if (argument_ > first) TRY(formatter_.write(", "));
    const Value& value = values_[argument_];
    if (value.is_valid() && !value.is_nil_interface()) TRY(formatter_.write(concat(value.type().name, "=")));
    TRY(formatter_.format(value, 'v'));
  }
  return formatter_.write(")");
}

}  // namespace

Result<std::string> printf(Runtime& runtime, std::string_view format, std::span<const Value> values) {
  return Printf(runtime, format, values).run();
}

}  // namespace hearth::go_template
