// For tests of TLS: a certificate that signs itself, made when the test runs.
#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <string>

#include "base/check.h"

namespace hearth::http {

// Writes a certificate for `host` ("127.0.0.1", an IP address) and its key as PEM.
inline void write_certificate(const std::string& host, const std::string& certificate_path,
                              const std::string& key_path) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
  CHECK(key && certificate);
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* name = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> names(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, ("IP:" + host).c_str()), &X509_EXTENSION_free);
  CHECK(names && X509_add_ext(certificate.get(), names.get(), -1) == 1);
  CHECK(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0);

  using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;
  const File certificate_file(std::fopen(certificate_path.c_str(), "w"), &std::fclose);
  const File key_file(std::fopen(key_path.c_str(), "w"), &std::fclose);
  CHECK(certificate_file && PEM_write_X509(certificate_file.get(), certificate.get()) == 1);
  CHECK(key_file && PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
}

}  // namespace hearth::http
