// Reference: where a model is in a registry: its name and the addresses that follow from it.
//
//   smollm2:135m             the default registry, which the setting `registry` names
//   localhost:5000/me/tiny   another registry, by TLS; by plain HTTP where the user allows what is insecure
//   hf.co/user/repo:Q4_K_M   the hub, which speaks the same protocol and takes a quantization for a tag
//   tiny@sha256:...          with the digest that the manifest has to have
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/digest.h"
#include "base/result.h"
#include "http/fetch.h"
#include "store/model_name.h"

namespace hearth::registry {

// Addresses that stand behind well-known hosts.
struct Hosts {
  std::string registry = "https://registry.ollama.ai";
  std::string hub = "https://huggingface.co";
};

enum class Security {
  kChecked,
  // Plain HTTP; or, where the user or a setting says https, certificates that nobody vouches for.
  kInsecure,
};

struct Reference {
  store::ModelName name;
  std::optional<Digest> pinned;  // what the manifest has to be
  http::Url base;
  http::Certificates certificates = http::Certificates::kChecked;

  // kInvalidArgument says what is wrong with the name.
  static Result<Reference> parse(std::string_view text, const Hosts& hosts, Security security);

  // Whether it is the hub's, which has tokens of its own.
  bool is_of_hub() const;
  // "library/smollm2"
  std::string repository() const;
  std::string manifest_url() const;
  std::string manifest_url(std::string_view tag_or_digest) const;
  std::string blob_url(const Digest& digest) const;
  std::string uploads_url() const;

 private:
  std::string url(std::string_view rest) const;
};

}  // namespace hearth::registry
