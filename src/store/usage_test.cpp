#include "store/usage.h"

#include <gtest/gtest.h>

#include "store/test_store.h"

namespace hearth::store {
namespace {

using UsageTest = StoreTest;

TEST_F(UsageTest, CountsSharedBlobsOnce) {
  put("a", "config", "weights");
  put("b", "config", "longer weights");
  const Usage usage = *usage_of(store_);
  ASSERT_EQ(usage.models.size(), 2u);
  EXPECT_EQ(usage.models[0].name.display(), "b:latest");
  EXPECT_EQ(usage.models[0].size_bytes, 20u);
  EXPECT_EQ(usage.models[0].shared_bytes, 6u);
  EXPECT_EQ(usage.models[1].size_bytes, 13u);
  EXPECT_EQ(usage.used.n, 3u);
  EXPECT_EQ(usage.used.n_bytes, 6u + 7u + 14u);
  EXPECT_EQ(usage.total_bytes(), 27u);
}

TEST_F(UsageTest, TellsWhatNobodyHas) {
  const AddedBlob unused = *store_.blobs().add_bytes("nobody's");
  write_text(store_.blobs().path(Sha256::of("x")) + "-partial", "half");
  const Usage usage = *usage_of(store_);
  EXPECT_EQ(usage.unused.n, 1u);
  EXPECT_EQ(usage.unused.n_bytes, 8u);
  EXPECT_EQ(usage.unfinished.n, 1u);
  EXPECT_EQ(usage.unfinished.n_bytes, 4u);
  EXPECT_EQ(usage.used.n, 0u);
}

}  // namespace
}  // namespace hearth::store
