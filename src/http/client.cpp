#include "http/client.h"

#include <array>
#include <vector>

#include "base/text.h"
#include "http/client_connection.h"
#include "http/message_parser.h"

namespace hearth::http {
namespace {

constexpr size_t kPartBytes = size_t{64} << 10;

std::string request_head(const ClientRequest& request, const Address& address) {
  std::string head = concat(method_name(request.method), ' ', address.base_path, request.path, " HTTP/1.1\r\n");
  const auto add = [&](std::string_view name, std::string_view value) { head += concat(name, ": ", value, "\r\n"); };
  if (!request.headers.find("Host")) add("Host", address.kind == Address::Kind::kUnix ? "localhost" : address.text());
  for (const Headers::Field& field : request.headers.fields()) add(field.name, field.value);
  const uint64_t length = request.source != nullptr ? request.source->size_bytes : request.body.size();
  if (length > 0 || request.method == Method::kPost || request.method == Method::kPut) {
    add("Content-Length", concat(length));
  }
  add("Connection", "close");
  return head + "\r\n";
}

// Whether a header line could hold more than its value.
Status check_headers(const ClientRequest& request) {
  const auto has_line_end = [](std::string_view text) { return text.find_first_of("\r\n") != std::string_view::npos; };
  bool bad = has_line_end(request.path) || request.path.contains(' ');
  for (const Headers::Field& field : request.headers.fields())
    bad = bad || has_line_end(field.name) || has_line_end(field.value);
  if (bad) return fail(ErrorCode::kInvalidArgument, "a path or a header of the request has a character that ends it");
  return {};
}

// The error of the source, or in the value that of the connection.
Result<Status> send_source(ClientConnection& connection, const BodySource& source) {
  std::vector<char> buffer(kPartBytes);
  for (uint64_t left = source.size_bytes; left > 0;) {
    const size_t wanted = static_cast<size_t>(std::min<uint64_t>(left, buffer.size()));
    const size_t n = TRY(source.read(std::span(buffer).first(wanted)));
    Status sent = connection.write({buffer.data(), n});
    if (!sent) return sent;
    left -= n;
  }
  return Status();
}

// Reads one answer, with those in front of it that only say "go on".
class AnswerReader {
 public:
  AnswerReader(ClientConnection& connection, Method method, size_t max_header_bytes)
      : connection_(connection),
        kind_(method == Method::kHead ? MessageParser::Kind::kAnswerToHead : MessageParser::Kind::kAnswer),
        max_header_bytes_(max_header_bytes) {}

  Result<ClientResponse> read(const Client::OnPart& on_part) {
    ClientResponse response;
    do {
      parser_ = std::make_unique<MessageParser>(kind_, max_header_bytes_);
      while (!parser_->header_done()) TRY(advance());
      response.status = parser_->head().status;
    } while (response.status / 100 == 1);
    response.reason = parser_->head().reason;
    response.headers = parser_->head().headers;
    for (;;) {
      if (const std::string part = parser_->take_body(); !part.empty()) TRY(on_part(response, part));
      if (parser_->done()) return response;
      TRY(advance());
    }
  }

 private:
  // Uses some of what has arrived, or waits for more.
  Status advance() {
    if (!rest_.empty()) {
      const auto used = parser_->put(rest_);
      if (!used)
        return fail(ErrorCode::kCorrupt, concat("the server's answer is not understood: ", used.error().message));
      rest_.erase(0, *used);
      if (*used > 0) return {};
    }
    if (rest_.size() > max_header_bytes_ + kPartBytes) {
      return fail(ErrorCode::kCorrupt, "the server's answer is not understood: a line is too long");
    }
    std::array<char, kPartBytes> buffer;
    const size_t n = TRY(connection_.read(buffer));
    rest_.append(buffer.data(), n);
    if (n == 0 && !parser_->put_end())
      return fail(ErrorCode::kIo, "the server closed the connection before its answer was complete");
    return {};
  }

  ClientConnection& connection_;
  const MessageParser::Kind kind_;
  const size_t max_header_bytes_;
  std::unique_ptr<MessageParser> parser_;
  std::string rest_;
};

}  // namespace

Client::Client(ClientOptions options, const Cancel* cancel) : options_(std::move(options)), cancel_(cancel) {}

Result<ClientResponse> Client::stream(const ClientRequest& request, const OnPart& on_part) {
  TRY(check_headers(request));
  const auto connection = TRY(ClientConnection::open(options_, cancel_));
  Status sent = connection->write(request_head(request, options_.address) + request.body);
  if (sent && request.source != nullptr) sent = TRY(send_source(*connection, *request.source));
  AnswerReader reader(*connection, request.method, options_.max_header_bytes);
  // A server that refuses a long body answers before it has read all, and may close: the answer says why.
  Result<ClientResponse> response = reader.read(on_part);
  if (!sent && !response) return std::unexpected(sent.error());
  return response;
}

Result<ClientResponse> Client::send(const ClientRequest& request) {
  std::string body;
  ClientResponse response = TRY(stream(request, [&](const ClientResponse&, std::string_view part) -> Status {
    if (body.size() + part.size() > options_.max_body_bytes) {
      return fail(ErrorCode::kCorrupt,
                  concat("the server's answer is longer than ", options_.max_body_bytes, " bytes"));
    }
    body += part;
    return {};
  }));
  response.body = std::move(body);
  return response;
}

}  // namespace hearth::http
