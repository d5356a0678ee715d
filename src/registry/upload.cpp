#include "registry/upload.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <random>

#include "base/text.h"
#include "http/target.h"
#include "registry/backoff.h"
#include "registry/pause.h"
#include "registry/registry_error.h"
#include "store/files.h"

namespace hearth::registry {
namespace {

std::unexpected<Error> refusal(const http::FetchResponse& response) {
  // The session has new proof by now.
  if (response.status == 401) return fail(ErrorCode::kIo, "unauthorized: access denied");
  return std::unexpected(registry_error(response));
}

// "0-99": the bytes that a registry has.
uint64_t bytes_in(std::string_view range) {
  const size_t dash = range.find('-');
  uint64_t last = 0;
  if (dash == std::string_view::npos) return 0;
  const auto [end, error] = std::from_chars(range.data() + dash + 1, range.data() + range.size(), last);
  return error == std::errc() && last > 0 ? last + 1 : 0;
}

}  // namespace

Status Upload::run(const std::stop_token& stop) {
  file_ = TRY(store::open_regular(request_.path));
  Backoff backoff(std::random_device{}());
  for (;;) {
    const uint64_t before = offset_;
    Status done = attempt(stop);
    if (done || done.error().code != ErrorCode::kIo || stop.stop_requested()) return done;
    if (offset_ > before) backoff.reset();
    const auto wait = backoff.next();
    if (!wait) return within(concat("after ", Backoff::kMaxAttempts, " attempts"), std::move(done.error()));
    if (!pause(*wait, stop)) return done;
  }
}

Status Upload::attempt(const std::stop_token& stop) {
  if (location_.empty()) {
    if (TRY(begin(stop)) == Begun::kMounted) return {};
  } else {
    TRY(find_offset(stop));
  }
  while (request_.size_bytes > kChunkBytes && offset_ < request_.size_bytes) TRY(send_chunk(stop));
  return finish(stop);
}

Result<Upload::Begun> Upload::begin(const std::stop_token& stop) {
  offset_ = 0;
  std::string url = reference_.uploads_url();
  if (!request_.mount_from.empty()) {
    url += concat("?mount=", http::percent_encode(request_.digest.text()),
                  "&from=", http::percent_encode(request_.mount_from));
  }
  const auto response = TRY(session_.fetch({.method = http::Method::kPost, .url = url}, stop));
  if (response.status == 201) return Begun::kMounted;
  if (response.status != 202) return refusal(response);
  TRY(take_location(response));
  return Begun::kUploading;
}

// After something broke: how far did it get?
Status Upload::find_offset(const std::stop_token& stop) {
  const auto response = TRY(session_.fetch({.url = location_, .reach = reach_}, stop));
  if (response.status == 404) {
    location_.clear();
    return fail(ErrorCode::kIo, "the registry has forgotten the upload");
  }
  if (!response.is_success()) return refusal(response);
  offset_ = std::min(bytes_in(response.headers.find("Range").value_or("")), request_.size_bytes);
  on_sent_(offset_);
  return take_location(response);
}

Status Upload::send_chunk(const std::stop_token& stop) {
  const uint64_t n_bytes = std::min(kChunkBytes, request_.size_bytes - offset_);
  http::FetchRequest request{.method = http::Method::kPatch, .url = location_};
  request.headers.add("Content-Type", "application/octet-stream");
  request.headers.add("Content-Range", concat(offset_, "-", offset_ + n_bytes - 1));
  const auto response = TRY(send(std::move(request), n_bytes, stop));
  if (!response.is_success()) return refusal(response);
  offset_ += n_bytes;
  return take_location(response);
}

Status Upload::finish(const std::stop_token& stop) {
  http::FetchRequest request{.method = http::Method::kPut, .url = final_url()};
  request.headers.add("Content-Type", "application/octet-stream");
  const auto response = TRY(send(std::move(request), request_.size_bytes - offset_, stop));
  if (response.is_success()) return {};
  // What the registry has by now is not what it should be.
  if (response.status / 100 == 4) location_.clear();
  return refusal(response);
}

Result<http::FetchResponse> Upload::send(http::FetchRequest request, uint64_t n_bytes, const std::stop_token& stop) {
  uint64_t at = offset_;
  const http::BodySource source{.size_bytes = n_bytes, .read = [&](std::span<char> into) -> Result<size_t> {
                                  const ssize_t n = pread(file_.fd(), into.data(), into.size(), static_cast<off_t>(at));
                                  if (n <= 0) return store::system_error(request_.path, "cannot be read");
                                  at += static_cast<uint64_t>(n);
                                  on_sent_(at);
                                  return static_cast<size_t>(n);
                                }};
  if (n_bytes > 0) request.source = &source;
  request.reach = reach_;
  return session_.fetch(std::move(request), stop);
}

Status Upload::take_location(const http::FetchResponse& response) {
  auto location = response.headers.find("Docker-Upload-Location");
  if (!location) location = response.headers.find("Location");
  if (!location) return fail(ErrorCode::kCorrupt, "the registry does not say where to upload to");
  const http::Url base = TRY(http::parse_url(response.url));
  const http::Url next = TRY(http::resolve_url(base, *location));
  using http::Address;
  if (base.security == Address::Security::kTls && next.security == Address::Security::kPlain) {
    return fail(ErrorCode::kInvalidArgument, concat(base.host_text(), " wants the blob sent by plain HTTP"));
  }
  location_ = next.text;
  reach_ = response.reach_from_here;
  return {};
}

std::string Upload::final_url() const {
  return concat(location_, location_.contains('?') ? "&" : "?",
                "digest=", http::percent_encode(request_.digest.text()));
}

}  // namespace hearth::registry
