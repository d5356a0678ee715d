// Admission: what is decided about a request from its header alone, before its body is read: where it comes from, which
// route answers it, and what it is told when none does. A function without side effects.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "http/http.h"
#include "http/message_parser.h"
#include "http/origin.h"
#include "http/router.h"

namespace hearth::http {

// What all requests are held to.
struct Rules {
  const Router& router;
  const OriginPolicy& origins;
  const HostPolicy& hosts;
  const std::function<std::optional<Response>(const Request&, const Route&)>& gate;
};

// Who sent it, and whether the listener's Host check applies.
struct Arrival {
  enum class HostRule { kAny, kOwnNames };

  std::string peer{};
  PeerKind peer_kind = PeerKind::kNetwork;
  HostRule host_rule = HostRule::kAny;
};

struct Admission {
  Request request{};
  const Route* route = nullptr;       // that of the path, also when the request is refused after it was found
  std::optional<Response> refusal{};  // the answer, when the handler is not to run
  Headers cors{};                     // for whatever answer it gets
};

Admission admit(const MessageHead& head, const Arrival& arrival, const Rules& rules);

}  // namespace hearth::http
