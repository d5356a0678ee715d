#include "http/curl_transfer.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <functional>

#include "base/check.h"
#include "base/text.h"
#include "http/public_address.h"

namespace hearth::http {
namespace {

constexpr size_t kMaxHeaderBytes = size_t{256} << 10;

// Setting an option fails only for a mistake of ours or without memory.
template <class Value>
void set(CURL* easy, CURLoption option, Value value) {
  CHECK(curl_easy_setopt(easy, option, value) == CURLE_OK);
}

long milliseconds_of(std::chrono::milliseconds time) { return static_cast<long>(time.count()); }

bool has_line_end(std::string_view text) { return text.find_first_of("\r\n") != std::string_view::npos; }

// What another attempt will not change.
bool is_lasting(CURLcode code) {
  constexpr CURLcode kLasting[] = {CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT,      CURLE_PEER_FAILED_VERIFICATION,
                                   CURLE_SSL_CONNECT_ERROR,    CURLE_SSL_CACERT_BADFILE, CURLE_BAD_CONTENT_ENCODING};
  return std::ranges::find(kLasting, code) != std::end(kLasting);
}

Status check_fields(const FetchRequest& request, const Hop& hop) {
  bool bad = has_line_end(hop.authorization);
  for (const Headers::Field& field : request.headers.fields())
    bad = bad || has_line_end(field.name) || has_line_end(field.value);
  if (bad) return fail(ErrorCode::kInvalidArgument, "a header of the request has a character that ends it");
  return {};
}

}  // namespace

// --- setting up ----------------------------------------------------------------------------------------------

void CurlTransfer::set_up() {
  easy_.reset(curl_easy_init());
  CHECK(easy_ != nullptr);
  CURL* easy = easy_.get();
  set(easy, CURLOPT_ERRORBUFFER, static_cast<char*>(error_text_));
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds_of(options_.connect_time));
  set(easy, CURLOPT_TIMEOUT_MS, milliseconds_of(hop_.whole_time));
  set(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(easy, CURLOPT_LOW_SPEED_TIME, std::max(1L, milliseconds_of(options_.idle_time) / 1000));
  set(easy, CURLOPT_BUFFERSIZE, 256L << 10);
  set(easy, CURLOPT_HEADERFUNCTION, &CurlTransfer::on_header);
  set(easy, CURLOPT_HEADERDATA, this);
  set(easy, CURLOPT_WRITEFUNCTION, &CurlTransfer::on_body);
  set(easy, CURLOPT_WRITEDATA, this);
  set_up_target();
  set_up_headers();
  set_up_body();
}

void CurlTransfer::set_up_target() {
  CURL* easy = easy_.get();
  proxy_ = proxy_for(hop_.url, options_.proxies);
  set(easy, CURLOPT_URL, hop_.url.text.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  // Several ranges at a time are to be several connections, which HTTP/2 would join.
  set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy, CURLOPT_PROXY, proxy_.c_str());  // an empty one also keeps libcurl from asking the environment
  set(easy, CURLOPT_NOPROXY, "");
  set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!options_.ca_file.empty()) set(easy, CURLOPT_CAINFO, options_.ca_file.c_str());
  if (request_.certificates == Certificates::kUnchecked) {
    set(easy, CURLOPT_SSL_VERIFYPEER, 0L);
    set(easy, CURLOPT_SSL_VERIFYHOST, 0L);
  }
  set(easy, CURLOPT_OPENSOCKETFUNCTION, &CurlTransfer::on_socket);
  set(easy, CURLOPT_OPENSOCKETDATA, this);
  set(easy, CURLOPT_PREREQFUNCTION, &CurlTransfer::before_request);
  set(easy, CURLOPT_PREREQDATA, this);
}

void CurlTransfer::set_up_headers() {
  const auto add = [&](const std::string& line) {
    headers_.reset(curl_slist_append(headers_.release(), line.c_str()));
    CHECK(headers_ != nullptr);
  };
  for (const Headers::Field& field : request_.headers.fields()) add(concat(field.name, ": ", field.value));
  if (!hop_.authorization.empty()) add(concat("Authorization: ", hop_.authorization));
  add("Expect:");  // libcurl would wait a second for "100 Continue" before a long body
  set(easy_.get(), CURLOPT_HTTPHEADER, headers_.get());
  set(easy_.get(), CURLOPT_USERAGENT, options_.user_agent.c_str());
  // Bytes of a blob are to be as they are.
  if (hop_.whole_time.count() > 0) set(easy_.get(), CURLOPT_ACCEPT_ENCODING, "gzip");
}

void CurlTransfer::set_up_body() {
  CURL* easy = easy_.get();
  if (request_.method == Method::kHead) set(easy, CURLOPT_NOBODY, 1L);
  if (request_.method == Method::kGet || request_.method == Method::kHead) return;
  const uint64_t size = request_.source != nullptr ? request_.source->size_bytes : request_.body.size();
  set(easy, CURLOPT_UPLOAD, 1L);
  set(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(size));
  set(easy, CURLOPT_READFUNCTION, &CurlTransfer::on_read);
  set(easy, CURLOPT_READDATA, this);
  set(easy, CURLOPT_CUSTOMREQUEST, method_name(request_.method).data());
}

// --- what libcurl tells and asks -----------------------------------------------------------------------------

bool CurlTransfer::may_connect(bool is_public) const {
  return is_public || hop_.reach == Reach::kAnywhere || !proxy_.empty();
}

// Before a connection is made, so that not even a port of this network can be probed.
curl_socket_t CurlTransfer::on_socket(void* self, curlsocktype, curl_sockaddr* address) {
  auto& me = *static_cast<CurlTransfer*>(self);
  if (!me.may_connect(is_public_address(address->addr))) {
    me.refusal_ = Error{ErrorCode::kInvalidArgument, "a public host redirects to an address of this network"};
    return CURL_SOCKET_BAD;
  }
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// Also when a connection of an earlier request is used again.
int CurlTransfer::before_request(void* self, char* peer_ip, char*, int, int) {
  auto& me = *static_cast<CurlTransfer*>(self);
  me.peer_is_public_ = !me.proxy_.empty() || is_public_address(std::string(peer_ip));
  if (me.may_connect(me.peer_is_public_)) return CURL_PREREQFUNC_OK;
  me.refusal_ = Error{ErrorCode::kInvalidArgument, "a public host redirects to an address of this network"};
  return CURL_PREREQFUNC_ABORT;
}

size_t CurlTransfer::on_header(char* data, size_t, size_t n, void* self) {
  return static_cast<CurlTransfer*>(self)->take_header({data, n}) ? n : 0;
}

bool CurlTransfer::take_header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > kMaxHeaderBytes) {
    refusal_ = Error{ErrorCode::kCorrupt, concat("its headers are longer than ", kMaxHeaderBytes, " bytes")};
    return false;
  }
  // A further answer: behind "100 Continue", or a proxy's own.
  if (line.starts_with("HTTP/")) {
    response_.headers = {};
    response_.status = 0;
    const size_t space = line.find(' ');
    if (space != std::string_view::npos) {
      std::from_chars(line.data() + space + 1, line.data() + line.size(), response_.status);
    }
    return true;
  }
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  std::string_view value = line.substr(colon + 1);
  while (!value.empty() && (value.back() == '\r' || value.back() == '\n')) value.remove_suffix(1);
  response_.headers.add(std::string(line.substr(0, colon)), std::string(trim(value)));
  return true;
}

size_t CurlTransfer::on_body(char* data, size_t, size_t n, void* self) {
  auto& me = *static_cast<CurlTransfer*>(self);
  Status taken = me.on_part_(me.response_, {data, n});
  if (taken) return n;
  me.refusal_ = std::move(taken.error());
  return CURL_WRITEFUNC_ERROR;
}

size_t CurlTransfer::on_read(char* into, size_t unit, size_t n, void* self) {
  auto& me = *static_cast<CurlTransfer*>(self);
  const size_t room = unit * n;
  if (me.request_.source == nullptr) {
    const size_t given = std::min(room, me.request_.body.size() - me.sent_bytes_);
    std::copy_n(me.request_.body.data() + me.sent_bytes_, given, into);
    me.sent_bytes_ += given;
    return given;
  }
  const uint64_t left = me.request_.source->size_bytes - me.source_bytes_;
  if (left == 0) return 0;
  auto read = me.request_.source->read(std::span(into, static_cast<size_t>(std::min<uint64_t>(room, left))));
  if (!read) {
    me.refusal_ = std::move(read.error());
    return CURL_READFUNC_ABORT;
  }
  me.source_bytes_ += *read;
  return *read;
}

// --- running -------------------------------------------------------------------------------------------------

Result<CURLcode> CurlTransfer::perform(CURLM* multi, const std::stop_token& stop) {
  constexpr int kLongestWaitMs = 1000;
  const std::stop_callback wake(stop, [multi] { curl_multi_wakeup(multi); });
  CHECK(curl_multi_add_handle(multi, easy_.get()) == CURLM_OK);
  int n_running = 1;
  while (n_running > 0 && !stop.stop_requested()) {
    CHECK(curl_multi_perform(multi, &n_running) == CURLM_OK);
    if (n_running > 0) CHECK(curl_multi_poll(multi, nullptr, 0, kLongestWaitMs, nullptr) == CURLM_OK);
  }
  CURLcode code = CURLE_ABORTED_BY_CALLBACK;
  int n_left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi, &n_left)) code = message->data.result;
  curl_multi_remove_handle(multi, easy_.get());
  if (n_running > 0) return fail(ErrorCode::kIo, "cancelled");
  return code;
}

std::unexpected<Error> CurlTransfer::network_error(CURLcode code) const {
  std::string why = error_text_[0] != '\0' ? static_cast<const char*>(error_text_) : curl_easy_strerror(code);
  if (why[0] >= 'A' && why[0] <= 'Z' && why[1] >= 'a' && why[1] <= 'z') why[0] = static_cast<char>(why[0] + 32);
  if (code == CURLE_SSL_CONNECT_ERROR && hop_.url.security == Address::Security::kTls) {
    why += "; if it speaks plain HTTP, --insecure allows that";
  }
  return fail(is_lasting(code) ? ErrorCode::kUnsupported : ErrorCode::kIo, why);
}

Result<FetchResponse> CurlTransfer::answer(CURLcode code) {
  if (refusal_) return std::unexpected(*std::move(refusal_));
  if (code != CURLE_OK) return within(hop_.url.origin(), std::move(network_error(code).error()));
  response_.url = hop_.url.text;
  const bool bound = peer_is_public_ && !options_.private_redirects;
  response_.reach_from_here = bound || hop_.reach == Reach::kPublicOnly ? Reach::kPublicOnly : Reach::kAnywhere;
  return std::move(response_);
}

Result<FetchResponse> CurlTransfer::run(CURLM* multi, const std::stop_token& stop) {
  TRY(check_fields(request_, hop_));
  set_up();
  // A proxy resolves names, but an address needs no resolving.
  if (is_ip_address(hop_.url.host) && hop_.reach == Reach::kPublicOnly && !is_public_address(hop_.url.host)) {
    return fail(ErrorCode::kInvalidArgument,
                concat(hop_.url.origin(), ": a public host redirects to an address of this network"));
  }
  const CURLcode code = TRY(perform(multi, stop));
  return answer(code);
}

}  // namespace hearth::http
