#include "registry/identity.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include "base/base64.h"
#include "base/small_file.h"
#include "base/text.h"
#include "store/descriptor.h"
#include "store/files.h"

namespace hearth::registry {
namespace {

constexpr std::string_view kBegin = "-----BEGIN OPENSSH PRIVATE KEY-----\n";
constexpr std::string_view kEnd = "-----END OPENSSH PRIVATE KEY-----\n";
constexpr std::string_view kMagic("openssh-key-v1\0", 15);
constexpr std::string_view kType = "ssh-ed25519";
constexpr size_t kMaxFileBytes = size_t{16} << 10;

std::string u32(size_t value) {
  std::string out(4, '\0');
  for (int i = 0; i < 4; ++i) out[static_cast<size_t>(i)] = static_cast<char>(value >> (24 - 8 * i));
  return out;
}

// A text behind its length, of which the format is made.
std::string field(std::string_view text) { return u32(text.size()).append(text); }

template <size_t n>
std::string text_of(const std::array<uint8_t, n>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), n};
}

// Takes the parts of a key off its front.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::optional<uint32_t> number() {
    if (rest_.size() < 4) return std::nullopt;
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(rest_[i]);
    rest_.remove_prefix(4);
    return value;
  }
  std::optional<std::string_view> text() {
    const auto length = number();
    if (!length || *length > rest_.size()) return std::nullopt;
    const std::string_view text = rest_.substr(0, *length);
    rest_.remove_prefix(*length);
    return text;
  }

 private:
  std::string_view rest_;
};

std::unexpected<Error> corrupt(std::string_view why) {
  return fail(ErrorCode::kCorrupt, concat("not an OpenSSH private key: ", why));
}

Result<Ed25519Key> read_private_block(std::string_view block) {
  Reader reader(block);
  const auto check1 = reader.number(), check2 = reader.number();
  const auto type = reader.text(), public_key = reader.text(), private_key = reader.text();
  if (!private_key || check1 != check2) return corrupt("its private part breaks off");
  if (type != kType) return fail(ErrorCode::kUnsupported, "the key is not of the type ssh-ed25519");
  if (private_key->size() != Ed25519Key::kSeedBytes + Ed25519Key::kPublicBytes) return corrupt("wrong length");
  Ed25519Key::Seed seed{};
  std::copy_n(private_key->begin(), seed.size(), seed.begin());
  const Ed25519Key key = Ed25519Key::of_seed(seed);
  if (text_of(key.public_key()) != *public_key) return corrupt("its two halves do not belong together");
  return key;
}

// A file that nobody else may read, complete or not at all. Another process's counts as well as ours.
Status write_private(const std::string& path, std::string_view text) {
  const std::string temporary = concat(path, ".", getpid());
  {
    const store::Descriptor file(open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.is_open()) return store::system_error(temporary, "cannot be made");
    if (write(file.fd(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
      unlink(temporary.c_str());
      return store::system_error(temporary, "cannot be written");
    }
  }
  const bool linked = link(temporary.c_str(), path.c_str()) == 0 || errno == EEXIST;
  unlink(temporary.c_str());
  if (!linked) return store::system_error(path, "cannot be made");
  return {};
}

}  // namespace

Result<Identity> Identity::parse(std::string_view private_file) {
  const size_t begin = private_file.find(kBegin);
  const size_t end = private_file.find(kEnd.substr(0, kEnd.size() - 1));
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin + kBegin.size()) {
    return corrupt("its first or last line is missing");
  }
  const auto bytes = base64_decode(private_file.substr(begin + kBegin.size(), end - begin - kBegin.size()));
  if (!bytes || !bytes->starts_with(kMagic)) return corrupt("its content is something else");
  Reader reader(std::string_view(*bytes).substr(kMagic.size()));
  const auto cipher = reader.text(), kdf = reader.text(), kdf_options = reader.text();
  const auto n_keys = reader.number();
  const auto public_blob = reader.text(), private_block = reader.text();
  if (!private_block || !kdf_options || !public_blob || n_keys != 1) return corrupt("it breaks off");
  if (cipher != "none" || kdf != "none") return fail(ErrorCode::kUnsupported, "the key is encrypted");
  return Identity(TRY(read_private_block(*private_block)));
}

Result<Identity> Identity::load_or_create(const std::string& path) {
  const bool is_new = !std::filesystem::exists(path);
  if (is_new) {
    TRY(store::make_folders(std::filesystem::path(path).parent_path()));
    TRY(write_private(path, Identity(Ed25519Key::random()).private_file()));
  }
  auto identity = parse(TRY(read_small_file(path, kMaxFileBytes)));
  if (!identity) return within(path, std::move(identity.error()));
  // Of the key that is there: another process may have been quicker.
  if (is_new) TRY(write_private(path + ".pub", identity->public_line() + "\n"));
  return identity;
}

std::string Identity::public_blob() const { return field(kType) + field(text_of(key_.public_key())); }

std::string Identity::public_line() const { return concat(kType, " ", base64_encode(public_blob())); }

std::string Identity::private_file() const {
  constexpr size_t kLineLength = 70, kBlockBytes = 8;
  const std::string check = random_bytes(4);
  std::string block = check + check + field(kType) + field(text_of(key_.public_key()));
  block += field(text_of(key_.seed()) + text_of(key_.public_key())) + field("");
  for (char padding = 1; block.size() % kBlockBytes != 0; ++padding) block += padding;
  std::string bytes(kMagic);
  bytes += field("none") + field("none") + field("") + u32(1) + field(public_blob()) + field(block);
  const std::string base64 = base64_encode(bytes);
  std::string out(kBegin);
  for (size_t at = 0; at < base64.size(); at += kLineLength) out += base64.substr(at, kLineLength) + "\n";
  return out.append(kEnd);
}

std::string Identity::authorization_of(std::string_view text) const {
  return concat(base64_encode(public_blob()), ":", base64_encode(text_of(key_.sign(text))));
}

}  // namespace hearth::registry
