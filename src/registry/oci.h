// OciRegistry: one repository of a registry, by the protocol of Docker's registry, version 2, as far as models need it.
// https://distribution.github.io/distribution/spec/api/
#pragma once

#include <stop_token>
#include <string>

#include "base/digest.h"
#include "base/result.h"
#include "http/fetch.h"
#include "registry/reference.h"
#include "registry/session.h"
#include "store/manifest.h"

namespace hearth::registry {

struct FetchedManifest {
  std::string bytes;  // as they came: their digest is the model's ID
  store::Manifest manifest;
};

class OciRegistry {
 public:
  // `fetcher` outlives it.
  OciRegistry(const http::Fetcher& fetcher, Reference reference, SessionOptions options)
      : reference_(std::move(reference)),
        session_(fetcher, reference_.base, reference_.certificates, std::move(options)) {}

  // kNotFound "file does not exist" when there is no such model. Its digest is the one that the reference pins.
  Result<FetchedManifest> manifest(const std::stop_token& stop) const;
  // Bytes of a blob, for Download.
  Result<http::FetchResponse> blob_range(const Digest& digest, const std::string& range,
                                         const http::Fetcher::OnPart& on_part, const std::stop_token& stop) const;

  Result<bool> has_blob(const Digest& digest, const std::stop_token& stop) const;
  // Gives the model its name there. The registry has all its blobs.
  Status put_manifest(std::string bytes, const std::stop_token& stop) const;

  Session& session() { return session_; }
  const Reference& reference() const { return reference_; }

 private:
  const Reference reference_;
  mutable Session session_;  // what it learns about us is no change of the registry
};

}  // namespace hearth::registry
