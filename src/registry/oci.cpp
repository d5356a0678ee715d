#include "registry/oci.h"

#include <algorithm>

#include "base/text.h"
#include "registry/registry_error.h"

namespace hearth::registry {
namespace {

constexpr std::string_view kOciManifest = "application/vnd.oci.image.manifest.v1+json";

// Some registries call a manifest plain JSON or plain text; what is a page or a list of manifests is another thing.
Status check_type(const http::FetchResponse& response) {
  const std::string_view header = response.headers.find("Content-Type").value_or("");
  const std::string_view type = http::trim(header.substr(0, header.find(';')));
  constexpr std::string_view kTypes[] = {store::Manifest::kMediaType, kOciManifest, "application/json", "text/plain",
                                         ""};
  const bool known = std::ranges::any_of(kTypes, [&](auto t) { return http::equal_ignoring_case(t, type); });
  if (known) return {};
  return fail(ErrorCode::kCorrupt, concat("the registry sends ", printable_start(type), ", expected a manifest"));
}

Status check_digest(const http::FetchResponse& response, const std::optional<Digest>& pinned) {
  const Digest found = Sha256::of(response.body);
  if (pinned && found != *pinned) {
    return fail(ErrorCode::kCorrupt,
                concat("the manifest has the digest ", found.text(), ", asked for ", pinned->text()));
  }
  const auto said = response.headers.find("Docker-Content-Digest");
  if (!said || *said == found.text() || !said->starts_with("sha256:")) return {};
  return fail(ErrorCode::kCorrupt, concat("the registry says that the manifest has the digest ", printable_start(*said),
                                          ", and it has ", found.text()));
}

}  // namespace

Result<FetchedManifest> OciRegistry::manifest(const std::stop_token& stop) const {
  const http::FetchRequest request{.url = reference_.manifest_url(),
                                   .headers = {{"Accept", concat(store::Manifest::kMediaType, ", ", kOciManifest)}},
                                   .max_body_bytes = store::Manifest::kMaxBytes};
  http::FetchResponse response = TRY(session_.fetch(request, stop));
  if (response.status == 404) return fail(ErrorCode::kNotFound, "file does not exist");
  if (!response.is_success()) return std::unexpected(registry_error(response));
  TRY(check_type(response));
  TRY(check_digest(response, reference_.pinned));
  store::Manifest manifest = TRY(store::Manifest::parse(response.body));
  return FetchedManifest{std::move(response.body), std::move(manifest)};
}

Result<http::FetchResponse> OciRegistry::blob_range(const Digest& digest, const std::string& range,
                                                    const http::Fetcher::OnPart& on_part,
                                                    const std::stop_token& stop) const {
  const http::FetchRequest request{
      .url = reference_.blob_url(digest), .headers = {{"Range", range}}, .certificates = reference_.certificates};
  return session_.stream(request, on_part, stop);
}

Result<bool> OciRegistry::has_blob(const Digest& digest, const std::stop_token& stop) const {
  const http::FetchRequest request{.method = http::Method::kHead, .url = reference_.blob_url(digest)};
  const auto response = TRY(session_.fetch(request, stop));
  if (response.status == 404) return false;
  if (!response.is_success()) return std::unexpected(registry_error(response));
  return true;
}

Status OciRegistry::put_manifest(std::string bytes, const std::stop_token& stop) const {
  http::FetchRequest request{
      .method = http::Method::kPut, .url = reference_.manifest_url(reference_.name.tag()), .body = std::move(bytes)};
  request.headers.add("Content-Type", std::string(store::Manifest::kMediaType));
  const auto response = TRY(session_.fetch(request, stop));
  if (!response.is_success()) return std::unexpected(registry_error(response));
  return {};
}

}  // namespace hearth::registry
