#include "cli/send_files.h"

#include <algorithm>
#include <fstream>
#include <span>

#include "base/text.h"

namespace hearth::cli {
namespace {

using OnProgress = Backend::On<ollama::Progress>;

// A file that is read in parts, as often as needed.
class Source {
 public:
  explicit Source(const std::string& path) : path_(path), stream_(path, std::ios::binary) {}

  Result<uint64_t> size_bytes() {
    stream_.seekg(0, std::ios::end);
    const std::streamoff size = stream_.tellg();
    if (!stream_ || size < 0) return failed();
    rewind();
    return static_cast<uint64_t>(size);
  }
  // The next part; 0 at the end.
  Result<size_t> read(std::span<char> into) {
    stream_.read(into.data(), static_cast<std::streamsize>(into.size()));
    if (stream_.bad() || (stream_.fail() && !stream_.eof())) return failed();
    return static_cast<size_t>(stream_.gcount());
  }
  void rewind() {
    stream_.clear();
    stream_.seekg(0);
  }
  std::unexpected<Error> failed() const { return fail(ErrorCode::kIo, concat("cannot read ", path_)); }

 private:
  const std::string& path_;
  std::ifstream stream_;
};

Result<Digest> digest_of(Source& file, const std::stop_token& stop) {
  std::vector<char> part(size_t{1} << 20);
  Sha256 sum;
  for (;;) {
    const size_t n = TRY(file.read(part));
    if (n == 0) return sum.finish();
    if (stop.stop_requested()) return fail(ErrorCode::kBusy, "stopped");
    sum.update({reinterpret_cast<const uint8_t*>(part.data()), n});
  }
}

class Sender {
 public:
  Sender(HttpBackend& server, const OnProgress& on_progress, const std::stop_token& stop)
      : server_(server), on_progress_(on_progress), stop_(stop) {}

  // Two files of one name, from different folders, are told apart by a number.
  Result<ollama::FileDigests> send(const std::vector<store::SourceFile>& files) {
    ollama::FileDigests sent;
    for (const store::SourceFile& file : files) {
      const Digest digest = TRY(send(file.path));
      const bool known = std::ranges::any_of(sent, [&](const auto& other) { return other.first == file.name; });
      sent.emplace_back(known ? concat(sent.size(), '/', file.name) : file.name, digest.text());
    }
    return sent;
  }

 private:
  Result<Digest> send(const std::string& path) {
    say("gathering model components");
    Source file(path);
    const uint64_t size = TRY(file.size_bytes());
    const Digest digest = TRY(digest_of(file, stop_));
    if (TRY(server_.has_blob(digest))) return digest;
    file.rewind();
    uint64_t n_sent = 0;
    const http::BodySource source{.size_bytes = size, .read = [&](std::span<char> into) -> Result<size_t> {
                                    const size_t n = TRY(file.read(into));
                                    if (n == 0) return file.failed();  // it has become shorter
                                    n_sent += n;
                                    say(concat("copying file ", digest.text(), ' ', n_sent * 100 / size, '%'));
                                    return n;
                                  }};
    TRY(server_.add_blob(digest, source, stop_));
    return digest;
  }

  void say(std::string status) { on_progress_(ollama::Progress{.status = std::move(status)}); }

  HttpBackend& server_;
  const OnProgress& on_progress_;
  const std::stop_token& stop_;
};

// Options as a request has them. They were checked when they were read, and what was odd was told.
Result<api::Options> options_of(const Json& parameters) {
  api::Warnings told_before;
  return api::parse_options(parameters, told_before);
}

}  // namespace

Result<ollama::CreateRequest> send_files(HttpBackend& server, const store::CreateRequest& request,
                                         const OnProgress& on_progress, const std::stop_token& stop) {
  Sender sender(server, on_progress, stop);
  ollama::CreateRequest made{.model = request.name.display(),
                             .quantize = request.quantize,
                             .draft_quantize = request.draft_quantize,
                             .template_text = request.template_text,
                             .license = request.licenses,
                             .system = request.system,
                             .messages = request.messages,
                             .renderer = request.renderer,
                             .parser = request.parser,
                             .requires_version = request.requires_version};
  if (request.from) made.from = request.from->display();
  made.files = TRY(sender.send(request.files));
  made.adapters = TRY(sender.send(request.adapters));
  made.draft_files = TRY(sender.send(request.draft_files));
  made.parameters = TRY(options_of(request.parameters));
  if (!request.load_settings.if_object()->empty()) made.env = request.load_settings;
  return made;
}

}  // namespace hearth::cli
