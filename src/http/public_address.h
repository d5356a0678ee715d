// is_public_address: whether an IP address is one that anybody on the internet may be told to connect to. What is not
// belongs to this machine, its network, or the machines of a data centre that answer with secrets (169.254.169.254).
#pragma once

#include <sys/socket.h>

#include <string>

namespace hearth::http {

// Of an IPv4 or IPv6 address; false for any other kind.
bool is_public_address(const sockaddr& address);
// Of an address as text; false for what is none.
bool is_public_address(const std::string& ip);
// Whether `host` is an IP address at all, and not a name.
bool is_ip_address(const std::string& host);

}  // namespace hearth::http
