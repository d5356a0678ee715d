#include "server/openapi.h"

#include <gtest/gtest.h>

namespace hearth::server {
namespace {

TEST(OpenApi, EveryPostThatReadsABodyDescribesIt) {
  const Json description = openapi_json("1");
  const Json::Object& paths = *description.find("paths")->if_object();
  EXPECT_GT(paths.size(), 20u);
  for (const auto& [path, item] : paths) {
    const Json* post = item.find("post");
    if (post == nullptr) continue;
    EXPECT_NE(post->find("requestBody"), nullptr) << path;
  }
}

TEST(OpenApi, NamesInAPathAreParameters) {
  const Json description = openapi_json("1");
  const Json* model = description.find("paths")->find("/v1/models/{id}");
  ASSERT_NE(model, nullptr);
  const Json& parameter = model->find("get")->find("parameters")->if_array()->front();
  EXPECT_EQ(*parameter.find("name"), Json("id"));
  EXPECT_EQ(*parameter.find("in"), Json("path"));
}

TEST(OpenApi, AllMethodsOfAPathStandTogether) {
  const Json description = openapi_json("1");
  const Json* blobs = description.find("paths")->find("/api/blobs/{digest}");
  ASSERT_NE(blobs, nullptr);
  EXPECT_NE(blobs->find("head"), nullptr);
  EXPECT_NE(blobs->find("post"), nullptr);
}

}  // namespace
}  // namespace hearth::server
