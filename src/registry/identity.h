// Identity: the key by which registries know this user: ~/.hearth/id_ed25519 and id_ed25519.pub, in OpenSSH's format,
// as Ollama keeps its own in ~/.ollama. A key is only ever shown to be had, by signing; it never leaves the machine.
// https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
#pragma once

#include <string>
#include <string_view>

#include "base/ed25519.h"
#include "base/result.h"

namespace hearth::registry {

class Identity {
 public:
  explicit Identity(const Ed25519Key& key) : key_(key) {}

  // kCorrupt for what is no such key; kUnsupported when it is encrypted or of another kind.
  static Result<Identity> parse(std::string_view private_file);
  // Makes the key when there is none; others may not read it.
  static Result<Identity> load_or_create(const std::string& path);

  // "<public key>:<signature>", as the header Authorization of a request for a token has it.
  std::string authorization_of(std::string_view text) const;
  // "ssh-ed25519 AAAA...": what an account is told.
  std::string public_line() const;
  // What id_ed25519 holds.
  std::string private_file() const;

 private:
  std::string public_blob() const;

  Ed25519Key key_;
};

}  // namespace hearth::registry
