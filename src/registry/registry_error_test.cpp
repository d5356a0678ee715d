#include "registry/registry_error.h"

#include <gtest/gtest.h>

namespace hearth::registry {
namespace {

Error error_of(int status, std::string body) { return registry_error({.status = status, .body = std::move(body)}); }

TEST(RegistryError, HasTheRegistrysWords) {
  EXPECT_EQ(error_of(400, R"({"errors":[{"code":"NAME_INVALID","message":"invalid name"}]})").message,
            "400: invalid name");
  EXPECT_EQ(error_of(400, R"({"errors":[{"code":"NAME_INVALID"}]})").message, "400: NAME_INVALID");
  EXPECT_EQ(error_of(502, "bad\x1b[31m gateway\n").message, "502: bad [31m gateway");
  EXPECT_EQ(error_of(500, "").message, "the registry answers with status 500");
  EXPECT_EQ(error_of(500, std::string(5000, 'x')).message.size(), 5 + 200 + 3u);
}

TEST(RegistryError, TellsWhetherToTryAgain) {
  EXPECT_EQ(error_of(404, "").code, ErrorCode::kNotFound);
  EXPECT_EQ(error_of(503, "").code, ErrorCode::kIo);
  EXPECT_EQ(error_of(429, "").code, ErrorCode::kIo);
  EXPECT_EQ(error_of(403, "").code, ErrorCode::kUnsupported);
}

}  // namespace
}  // namespace hearth::registry
