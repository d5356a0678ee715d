#include "template/jinja/percent_format.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>

#include "base/text.h"
#include "base/utf8.h"
#include "template/jinja/characters.h"
#include "template/jinja/comparing.h"
#include "template/jinja/printing.h"

namespace hearth::jinja {
namespace {

constexpr int kMaxWidth = 10'000;
constexpr int kMaxPrecision = 300;

struct Spec {
  bool left = false, plus = false, space = false, zero = false, alternate = false;
  int width = 0;
  int precision = -1;  // none given
  char conversion = 's';
};

class Formatter {
 public:
  Formatter(Runtime& runtime, std::string_view format, const Value& values)
      : runtime_(runtime), format_(format), values_(values) {}

  Result<Value> run();

 private:
  Result<Value> next_value();
  Result<Value> named_value();
  Result<Spec> parse_spec();
  Result<int> parse_number(int max);
  Result<std::string> convert(const Spec& spec, const Value& value);
  bool at_end() const { return at_ >= format_.size(); }

  Runtime& runtime_;
  std::string_view format_;
  const Value& values_;
  size_t at_ = 0;
  size_t n_used_ = 0;
};

std::string pad(std::string text, const Spec& spec) {
  const size_t length = utf8::length(text);
  const auto width = static_cast<size_t>(spec.width);
  if (length >= width) return text;
  if (spec.left) return text + std::string(width - length, ' ');
  const bool numeric = std::string_view("sr%c").find(spec.conversion) == std::string_view::npos;
  if (!spec.zero || !numeric) return std::string(width - length, ' ') + text;
  const size_t sign = !text.empty() && (text[0] == '-' || text[0] == '+' || text[0] == ' ') ? 1 : 0;
  return text.insert(sign, width - length, '0');
}

std::string sign_of(const Spec& spec, bool negative) {
  if (negative) return "-";
  return spec.plus ? "+" : spec.space ? " " : "";
}

Result<std::string> convert_integer(const Spec& spec, const Value& value) {
  if (!value.is_number() || (value.is(Kind::kFloat) && spec.conversion != 'd')) {
    return template_error(concat("%", spec.conversion, " format: a number is required, not ", value.type_name()));
  }
  const double real = value.as_double();
  if (value.is(Kind::kFloat) && !(std::fabs(real) < 9.2e18)) return template_error("number does not fit into 64 bits");
  const int64_t integer = value.is(Kind::kFloat) ? static_cast<int64_t>(real) : value.as_integral();
  const uint64_t magnitude = integer < 0 ? 0 - static_cast<uint64_t>(integer) : static_cast<uint64_t>(integer);
  char digits[32];
  const char* pattern = spec.conversion == 'x'   ? "%lx"
                        : spec.conversion == 'X' ? "%lX"
                        : spec.conversion == 'o' ? "%lo"
                                                 : "%lu";
  std::snprintf(digits, sizeof digits, pattern, magnitude);
  std::string text = digits;
  if (spec.precision > static_cast<int>(text.size()))
    text.insert(0, static_cast<size_t>(spec.precision) - text.size(), '0');
  if (spec.alternate && spec.conversion != 'd') text = concat("0", spec.conversion, text);
  return sign_of(spec, integer < 0) + text;
}

Result<std::string> convert_float(const Spec& spec, const Value& value) {
  if (!value.is_number()) return template_error(concat("must be real number, not ", value.type_name()));
  const double real = value.as_double();
  const char pattern[] = {'%', '.', '*', spec.conversion, '\0'};
  char digits[700];
  std::snprintf(digits, sizeof digits, pattern, spec.precision < 0 ? 6 : spec.precision, std::fabs(real));
  return sign_of(spec, std::signbit(real) && !std::isnan(real)) + digits;
}

Result<int> Formatter::parse_number(int max) {
  int number = 0;
  while (!at_end() && format_[at_] >= '0' && format_[at_] <= '9') {
    number = number * 10 + (format_[at_++] - '0');
    if (number > max) return template_error(concat("format asks for more than ", max, " characters"));
  }
  return number;
}

Result<Spec> Formatter::parse_spec() {
  Spec spec;
  for (; !at_end(); ++at_) {
    const char c = format_[at_];
    bool* flag = c == '-'   ? &spec.left
                 : c == '+' ? &spec.plus
                 : c == ' ' ? &spec.space
                 : c == '0' ? &spec.zero
                 : c == '#' ? &spec.alternate
                            : nullptr;
    if (flag == nullptr) break;
    *flag = true;
  }
  spec.width = TRY(parse_number(kMaxWidth));
  if (!at_end() && format_[at_] == '.') {
    ++at_;
    spec.precision = TRY(parse_number(kMaxPrecision));
  }
  if (at_end()) return template_error("incomplete format");
  spec.conversion = format_[at_++];
  if (spec.conversion == 'i' || spec.conversion == 'u') spec.conversion = 'd';
  return spec;
}

Result<Value> Formatter::next_value() {
  if (!values_.is_sequence(SequenceKind::kTuple)) {
    if (n_used_++ == 0) return values_;
  } else if (n_used_ < values_.as_sequence().items.size()) {
    return values_.as_sequence().items[n_used_++];
  }
  return template_error("not enough arguments for format string");
}

Result<Value> Formatter::named_value() {
  const size_t end = format_.find(')', at_);
  if (end == std::string_view::npos) return template_error("incomplete format key");
  if (!values_.is(Kind::kDict)) return template_error("format requires a mapping");
  const Value key = Value::string(std::string(format_.substr(at_ + 1, end - at_ - 1)));
  at_ = end + 1;
  const Value* found = TRY(find(runtime_, values_.as_dict(), key));
  if (found == nullptr) return template_error(concat("format key ", repr_of_string(key.as_string()), " is missing"));
  return *found;
}

Result<std::string> Formatter::convert(const Spec& spec, const Value& value) {
  switch (spec.conversion) {
    case 's':
    case 'r': {
      std::string text = TRY(spec.conversion == 's' ? text_of(runtime_, value) : repr_of(runtime_, value));
      if (spec.precision < 0) return text;
      const auto all = characters(text);
      const size_t n = std::min(all.size(), static_cast<size_t>(spec.precision));
      return n == all.size() ? text : text.substr(0, static_cast<size_t>(all[n].data() - text.data()));
    }
    case 'c':
      if (value.is(Kind::kString) && utf8::length(value.as_string()) == 1) return value.as_string();
      return template_error("%c requires a single character");
    case 'd':
    case 'x':
    case 'X':
    case 'o':
      return convert_integer(spec, value);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return convert_float(spec, value);
    default:
      return template_error(concat("unsupported format character '", spec.conversion, "'"));
  }
}

Result<Value> Formatter::run() {
  std::string out;
  while (!at_end()) {
    const size_t percent = std::min(format_.find('%', at_), format_.size());
    out += format_.substr(at_, percent - at_);
    at_ = percent + 1;
    if (percent == format_.size()) break;
    const bool named = !at_end() && format_[at_] == '(';
    const Value by_name = named ? TRY(named_value()) : Value();
    const Spec spec = TRY(parse_spec());
    if (spec.conversion == '%') {
      out += '%';
      continue;
    }
    const Value value = named ? by_name : TRY(next_value());
    TRY(runtime_.allocate(static_cast<size_t>(spec.width)));
    out += pad(TRY(convert(spec, value)), spec);
  }
  // A dict, list or undefined that nothing asked for is no mistake in Python; anything else is.
  const bool may_be_unused =
      values_.is(Kind::kDict) || values_.is(Kind::kUndefined) || values_.is_sequence(SequenceKind::kList);
  const bool all_used = values_.is_sequence(SequenceKind::kTuple) ? n_used_ == values_.as_sequence().items.size()
                                                                  : n_used_ > 0 || may_be_unused;
  if (!all_used) return template_error("not all arguments converted during string formatting");
  return runtime_.string(std::move(out));
}

}  // namespace

Result<Value> percent_format(Runtime& runtime, std::string_view format, const Value& values) {
  return Formatter(runtime, format, values).run();
}

}  // namespace hearth::jinja
