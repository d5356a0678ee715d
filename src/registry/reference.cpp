#include "registry/reference.h"

#include "base/text.h"

namespace hearth::registry {
namespace {

using store::ModelName;

// Takes "@sha256:..." off the end.
Result<std::optional<Digest>> take_digest(std::string_view& text) {
  const size_t at = text.rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  const auto digest = Digest::parse(text.substr(at + 1));
  if (!digest) return within("invalid model name", digest.error());
  text = text.substr(0, at);
  return std::optional<Digest>(*digest);
}

bool is_hub(std::string_view host) {
  return store::equal_without_case(host, "hf.co") || store::equal_without_case(host, "huggingface.co");
}

// What the user or a setting wrote for the host, with a scheme if it had one.
std::string address_of(std::string_view text, const ModelName& name, const Hosts& hosts) {
  if (store::equal_without_case(name.host(), ModelName::kDefaultHost)) return hosts.registry;
  if (is_hub(name.host())) return hosts.hub;
  return text.contains("https://") ? concat("https://", name.host()) : name.host();
}

}  // namespace

Result<Reference> Reference::parse(std::string_view text, const Hosts& hosts, Security security) {
  std::string_view rest = text;
  const std::optional<Digest> pinned = TRY(take_digest(rest));
  const ModelName name = TRY(ModelName::parse(rest));
  std::string address = address_of(rest, name, hosts);
  const bool insecure = security == Security::kInsecure;
  const bool has_scheme = address.contains("://");
  if (!has_scheme) address = concat(insecure ? "http://" : "https://", address);
  const http::Url base = TRY(http::parse_url(address));
  return Reference{.name = name,
                   .pinned = pinned,
                   .base = base,
                   .certificates = insecure ? http::Certificates::kUnchecked : http::Certificates::kChecked};
}

bool Reference::is_of_hub() const { return is_hub(name.host()); }

std::string Reference::repository() const { return concat(name.name_space(), "/", name.model()); }

std::string Reference::url(std::string_view rest) const {
  const std::string_view slash = base.text.ends_with('/') ? "" : "/";
  return concat(base.text, slash, "v2/", repository(), rest);
}

std::string Reference::manifest_url() const { return manifest_url(pinned ? pinned->text() : name.tag()); }

std::string Reference::manifest_url(std::string_view tag_or_digest) const {
  return url(concat("/manifests/", tag_or_digest));
}

std::string Reference::blob_url(const Digest& digest) const { return url(concat("/blobs/", digest.text())); }

std::string Reference::uploads_url() const { return url("/blobs/uploads/"); }

}  // namespace hearth::registry
