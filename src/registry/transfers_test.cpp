#include "registry/transfers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "registry/test_registry.h"

namespace hearth::registry {
namespace {

class TransfersTest : public store::StoreTest {
 protected:
  Status pull(const ollama::TransferRequest& request) {
    return transfers_.pull(request, [](const ollama::Progress&) {}, {});
  }
  std::string host() const { return registry_.url().substr(std::string_view("http://").size()); }

  TestRegistry registry_;
  Transfers transfers_{store_, {}};
};

TEST_F(TransfersTest, UsePlainHttpOnlyWhenTheyAreAllowedTo) {
  registry_.add_model("weights");
  const std::string name = host() + "/me/tiny";
  const Status refused = pull({.model = name});
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("--insecure"));
  const Status pulled = pull({.model = name, .insecure = true});
  EXPECT_TRUE(pulled) << pulled.error().message;
  EXPECT_TRUE(store_.find(store::name_of(name)));
}

TEST_F(TransfersTest, RefuseWhatIsNoName) {
  EXPECT_FALSE(is_pullable("../x"));
  EXPECT_FALSE(is_pullable(""));
  EXPECT_TRUE(is_pullable("hf.co/a/b:Q4_K_M"));
  EXPECT_EQ(pull({.model = "a/b/c/d"}).error().code, ErrorCode::kInvalidArgument);
}

TEST_F(TransfersTest, FollowTheSettings) {
  const Settings settings = *Settings::combine({.environment = [](std::string_view name) {
    return name == "HEARTH_OFFLINE" ? std::optional<std::string_view>("1") : std::nullopt;
  }});
  const TransferOptions options = transfer_options(settings, "1.2");
  EXPECT_TRUE(options.fetcher.offline);
  EXPECT_THAT(options.fetcher.user_agent, testing::StartsWith("hearth/1.2 ("));
  EXPECT_EQ(options.hosts.registry, "https://registry.ollama.ai");
}

}  // namespace
}  // namespace hearth::registry
