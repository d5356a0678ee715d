// What TlsContext is. Only tls.cpp and transport.cpp look inside, so that OpenSSL's headers stay in two files.
#pragma once

#include <boost/asio/ssl/context.hpp>

namespace hearth::http {

class TlsContext {
 public:
  boost::asio::ssl::context ssl{boost::asio::ssl::context::tls};
};

}  // namespace hearth::http
