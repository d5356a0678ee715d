#include "http/inbound.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

namespace hearth::http {
namespace {

// A transport whose reads end when the test says so.
class ScriptedTransport final : public Transport {
 public:
  void handshake(Done) override {}
  void read_some(std::span<char> into, Done done) override {
    ++n_reads;
    into_ = into;
    done_ = std::move(done);
  }
  void write_all(std::string_view, Done) override {}
  void shut_down(Done) override {}
  void close() override {}

  void arrive(std::string_view bytes) {
    ASSERT_LE(bytes.size(), into_.size());
    std::ranges::copy(bytes, into_.begin());
    std::exchange(done_, nullptr)({}, bytes.size());
  }
  void end() { std::exchange(done_, nullptr)(std::make_error_code(std::errc::connection_reset), 0); }
  size_t room() const { return into_.size(); }

  int n_reads = 0;

 private:
  std::span<char> into_;
  Done done_;
};

TEST(Inbound, KeepsWhatArrivesUntilItIsUsed) {
  ScriptedTransport transport;
  int n_changes = 0;
  Inbound inbound(transport, [&] { ++n_changes; }, 8192);
  inbound.read_ahead();
  inbound.read_ahead();
  EXPECT_EQ(transport.n_reads, 1);
  transport.arrive("GET /a");
  EXPECT_EQ(inbound.bytes(), "GET /a");
  inbound.use(4);
  inbound.read_ahead();
  transport.arrive("bc");
  EXPECT_EQ(inbound.bytes(), "/abc");
  EXPECT_EQ(n_changes, 2);
}

TEST(Inbound, GrowsUpToItsLimitAndThenReadsNoMore) {
  ScriptedTransport transport;
  Inbound inbound(transport, [] {}, 10000);
  std::string all;
  while (!inbound.full()) {
    inbound.read_ahead();
    const std::string part(transport.room(), static_cast<char>('a' + transport.n_reads));
    all += part;
    transport.arrive(part);
  }
  EXPECT_EQ(inbound.bytes(), all);
  EXPECT_EQ(all.size(), 10000U);
  const int n_reads = transport.n_reads;
  inbound.read_ahead();
  EXPECT_EQ(transport.n_reads, n_reads);
  inbound.use(all.size());
  inbound.shrink();
  inbound.read_ahead();
  EXPECT_EQ(transport.room(), 4096U);
}

TEST(Inbound, NoticesTheEnd) {
  ScriptedTransport transport;
  int n_changes = 0;
  Inbound inbound(transport, [&] { ++n_changes; }, 8192);
  inbound.read_ahead();
  transport.end();
  EXPECT_TRUE(inbound.ended());
  EXPECT_FALSE(inbound.reading());
  EXPECT_EQ(n_changes, 1);
  inbound.read_ahead();
  EXPECT_EQ(transport.n_reads, 1);
}

}  // namespace
}  // namespace hearth::http
