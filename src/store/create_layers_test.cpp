#include "store/create_layers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/test_store.h"

namespace hearth::store {
namespace {

using testing::ElementsAre;

class LayerListTest : public StoreTest {
 protected:
  std::vector<std::string> kinds() const {
    std::vector<std::string> names;
    for (const Layer& layer : layers_.layers())
      names.push_back(layer.media_type.substr(layer.media_type.rfind('.') + 1));
    return names;
  }
  LayerList layers_{store_};
};

TEST_F(LayerListTest, KeepsTheOrderInWhichLayersCame) {
  ASSERT_TRUE(layers_.add_text(LayerKind::kSystem, "one"));
  ASSERT_TRUE(layers_.add_text(LayerKind::kLicense, "MIT"));
  ASSERT_TRUE(layers_.add_text(LayerKind::kLicense, "BSD"));
  EXPECT_THAT(kinds(), ElementsAre("system", "license", "license"));
  layers_.remove(LayerKind::kLicense);
  EXPECT_THAT(kinds(), ElementsAre("system"));
  EXPECT_EQ(layers_.text(LayerKind::kSystem), "one");
  EXPECT_EQ(layers_.text(LayerKind::kTemplate), "");
}

TEST_F(LayerListTest, TellsNewLayersFromThoseThatWereThere) {
  put("base", "{}", "weights");
  layers_.inherit(store_.open_model(name_of("base")).value());
  ASSERT_TRUE(layers_.add_text(LayerKind::kSystem, "new"));
  EXPECT_EQ(layers_.layers()[0].from, "base:latest");
  EXPECT_THAT(layers_.statuses(), ElementsAre("using existing layer " + Sha256::of("weights").text(),
                                              "creating new layer " + Sha256::of("new").text()));
}

TEST_F(LayerListTest, ReplacesALayerInItsPlace) {
  put("base", "{}", "weights");
  layers_.inherit(store_.open_model(name_of("base")).value());
  ASSERT_TRUE(layers_.add_text(LayerKind::kSystem, "s"));
  layers_.replace(LayerKind::kModel, store_.blobs().add_bytes("smaller").value());
  EXPECT_THAT(kinds(), ElementsAre("model", "system"));
  EXPECT_EQ(layers_.find(LayerKind::kModel)->digest, Sha256::of("smaller"));
  EXPECT_EQ(layers_.find(LayerKind::kModel)->from, "");
}

TEST_F(LayerListTest, LetsGoOfWhatIsNoLayerAnyMore) {
  put("base", "{}", "weights");
  layers_.inherit(store_.open_model(name_of("base")).value());
  layers_.remove(LayerKind::kModel);
  EXPECT_FALSE(store_.remove(name_of("base"))->in_use.empty());
  put("base", "{}", "weights");
  layers_.drop_other_pins();
  EXPECT_TRUE(store_.remove(name_of("base"))->in_use.empty());
}

}  // namespace
}  // namespace hearth::store
