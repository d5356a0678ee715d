#include "http/answer_head.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace hearth::http {
namespace {

struct Reason {
  int status;
  std::string_view phrase;
};

constexpr std::array kReasons = {
    Reason{200, "OK"},
    Reason{201, "Created"},
    Reason{202, "Accepted"},
    Reason{204, "No Content"},
    Reason{206, "Partial Content"},
    Reason{301, "Moved Permanently"},
    Reason{302, "Found"},
    Reason{304, "Not Modified"},
    Reason{307, "Temporary Redirect"},
    Reason{308, "Permanent Redirect"},
    Reason{400, "Bad Request"},
    Reason{401, "Unauthorized"},
    Reason{403, "Forbidden"},
    Reason{404, "Not Found"},
    Reason{405, "Method Not Allowed"},
    Reason{408, "Request Timeout"},
    Reason{409, "Conflict"},
    Reason{411, "Length Required"},
    Reason{413, "Request Entity Too Large"},
    Reason{415, "Unsupported Media Type"},
    Reason{422, "Unprocessable Entity"},
    Reason{429, "Too Many Requests"},
    Reason{431, "Request Header Fields Too Large"},
    Reason{499, "Client Closed Request"},
    Reason{500, "Internal Server Error"},
    Reason{501, "Not Implemented"},
    Reason{502, "Bad Gateway"},
    Reason{503, "Service Unavailable"},
    Reason{504, "Gateway Timeout"},
    Reason{505, "HTTP Version Not Supported"},
    Reason{529, "Overloaded"},
};

constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string two_digits(int64_t number) { return concat(number < 10 ? "0" : "", number); }

// Those that say where the message ends, which only the server knows.
bool is_ours(std::string_view name) {
  return std::ranges::any_of(std::array{"Content-Length", "Transfer-Encoding", "Connection", "Date"},
                             [name](std::string_view ours) { return equal_ignoring_case(name, ours); });
}

void add_line(std::string& out, std::string_view name, std::string_view value) {
  const size_t start = out.size();
  out += name;
  out += ": ";
  out += value;
  std::ranges::replace_if(
      out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  out += "\r\n";
}

}  // namespace

std::string_view reason_phrase(int status) {
  const auto* found = std::ranges::find(kReasons, status, &Reason::status);
  return found == kReasons.end() ? "Unknown" : found->phrase;
}

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string format_date(std::chrono::system_clock::time_point time) {
  namespace chrono = std::chrono;
  const auto day = chrono::floor<chrono::days>(time);
  const chrono::year_month_day date(day);
  const chrono::hh_mm_ss clock(chrono::floor<chrono::seconds>(time - day));
  return concat(kDays[chrono::weekday(day).c_encoding()], ", ", two_digits(static_cast<unsigned>(date.day())), ' ',
                kMonths[static_cast<unsigned>(date.month()) - 1], ' ', static_cast<int>(date.year()), ' ',
                two_digits(clock.hours().count()), ':', two_digits(clock.minutes().count()), ':',
                two_digits(clock.seconds().count()), " GMT");
}

std::string format_head(const Response& response, const HeadStyle& style) {
  std::string head = concat("HTTP/1.1 ", response.status, ' ', reason_phrase(response.status), "\r\n");
  for (const Headers::Field& field : response.headers.fields()) {
    if (!is_ours(field.name)) add_line(head, field.name, field.value);
  }
  add_line(head, "Date", format_date(style.now));
  if (style.framing == Framing::kLength) add_line(head, "Content-Length", concat(style.length));
  if (style.framing == Framing::kChunked) add_line(head, "Transfer-Encoding", "chunked");
  if (!style.keep_alive) add_line(head, "Connection", "close");
  if (style.keep_alive && style.version == 10) add_line(head, "Connection", "keep-alive");
  head += "\r\n";
  return head;
}

std::string chunk_header(size_t part_bytes) {
  std::array<char, 20> digits;
  const auto [end, error] = std::to_chars(digits.begin(), digits.end(), part_bytes, 16);
  return std::string(digits.begin(), end) + "\r\n";
}

}  // namespace hearth::http
