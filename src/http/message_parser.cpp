#include "http/message_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "base/check.h"
#include "base/text.h"

namespace hearth::http {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;

// What Beast's parser calls for each element, the same for requests and answers.
template <bool is_request>
class Collector final : public beast::http::basic_parser<is_request> {
 public:
  explicit Collector(size_t max_header_bytes) {
    this->header_limit(static_cast<uint32_t>(max_header_bytes));
    this->body_limit(boost::none);  // the session knows the route's
  }

  MessageHead head;
  std::string body;

 private:
  using string_view = beast::string_view;

  void on_request_impl(beast::http::verb, string_view method, string_view target, int version, error_code&) override {
    head.method = method;
    head.target = target;
    head.version = version;
  }
  void on_response_impl(int status, string_view reason, int version, error_code&) override {
    head.status = status;
    head.reason = reason;
    head.version = version;
  }
  void on_field_impl(beast::http::field, string_view name, string_view value, error_code&) override {
    // Trailers come this way too. Whoever checked the header has not seen them, so they are passed over.
    if (!this->is_header_done()) head.headers.add(name, value);
  }
  void on_header_impl(error_code&) override {}
  void on_body_init_impl(const boost::optional<std::uint64_t>&, error_code&) override {}
  size_t on_body_impl(string_view part, error_code&) override {
    body += std::string_view(part);
    return part.size();
  }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  size_t on_chunk_body_impl(std::uint64_t, string_view part, error_code&) override {
    body += std::string_view(part);
    return part.size();
  }
  void on_finish_impl(error_code&) override {}
};

// Beast counts on a last chunk of five bytes, which it has with the line end before it; the first one has none.
bool is_short_last_chunk(std::string_view bytes) {
  return bytes.size() < 5 && bytes.starts_with('0') && bytes.contains("\r\n");
}

Refusal refusal(const error_code& error) {
  namespace http = beast::http;
  if (error == http::error::header_limit) return {.status = 431, .message = "the request's headers are too long"};
  if (error == http::error::bad_version) return {.status = 505, .message = "expected HTTP/1.0 or HTTP/1.1"};
  return {.status = 400, .message = concat("malformed message: ", error.message())};
}

}  // namespace

// Hides which of the two it is.
class MessageParser::Parser {
 public:
  virtual ~Parser() = default;
  virtual size_t put(std::string_view bytes, error_code& error) = 0;
  virtual void put_end(error_code& error) = 0;
  virtual void header_ended() = 0;
  virtual bool got_some() const = 0;
  virtual bool header_done() const = 0;
  virtual bool done() const = 0;
  virtual bool chunked() const = 0;
  virtual MessageHead& head() = 0;
  virtual std::string& body() = 0;
};

namespace {

template <bool is_request, class Base>
class ParserOf final : public Base {
 public:
  explicit ParserOf(size_t max_header_bytes) : parser_(max_header_bytes) {}

  size_t put(std::string_view bytes, error_code& error) override {
    return parser_.put(boost::asio::buffer(bytes.data(), bytes.size()), error);
  }
  void put_end(error_code& error) override { parser_.put_eof(error); }
  void header_ended() override {
    parser_.eager(true);
    parser_.head.keep_alive = parser_.keep_alive();
    if (const auto length = parser_.content_length()) parser_.head.content_length = *length;
  }
  bool got_some() const override { return parser_.got_some(); }
  bool header_done() const override { return parser_.is_header_done(); }
  bool done() const override { return parser_.is_done(); }
  bool chunked() const override { return parser_.chunked(); }
  MessageHead& head() override { return parser_.head; }
  std::string& body() override { return parser_.body; }

  void skip_body() { parser_.skip(true); }

 private:
  Collector<is_request> parser_;
};

}  // namespace

MessageParser::MessageParser(Kind kind, size_t max_header_bytes) : kind_(kind), max_header_bytes_(max_header_bytes) {
  if (kind == Kind::kRequest) {
    parser_ = std::make_unique<ParserOf<true, Parser>>(max_header_bytes);
    return;
  }
  auto parser = std::make_unique<ParserOf<false, Parser>>(max_header_bytes);
  if (kind == Kind::kAnswerToHead) parser->skip_body();
  parser_ = std::move(parser);
}

MessageParser::~MessageParser() = default;

bool MessageParser::header_done() const { return parser_->header_done(); }
bool MessageParser::done() const { return parser_->done(); }
const MessageHead& MessageParser::head() const { return parser_->head(); }
std::string MessageParser::take_body() { return std::exchange(parser_->body(), {}); }

// RFC 9112, 2.2: a server ignores empty lines in front of a request.
void MessageParser::skip_empty_lines(std::string_view& bytes) const {
  while (kind_ == Kind::kRequest && !parser_->got_some() && bytes.starts_with("\r\n")) bytes.remove_prefix(2);
}

std::optional<Refusal> MessageParser::check_head() const {
  if (kind_ != Kind::kRequest) return std::nullopt;
  const MessageHead& head = parser_->head();
  const size_t n_hosts = head.headers.count("Host");
  if (n_hosts > 1 || (n_hosts == 0 && head.version == 11)) {
    return Refusal{.status = 400, .message = concat("expected one Host header, found ", n_hosts)};
  }
  if (const auto coding = head.headers.find("Transfer-Encoding")) {
    // Beast takes an unknown coding for no body, and HTTP/1.0 has none: the rest would be read as the next request.
    const bool plain = equal_ignoring_case(trim(*coding), "chunked") && head.headers.count("Transfer-Encoding") == 1;
    if (head.version == 10 || !plain || !parser_->chunked()) {
      return Refusal{.status = 501, .message = concat("transfer encoding \"", *coding, "\", expected chunked")};
    }
  }
  return std::nullopt;
}

std::expected<size_t, Refusal> MessageParser::put(std::string_view bytes) {
  const std::string_view given = bytes;
  skip_empty_lines(bytes);
  const size_t skipped = given.size() - bytes.size();
  const bool half_empty_line = kind_ == Kind::kRequest && !parser_->got_some() && bytes == "\r";
  if (bytes.empty() || half_empty_line || done()) return skipped;
  if (header_done() && parser_->chunked() && is_short_last_chunk(bytes)) return skipped;
  const bool in_header = !header_done();
  error_code error;
  const size_t used = parser_->put(bytes, error);
  if (in_header) header_bytes_ += used;
  if (error && error != beast::http::error::need_more) return std::unexpected(refusal(error));
  // Beast counts each line by itself once those before it have been used.
  if (in_header && header_bytes_ + (header_done() ? 0 : bytes.size() - used) > max_header_bytes_) {
    return std::unexpected(refusal(beast::http::error::header_limit));
  }
  if (in_header && header_done()) {
    parser_->header_ended();
    if (auto refused = check_head()) return std::unexpected(*std::move(refused));
  }
  return skipped + used;
}

bool MessageParser::put_end() {
  if (!parser_->got_some()) return false;
  if (done()) return true;
  error_code error;
  parser_->put_end(error);
  return !error && done();
}

}  // namespace hearth::http
