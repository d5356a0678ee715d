#include "registry/identity.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/base64.h"
#include "base/small_file.h"
#include "base/test_folder.h"

namespace hearth::registry {
namespace {

// Made by ssh-keygen of OpenSSH 9.2.
constexpr std::string_view kPrivate =
    "-----BEGIN OPENSSH PRIVATE KEY-----\n"
    "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n"
    "QyNTUxOQAAACCZXIMj/rIC5YPxKK03HJoLm9nxj2yrLh0zWXq3lhGtBAAAAIiXzRkIl80Z\n"
    "CAAAAAtzc2gtZWQyNTUxOQAAACCZXIMj/rIC5YPxKK03HJoLm9nxj2yrLh0zWXq3lhGtBA\n"
    "AAAEBAjTUz3P/QBUtWiVUqIWmfEH3oF7awFYozMRG8LCgV/JlcgyP+sgLlg/EorTccmgub\n"
    "2fGPbKsuHTNZereWEa0EAAAAAAECAwQF\n"
    "-----END OPENSSH PRIVATE KEY-----\n";
constexpr std::string_view kPublic = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJlcgyP+sgLlg/EorTccmgub2fGPbKsuHTNZereWEa0E";

TEST(Identity, IsReadAsOpenSshWritesIt) {
  const auto identity = Identity::parse(kPrivate);
  ASSERT_TRUE(identity) << identity.error().message;
  EXPECT_EQ(identity->public_line(), kPublic);
}

TEST(Identity, IsWrittenAsItIsRead) {
  const Identity identity(Ed25519Key::random());
  const auto again = Identity::parse(identity.private_file());
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->public_line(), identity.public_line());
}

TEST(Identity, SignsWithItsPublicKeyInFront) {
  const std::string authorization = Identity::parse(kPrivate)->authorization_of("GET,https://r/token,");
  EXPECT_TRUE(authorization.starts_with(std::string(kPublic.substr(12)) + ":"));
  const auto signature = base64_decode(authorization.substr(authorization.find(':') + 1));
  ASSERT_TRUE(signature);
  EXPECT_EQ(signature->size(), Ed25519Key::kSignatureBytes);
}

TEST(Identity, IsMadeOnceAndIsNobodyElsesToRead) {
  const TestFolder folder;
  const std::string path = folder.path() + "/new/id_ed25519";
  const auto made = Identity::load_or_create(path);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(Identity::load_or_create(path)->public_line(), made->public_line());
  EXPECT_EQ(read_small_file(path + ".pub"), made->public_line() + "\n");
  struct stat info{};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST(Identity, RefusesWhatIsNoKey) {
  const std::string good(kPrivate);
  EXPECT_FALSE(Identity::parse(""));
  EXPECT_FALSE(Identity::parse("-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"));
  for (size_t length = 0; length + 40 < good.size(); length += 7) {
    EXPECT_FALSE(Identity::parse(good.substr(0, length) + "\n-----END OPENSSH PRIVATE KEY-----\n")) << length;
  }
}

}  // namespace
}  // namespace hearth::registry
