// For tests: a registry on this machine that serves one model, and can be made to misbehave.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "base/text.h"
#include "http/test_client.h"
#include "registry/reference.h"
#include "store/test_store.h"

namespace hearth::registry {

// Bytes that no part of repeats another.
inline std::string sample_bytes(size_t n_bytes) {
  std::string out(n_bytes, '\0');
  uint64_t x = 88172645463325252;
  for (char& c : out) {
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    c = static_cast<char>(x);
  }
  return out;
}

class TestRegistry {
 public:
  // How requests for blobs are answered.
  enum class Mode { kRanges, kWholeOnly, kLongerThanSaid };

  TestRegistry() {
    std::vector<http::Route> routes;
    routes.push_back(http::get("/v2/:ns/:model/manifests/:tag", [this](http::Exchange& e) { serve_manifest(e); }));
    routes.push_back(http::get("/v2/:ns/:model/blobs/:digest", [this](http::Exchange& e) { serve_blob(e); }));
    server_ = http::start_server(std::move(routes));
  }

  Digest add(std::string bytes) {
    const Digest digest = Sha256::of(bytes);
    blobs_[digest.text()] = std::move(bytes);
    return digest;
  }
  // A model of one layer.
  void add_model(const std::string& weights, std::string_view config = "{}\n") {
    add(weights);
    add(std::string(config));
    manifest = concat(
        R"({"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":)",
        R"({"mediaType":"application/vnd.docker.container.image.v1+json","digest":")", Sha256::of(config).text(),
        R"(","size":)", config.size(), R"(},"layers":[{"mediaType":"application/vnd.ollama.image.license","digest":")",
        Sha256::of(weights).text(), R"(","size":)", weights.size(), "}]}");
  }
  // Serves other bytes under that name.
  void corrupt(const Digest& digest) { blobs_[digest.text()][0] ^= 1; }

  std::string url() const { return server_->addresses().front().url(); }
  Hosts hosts() const { return {.registry = url()}; }
  int n_blob_requests() const { return n_blob_requests_; }

  std::string manifest;
  std::string manifest_type{store::Manifest::kMediaType};
  Mode mode = Mode::kRanges;
  // Called with the number of each request for a blob, from 1; true: the connection is cut half way.
  std::function<bool(int)> cuts = [](int) { return false; };
  // The same; a status to answer with instead, or 0.
  std::function<int(int)> fails = [](int) { return 0; };

 private:
  void serve_manifest(http::Exchange& exchange) const {
    if (manifest.empty()) return exchange.respond(http::json_response(404, "{}"));
    exchange.respond({.headers = {{"Content-Type", manifest_type}}, .body = manifest});
  }

  void serve_blob(http::Exchange& exchange) {
    const int n = ++n_blob_requests_;
    if (const int status = fails(n); status != 0) return exchange.respond(http::text_response(status, "no"));
    const auto found = blobs_.find(std::string(exchange.request().param("digest")));
    if (found == blobs_.end()) return exchange.respond(http::text_response(404, "no"));
    const std::string& bytes = found->second;
    http::Response head;
    size_t first = 0, last = bytes.empty() ? 0 : bytes.size() - 1;
    if (mode == Mode::kRanges && read_range(exchange.request(), first, last)) {
      if (first >= bytes.size()) return exchange.respond({.status = 416});
      last = std::min(last, bytes.size() - 1);
      head.status = 206;
      head.headers.add("Content-Range", concat("bytes ", first, "-", last, "/", bytes.size()));
    }
    std::string body = bytes.substr(first, last - first + 1);
    if (mode == Mode::kLongerThanSaid) body += "more";
    exchange.start(std::move(head));
    if (!cuts(n)) return static_cast<void>(exchange.write(body));
    static_cast<void>(exchange.write(body.substr(0, body.size() / 2)));
    throw std::runtime_error("cut");  // which closes the connection in the middle
  }

  static bool read_range(const http::Request& request, size_t& first, size_t& last) {
    const auto range = request.headers.find("Range");
    if (!range || !range->starts_with("bytes=")) return false;
    const std::string_view text = range->substr(6);
    const auto end = std::from_chars(text.data(), text.data() + text.size(), first);
    std::from_chars(end.ptr + 1, text.data() + text.size(), last);
    return true;
  }

  std::map<std::string, std::string> blobs_;
  std::atomic<int> n_blob_requests_ = 0;
  std::unique_ptr<http::Server> server_;
};

}  // namespace hearth::registry
