#include "base/time_text.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <ctime>

#include "base/text.h"

namespace hearth {
namespace {

using std::chrono::seconds;

std::string offset_text(long offset_seconds) {
  const long minutes = std::labs(offset_seconds) / 60;
  // 100 and the number, without its first digit: two digits.
  const auto two_digits = [](long number) { return concat(100 + number).substr(1); };
  return concat(offset_seconds < 0 ? '-' : '+', two_digits(minutes / 60), ':', two_digits(minutes % 60));
}

// Takes the parts of a time off the front of a text.
class Parser {
 public:
  explicit Parser(std::string_view text) : whole_(text), rest_(text) {}

  Result<WallTime> run() {
    const std::chrono::year_month_day date{std::chrono::year{TRY(number(4, 9999))},
                                           std::chrono::month{static_cast<unsigned>(TRY(number_after("-", 12)))},
                                           std::chrono::day{static_cast<unsigned>(TRY(number_after("-", 31)))}};
    if (!date.ok()) return wrong();
    int64_t second = int64_t{TRY(number_after("Tt ", 23))} * 3600;
    second += TRY(number_after(":", 59)) * 60;
    second += TRY(number_after(":", 60));  // a leap second
    const int64_t fraction_ns = TRY(fraction());
    second -= TRY(offset_seconds());
    if (!rest_.empty()) return wrong();
    const int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    return within_range(days * 86400 + second, fraction_ns);
  }

 private:
  static WallTime within_range(int64_t second, int64_t fraction_ns) {
    constexpr int64_t kMost = 9'223'372'036;  // seconds that nanoseconds in 64 bits reach
    if (second >= kMost) return WallTime::max();
    if (second <= -kMost) return WallTime::min();
    return WallTime(seconds(second)) + std::chrono::nanoseconds(fraction_ns);
  }

  Result<int> number(size_t n_digits, int most) {
    int value = 0;
    if (rest_.size() < n_digits) return wrong();
    const char* end = rest_.data() + n_digits;
    if (rest_[0] == '-' || std::from_chars(rest_.data(), end, value).ptr != end || value > most) return wrong();
    rest_.remove_prefix(n_digits);
    return value;
  }

  // Two digits, after one of the separators.
  Result<int> number_after(std::string_view separators, int most) {
    if (rest_.empty() || !separators.contains(rest_[0])) return wrong();
    rest_.remove_prefix(1);
    return number(2, most);
  }

  // In nanoseconds; digits beyond the ninth do not count.
  Result<int64_t> fraction() {
    if (!rest_.starts_with('.')) return 0;
    rest_.remove_prefix(1);
    if (rest_.empty() || rest_[0] < '0' || rest_[0] > '9') return wrong();
    int64_t ns = 0, place = 100'000'000;
    for (; !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; place /= 10) {
      ns += (rest_[0] - '0') * place;
      rest_.remove_prefix(1);
    }
    return ns;
  }

  Result<int> offset_seconds() {
    if (rest_.starts_with('Z') || rest_.starts_with('z')) {
      rest_.remove_prefix(1);
      return 0;
    }
    const int sign = rest_.starts_with('-') ? -1 : 1;
    const int hours = TRY(number_after("+-", 23));
    const int minutes = TRY(number_after(":", 59));
    return sign * (hours * 3600 + minutes * 60);
  }

  std::unexpected<Error> wrong() const {
    return fail(ErrorCode::kInvalidArgument,
                concat("time is \"", whole_, "\", expected one like 2026-08-21T10:00:00.5Z (RFC 3339)"));
  }

  std::string_view whole_, rest_;
};

}  // namespace

std::string time_text(WallTime time, TimeZone zone) {
  // Not chrono's floor: it overflows in the first second that WallTime reaches.
  constexpr int64_t kSecond = 1'000'000'000;
  const int64_t total = time.time_since_epoch().count();
  const int64_t ns = (total % kSecond + kSecond) % kSecond;
  const std::time_t clock = total / kSecond - (total % kSecond < 0 ? 1 : 0);
  std::tm parts{};
  zone == TimeZone::kUtc ? gmtime_r(&clock, &parts) : localtime_r(&clock, &parts);
  std::array<char, 64> text{};
  const size_t n = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  const std::string fraction = concat(kSecond + ns).substr(1);  // with leading zeros
  return concat(std::string_view(text.data(), n), '.', fraction,
                zone == TimeZone::kUtc ? "Z" : offset_text(parts.tm_gmtoff));
}

Result<WallTime> parse_time(std::string_view text) { return Parser(text).run(); }

}  // namespace hearth
