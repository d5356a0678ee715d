#include "store/blob_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <optional>

#include "store/test_store.h"

namespace hearth::store {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class BlobStoreTest : public testing::Test {
 protected:
  BlobStoreTest() : blobs_(BlobStore::open(folder_.file("models")).value()) {}

  std::string user_file(std::string_view text) const {
    const std::string path = folder_.file("user.gguf");
    write_text(path, text);
    return path;
  }
  AddedBlob add_file(const std::string& path) const {
    auto added = blobs_.add_file(path);
    EXPECT_TRUE(added.has_value()) << added.error().message;
    return *std::move(added);
  }
  BlobStore::Removed remove(const Digest& digest) const {
    return blobs_.remove(digest, StoreLock::exclusive(blobs_.root()).value()).value();
  }
  size_t n_blobs() const { return n_entries(blobs_.folder()); }

  const gguf::TemporaryFolder folder_;
  const BlobStore blobs_;
};

TEST_F(BlobStoreTest, NamesBlobsByTheirContent) {
  const AddedBlob blob = blobs_.add_bytes("abc").value();
  EXPECT_EQ(blob.how, Added::kWritten);
  EXPECT_EQ(blob.digest(), Sha256::of("abc"));
  EXPECT_EQ(blob.size_bytes(), 3u);
  EXPECT_EQ(blobs_.path(blob.digest()), concat(folder_.file("models/blobs/sha256-"), Sha256::of("abc").hex()));
  EXPECT_EQ(content_of(blobs_.path(blob.digest())), "abc");
  EXPECT_TRUE(blobs_.has(blob.digest()));
  EXPECT_EQ(blobs_.size(blob.digest()), 3u);
  EXPECT_EQ(blobs_.read(blob.digest(), 3), "abc");
  EXPECT_TRUE(blobs_.verify(blob.digest()));
  EXPECT_EQ(n_blobs(), 1u);
}

TEST_F(BlobStoreTest, KeepsWhatIsThere) {
  const AddedBlob first = blobs_.add_bytes("abc").value();
  const AddedBlob second = blobs_.add_bytes("abc").value();
  EXPECT_EQ(second.how, Added::kAlreadyThere);
  EXPECT_EQ(n_blobs(), 1u);
}

TEST_F(BlobStoreTest, SaysWhatIsMissing) {
  const Digest digest = Sha256::of("abc");
  EXPECT_FALSE(blobs_.has(digest));
  EXPECT_EQ(blobs_.size(digest).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(blobs_.pin(digest).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(blobs_.read(digest, 10).error().message, blobs_.path(digest) + ": No such file or directory");
}

TEST_F(BlobStoreTest, NoticesBadContentAndMendsIt) {
  const Digest digest = blobs_.add_bytes("abc")->digest();
  write_text(blobs_.path(digest), "abd");
  EXPECT_EQ(blobs_.read(digest, 10).error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(blobs_.verify(digest).error().message, HasSubstr("its content is not what its name says"));
  EXPECT_EQ(blobs_.add_bytes("abc")->how, Added::kWritten);
  EXPECT_TRUE(blobs_.verify(digest));

  fs::resize_file(blobs_.path(digest), 1);
  auto writer = blobs_.writer().value();
  ASSERT_TRUE(writer.append(gguf::as_bytes("abc")));
  EXPECT_EQ(std::move(writer).commit()->how, Added::kWritten);
  EXPECT_TRUE(blobs_.verify(digest));
}

TEST_F(BlobStoreTest, ReadsUpToABound) {
  const Digest digest = blobs_.add_bytes("abc")->digest();
  EXPECT_THAT(blobs_.read(digest, 2).error().message, HasSubstr("has 3 bytes, expected at most 2"));
}

// --- removing and pinning ---

TEST_F(BlobStoreTest, RemovesNothingThatIsPinned) {
  auto added = std::make_optional(blobs_.add_bytes("abc").value());
  const Digest digest = added->digest();
  EXPECT_EQ(remove(digest), BlobStore::Removed::kInUse);
  auto pin = std::make_optional(blobs_.pin(digest).value());
  EXPECT_EQ(pin->size_bytes(), 3u);
  added.reset();
  EXPECT_EQ(remove(digest), BlobStore::Removed::kInUse);
  pin.reset();
  EXPECT_EQ(remove(digest), BlobStore::Removed::kYes);
  EXPECT_EQ(remove(digest), BlobStore::Removed::kWasAbsent);
  EXPECT_EQ(n_blobs(), 0u);
}

// --- pieces ---

TEST_F(BlobStoreTest, TakesPiecesUnderTheirDeclaredDigestOnly) {
  auto good = blobs_.writer(6).value();
  ASSERT_TRUE(good.append(gguf::as_bytes("abc")));
  ASSERT_TRUE(good.append(gguf::as_bytes("def")));
  EXPECT_EQ(std::move(good).commit(Sha256::of("abcdef"))->size_bytes(), 6u);

  auto bad = blobs_.writer(6).value();
  ASSERT_TRUE(bad.append(gguf::as_bytes("abc")));
  const auto committed = std::move(bad).commit(Sha256::of("other"));
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(committed.error().message, concat("digest mismatch, expected \"", Sha256::of("other").text(), "\", got \"",
                                              Sha256::of("abc").text(), "\""));
  EXPECT_FALSE(blobs_.has(Sha256::of("other")));
}

TEST_F(BlobStoreTest, AWriterThatIsGivenUpLeavesNothing) {
  {
    auto writer = blobs_.writer(1000).value();
    ASSERT_TRUE(writer.append(gguf::as_bytes("abc")));
    EXPECT_EQ(n_blobs(), 1u);
  }
  EXPECT_EQ(n_blobs(), 0u);
}

TEST_F(BlobStoreTest, TwoWritersOfTheSameBytesShareOneBlob) {
  auto first = blobs_.writer().value(), second = blobs_.writer().value();
  ASSERT_TRUE(first.append(gguf::as_bytes("abc")));
  ASSERT_TRUE(second.append(gguf::as_bytes("abc")));
  const AddedBlob one = std::move(first).commit().value();
  const AddedBlob other = std::move(second).commit().value();
  EXPECT_EQ(other.how, Added::kAlreadyThere);
  EXPECT_EQ(n_blobs(), 1u);
}

// --- local files ---

TEST_F(BlobStoreTest, SharesALocalFileInsteadOfCopyingIt) {
  const std::string path = user_file("weights"), again = folder_.file("again.gguf");
  const AddedBlob blob = add_file(path);
  EXPECT_TRUE(blob.how == Added::kHardLinked || blob.how == Added::kReflinked);
  EXPECT_EQ(content_of(blobs_.path(blob.digest())), "weights");
  EXPECT_EQ(fs::equivalent(blobs_.path(blob.digest()), path), blob.how == Added::kHardLinked);
  fs::copy_file(path, again);
  EXPECT_EQ(add_file(again).how, Added::kAlreadyThere);
  EXPECT_EQ(add_file(path).how, Added::kAlreadyThere);
  EXPECT_EQ(n_blobs(), 1u);
}

TEST_F(BlobStoreTest, TheStoreOutlivesTheLocalFileAndTheReverse) {
  const std::string path = user_file("weights");
  const Digest digest = add_file(path).digest();
  fs::remove(path);
  EXPECT_TRUE(blobs_.verify(digest));
  const std::string second = user_file("other weights");
  const Digest other = blobs_.add_file(second)->digest();
  EXPECT_EQ(remove(other), BlobStore::Removed::kYes);
  EXPECT_EQ(content_of(second), "other weights");
}

TEST_F(BlobStoreTest, NoticesThatALocalFileWasChangedInPlace) {
  const std::string path = user_file("weights");
  const AddedBlob blob = add_file(path);
  std::ofstream(path, std::ios::in | std::ios::out) << "W";
  fs::last_write_time(path, fs::last_write_time(path) + std::chrono::hours(1));
  const auto pin = blobs_.pin(blob.digest());
  if (blob.how == Added::kReflinked) {
    EXPECT_TRUE(pin);
    return;
  }
  ASSERT_FALSE(pin);
  EXPECT_EQ(pin.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(pin.error().message, HasSubstr(concat("was linked to ", path, ", which has changed since")));
  // The right bytes mend the blob and leave the user's file as it is.
  EXPECT_EQ(blobs_.add_bytes("weights")->how, Added::kWritten);
  EXPECT_TRUE(blobs_.pin(blob.digest()));
  EXPECT_EQ(content_of(path), "Weights");
}

TEST_F(BlobStoreTest, ANewTimeAloneIsNoChange) {
  const std::string path = user_file("weights");
  const Digest digest = add_file(path).digest();
  fs::last_write_time(path, fs::last_write_time(path) + std::chrono::hours(1));
  EXPECT_TRUE(blobs_.pin(digest));
  struct stat info{};
  ASSERT_EQ(stat(blobs_.path(digest).c_str(), &info), 0);
  EXPECT_NE(blobs_.linked_files().compare(digest, info), LinkedFiles::State::kChanged);
}

TEST_F(BlobStoreTest, DoesNotShareWhatOthersMayWrite) {
  const std::string path = user_file("weights");
  fs::permissions(path, fs::perms::group_write, fs::perm_options::add);
  const AddedBlob blob = add_file(path);
  EXPECT_NE(blob.how, Added::kHardLinked);
  EXPECT_FALSE(fs::equivalent(blobs_.path(blob.digest()), path));
  EXPECT_EQ(content_of(blobs_.path(blob.digest())), "weights");
}

TEST_F(BlobStoreTest, CopiesFromAnotherFileSystem) {
  const std::string path = "/dev/shm/hearth-blob-store-test-" + std::to_string(getpid());
  std::ofstream(path) << std::string(3'000'000, 'x');
  const auto added = blobs_.add_file(fs::exists(path) ? path : user_file(std::string(3'000'000, 'x')));
  fs::remove(path);
  ASSERT_TRUE(added) << added.error().message;
  EXPECT_TRUE(blobs_.verify(added->digest()));
  EXPECT_EQ(n_blobs(), 1u);
}

TEST_F(BlobStoreTest, FollowsALinkToTheFile) {
  const std::string path = user_file("weights"), link = folder_.file("link.gguf");
  fs::create_symlink(path, link);
  const AddedBlob blob = add_file(link);
  EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(blobs_.path(blob.digest()))));
  EXPECT_EQ(content_of(blobs_.path(blob.digest())), "weights");
}

TEST_F(BlobStoreTest, RefusesWhatIsNoFile) {
  EXPECT_EQ(blobs_.add_file(folder_.file("none")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(blobs_.add_file(folder_.file("")).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(n_blobs(), 0u);
}

TEST_F(BlobStoreTest, RenamesTheBlobsOfAnOldStore) {
  const Digest digest = Sha256::of("abc");
  write_text(concat(blobs_.folder(), "/", digest.text()), "abc");
  EXPECT_FALSE(blobs_.has(digest));
  EXPECT_TRUE(BlobStore::open(blobs_.root())->verify(digest));
  EXPECT_EQ(n_blobs(), 1u);
}

// --- a full disk ---

// A limit on the size of files stands for a disk of that size: writing beyond it fails in the same places.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t n_bytes) {
    before_signal_ = std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{n_bytes, before_.rlim_max};
    EXPECT_EQ(setrlimit(RLIMIT_FSIZE, &limit), 0);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, before_signal_);
  }

 private:
  rlimit before_{};
  void (*before_signal_)(int) = nullptr;
};

TEST_F(BlobStoreTest, KnowsBeforeWritingThatAFileDoesNotFit) {
  const FileSizeLimit limit(100'000);
  const auto writer = blobs_.writer(150'000);
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().code, ErrorCode::kIo);
  EXPECT_THAT(writer.error().message, HasSubstr("150000 bytes are needed, "));
  EXPECT_THAT(writer.error().message, HasSubstr("remove a model, or set OLLAMA_MODELS"));
  EXPECT_EQ(n_blobs(), 0u);
}

TEST_F(BlobStoreTest, LeavesNothingWhenTheDiskFillsUp) {
  {
    const FileSizeLimit limit(100'000);
    auto writer = blobs_.writer().value();
    EXPECT_TRUE(writer.append(gguf::as_bytes(std::string(90'000, 'x'))));
    const Status full = writer.append(gguf::as_bytes(std::string(90'000, 'x')));
    ASSERT_FALSE(full);
    EXPECT_THAT(full.error().message, HasSubstr(" are free on this disk"));
  }
  EXPECT_EQ(n_blobs(), 0u);
}

}  // namespace
}  // namespace hearth::store
