// Which web pages may call the server: CORS, and the check of Host against DNS rebinding. Both are decided from
// the request's headers alone.
//
// A browser lets a page of any site send a request to localhost and names the site in Origin; without the check, each
// page that is visited could use and delete models. With DNS rebinding the page's own name is made to lead to
// localhost, so that its requests look as if they went home (Origin equals Host): the name in Host gives it away.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/headers.h"

namespace hearth::http {

class OriginPolicy {
 public:
  // Pages of this machine and of desktop applications, as Ollama has them, and those listed in `extra`
  // (OLLAMA_ORIGINS: a comma list, each with at most one `*`; a lone `*` allows all).
  explicit OriginPolicy(std::string_view extra = {});

  enum class Verdict {
    kNoPage,     // no Origin, or the page is our own: nothing to add
    kAllowed,    // a page of another site that may
    kForbidden,  // 403
  };
  Verdict check(const Headers& request) const;

  // Adds to an answer what lets a page of `origin` read it.
  void allow(std::string_view origin, Headers& answer) const;
  // Adds to the answer of a preflight what the page may send.
  void allow_preflight(std::string_view origin, Headers& answer) const;

 private:
  bool allows(std::string_view origin) const;

  bool allow_all_ = false;
  std::vector<std::string> patterns_;
};

class HostPolicy {
 public:
  // `machine_name` and `machine_ips` are names under which this machine may be called, `extra` further host names.
  HostPolicy(std::string machine_name, std::vector<std::string> machine_ips, std::vector<std::string> extra = {});

  // Whether Host (with or without a port) names this machine or a private address. An absent one does.
  bool allows(std::string_view host) const;

 private:
  std::string machine_name_;
  std::vector<std::string> machine_ips_;
  std::vector<std::string> extra_;
};

}  // namespace hearth::http
