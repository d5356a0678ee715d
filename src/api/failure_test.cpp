#include "api/failure.h"

#include <gtest/gtest.h>

namespace hearth::api {
namespace {

TEST(Failure, TheStatusSaysWhoCanPutItRight) {
  EXPECT_EQ(failure({ErrorCode::kInvalidArgument, "x"}).status, 400);
  EXPECT_EQ(failure({ErrorCode::kUnsupported, "x"}).status, 400);
  EXPECT_EQ(failure({ErrorCode::kNotFound, "x"}).status, 404);
  EXPECT_EQ(failure({ErrorCode::kBusy, "x"}).status, 503);
  EXPECT_EQ(failure({ErrorCode::kIo, "x"}).status, 500);
}

TEST(Failure, ARefusalNamesItsField) {
  EXPECT_EQ(refuse("n", "too many").error(), (Failure{.status = 400, .message = "too many", .field = "n"}));
}

}  // namespace
}  // namespace hearth::api
