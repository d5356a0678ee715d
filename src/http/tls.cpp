#include "http/tls.h"

#include <openssl/ssl.h>

#include "base/text.h"
#include "http/tls_context.h"

namespace hearth::http {
namespace {

using boost::system::error_code;

Result<std::shared_ptr<TlsContext>> make_context() {
  auto context = std::make_shared<TlsContext>();
  if (SSL_CTX_set_min_proto_version(context->ssl.native_handle(), TLS1_2_VERSION) != 1) {
    return fail(ErrorCode::kUnsupported, "this OpenSSL does not offer TLS 1.2 or newer");
  }
  return context;
}

std::unexpected<Error> cannot_use(std::string_view what, const std::string& file, const error_code& error) {
  return fail(ErrorCode::kInvalidArgument, concat("cannot use the ", what, " in ", file, ": ", error.message()));
}

}  // namespace

Result<std::shared_ptr<TlsContext>> load_server_tls(const std::string& certificate, const std::string& key) {
  std::shared_ptr<TlsContext> context = TRY(make_context());
  error_code error;
  if (context->ssl.use_certificate_chain_file(certificate, error))
    return cannot_use("TLS certificate", certificate, error);
  if (context->ssl.use_private_key_file(key, boost::asio::ssl::context::pem, error)) {
    return cannot_use("TLS key", key, error);
  }
  if (SSL_CTX_check_private_key(context->ssl.native_handle()) != 1) {
    return fail(ErrorCode::kInvalidArgument,
                concat("the TLS key in ", key, " is not that of the certificate in ", certificate));
  }
  return context;
}

Result<std::shared_ptr<TlsContext>> load_client_tls(const std::string& ca_file) {
  std::shared_ptr<TlsContext> context = TRY(make_context());
  context->ssl.set_verify_mode(boost::asio::ssl::verify_peer);
  error_code error;
  if (ca_file.empty() ? context->ssl.set_default_verify_paths(error) : context->ssl.load_verify_file(ca_file, error)) {
    return cannot_use("TLS authorities", ca_file.empty() ? "the system's store" : ca_file, error);
  }
  return context;
}

}  // namespace hearth::http
