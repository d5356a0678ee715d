#include "http/gzip.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>

namespace hearth::http {
namespace {

std::string gunzip(const std::string& packed, size_t size) {
  std::string out(size + 1, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

TEST(Gzip, IsUndoneByGunzip) {
  std::mt19937 random(1);
  for (const size_t size : {0, 1, 1000, 32768, 500000}) {
    std::string text(size, '\0');
    for (char& c : text) c = static_cast<char>(random());
    EXPECT_EQ(gunzip(gzip(text), size), text) << size;
    const std::string plain(size, 'a');
    EXPECT_EQ(gunzip(gzip(plain), size), plain) << size;
  }
}

TEST(Gzip, IsTakenOnlyByAClientThatNamesIt) {
  for (const char* accepted : {"gzip", "deflate, GZIP", "gzip;q=0.5, br", "br;q=1.0, gzip;q=1", "x, gzip ; q=0.001"}) {
    EXPECT_TRUE(accepts_gzip({{"Accept-Encoding", accepted}})) << accepted;
  }
  for (const char* accepted : {"", "identity", "br", "gzip;q=0", "gzip; q=0.00", "xgzip"}) {
    EXPECT_FALSE(accepts_gzip({{"Accept-Encoding", accepted}})) << accepted;
  }
  EXPECT_FALSE(accepts_gzip({}));
}

TEST(Gzip, OnlyLongTextIsCompressed) {
  const Headers client{{"Accept-Encoding", "gzip"}};
  const std::string text(5000, 'x');
  Response json = json_response(200, text);
  compress_if_useful(client, json);
  EXPECT_EQ(json.headers.find("Content-Encoding"), "gzip");
  EXPECT_EQ(json.headers.find("Vary"), "Accept-Encoding");
  EXPECT_EQ(gunzip(json.body, text.size()), text);

  Response brief = json_response(200, "{}");
  compress_if_useful(client, brief);
  EXPECT_EQ(brief.body, "{}");
  Response binary{.headers = {{"Content-Type", "application/octet-stream"}}, .body = text};
  compress_if_useful(client, binary);
  EXPECT_EQ(binary.body, text);
  Response other = json_response(200, text);
  compress_if_useful({}, other);
  EXPECT_EQ(other.body, text);
  EXPECT_EQ(other.headers.find("Vary"), "Accept-Encoding");
}

}  // namespace
}  // namespace hearth::http
