#include "runtime/prefix_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "sampling/counter_rng.h"

namespace hearth::runtime {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;
using Tokens = std::vector<int32_t>;
using Pages = std::vector<int32_t>;

constexpr int32_t kPage = KvPool::kPagePositions;

// n tokens, counted up from `first`.
Tokens run_of(int32_t n, int32_t first) {
  Tokens tokens(static_cast<size_t>(n));
  std::iota(tokens.begin(), tokens.end(), first);
  return tokens;
}

Tokens operator+(Tokens a, const Tokens& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

class PrefixTreeTest : public testing::Test {
 protected:
  explicit PrefixTreeTest(EvictionPolicy policy = EvictionPolicy::kLru, int32_t n_pages = 8)
      : pool(n_pages), tree(pool, policy) {}

  Pages take(size_t n) {
    Pages pages;
    while (pages.size() < n) pages.push_back(pool.take().value());
    return pages;
  }
  void drop(const Pages& pages) {
    for (const int32_t page : pages) pool.drop_user(page);
  }
  // A sequence computes these tokens in pages of its own, names them and is still there.
  Pages compute(const Tokens& tokens, std::string_view salt = "") {
    Pages pages = take(static_cast<size_t>(KvPool::pages_for(static_cast<int64_t>(tokens.size()))));
    tree.insert(salt, tokens, pages);
    return pages;
  }
  // The same, and then it ends.
  Pages finish(const Tokens& tokens, std::string_view salt = "") {
    const Pages pages = compute(tokens, salt);
    drop(pages);
    return pages;
  }
  int32_t n_found(const Tokens& tokens, std::string_view salt = "") const { return tree.find(salt, tokens).n_tokens(); }

  KvPool pool;
  PrefixTree tree;
};

class PrefixTreeFifoTest : public PrefixTreeTest {
 protected:
  PrefixTreeFifoTest() : PrefixTreeTest(EvictionPolicy::kFifo) {}
};

class PrefixTreeNoneTest : public PrefixTreeTest {
 protected:
  PrefixTreeNoneTest() : PrefixTreeTest(EvictionPolicy::kNone) {}
};

class PrefixTreeLargeTest : public PrefixTreeTest {
 protected:
  PrefixTreeLargeTest() : PrefixTreeTest(EvictionPolicy::kLru, 400) {}
};

TEST(EvictionPolicy, HasAName) {
  EXPECT_EQ(parse_eviction_policy("lru"), EvictionPolicy::kLru);
  EXPECT_EQ(parse_eviction_policy("fifo"), EvictionPolicy::kFifo);
  EXPECT_EQ(parse_eviction_policy("none"), EvictionPolicy::kNone);
  const auto error = parse_eviction_policy("LRU");
  ASSERT_FALSE(error.has_value());
  EXPECT_EQ(error.error().message, "\"LRU\" is no way to evict KV pages, expected lru, fifo or none");
}

TEST_F(PrefixTreeTest, KnowsNothingAtFirst) {
  const PrefixMatch match = tree.find("", run_of(200, 0));
  EXPECT_THAT(match.pages, IsEmpty());
  EXPECT_FALSE(match.copy.has_value());
  EXPECT_EQ(match.n_tokens(), 0);
}

TEST_F(PrefixTreeTest, FindsWholePagesInOrder) {
  const Pages pages = finish(run_of(3 * kPage, 0));
  const PrefixMatch match = tree.find("", run_of(3 * kPage, 0) + run_of(30, 5000));
  EXPECT_THAT(match.pages, ElementsAreArray(pages));
  EXPECT_FALSE(match.copy.has_value());
}

TEST_F(PrefixTreeTest, APageIsKnownWhileItsSequenceStillRuns) {
  const Pages pages = compute(run_of(kPage, 0));
  const PrefixMatch match = tree.find("", run_of(kPage + 5, 0));
  EXPECT_THAT(match.pages, ElementsAreArray(pages));
  EXPECT_EQ(tree.n_pages_in_use(match), 1);
  tree.acquire(match);
  EXPECT_EQ(pool.n_users(pages[0]), 2);
}

TEST_F(PrefixTreeTest, EqualTokensAfterOtherOnesAreAnotherPage) {
  finish(run_of(kPage, 0) + run_of(kPage, 7000));
  EXPECT_EQ(n_found(run_of(kPage, 7000)), 0);
  EXPECT_EQ(n_found(run_of(kPage, 300) + run_of(kPage, 7000)), 0);
}

TEST_F(PrefixTreeTest, TheNextTurnOfAChatFindsAllOfTheOneBefore) {
  const Tokens first_turn = run_of(kPage + 20, 0);
  const Pages pages = finish(first_turn);
  const PrefixMatch match = tree.find("", first_turn + run_of(100, 9000));
  EXPECT_THAT(match.pages, ElementsAre(pages[0]));
  ASSERT_TRUE(match.copy.has_value());
  EXPECT_EQ(match.copy->page, pages[1]);
  EXPECT_EQ(match.copy->n_positions, 20);
  EXPECT_EQ(match.n_tokens(), kPage + 20);
}

TEST_F(PrefixTreeTest, AWholePageServesItsBeginningToAPromptThatLeavesIt) {
  const Pages pages = finish(run_of(kPage, 0));
  const PrefixMatch match = tree.find("", run_of(10, 0) + run_of(100, 9000));
  EXPECT_THAT(match.pages, IsEmpty());
  EXPECT_EQ(match.copy->page, pages[0]);
  EXPECT_EQ(match.copy->n_positions, 10);
  EXPECT_EQ(n_found(run_of(kPage - 1, 0)), kPage - 1);  // or ends in it
}

TEST_F(PrefixTreeTest, CopiesFromTheSiblingThatAgreesLongest) {
  finish(run_of(5, 0) + run_of(5, 100));
  const Pages best = finish(run_of(8, 0) + run_of(5, 200));
  finish(run_of(5, 0) + run_of(5, 300));
  finish(run_of(2, 0) + run_of(5, 400));
  const PrefixMatch match = tree.find("", run_of(30, 0));
  EXPECT_EQ(match.copy->page, best[0]);
  EXPECT_EQ(match.copy->n_positions, 8);
}

TEST_F(PrefixTreeLargeTest, AgreesWithComparingEveryChild) {
  std::vector<Tokens> known;
  for (uint64_t i = 0; i < 400; ++i) {
    const auto draw = [&](uint64_t k, int32_t n) { return static_cast<int32_t>(sampling::uniform(i, k) * n); };
    Tokens tokens;
    const int32_t n = 1 + draw(0, 6);
    for (int32_t k = 1; k <= n; ++k) tokens.push_back(draw(static_cast<uint64_t>(k), 3));
    int32_t longest = 0;
    for (const Tokens& other : known) {
      const auto [end, _] = std::ranges::mismatch(other, tokens);
      longest = std::max(longest, static_cast<int32_t>(end - other.begin()));
    }
    EXPECT_EQ(n_found(tokens), longest);
    finish(tokens);
    known.push_back(tokens);
    EXPECT_EQ(n_found(tokens), n);
  }
}

TEST_F(PrefixTreeTest, SaltsNeverShare) {
  finish(run_of(kPage + 3, 0), "tenant a");
  EXPECT_EQ(n_found(run_of(kPage + 3, 0), "tenant b"), 0);
  EXPECT_EQ(n_found(run_of(kPage + 3, 0), ""), 0);
  EXPECT_EQ(n_found(run_of(kPage + 3, 0), "tenant a"), kPage + 3);
  finish(run_of(kPage + 3, 0), "tenant b");
  EXPECT_EQ(tree.n_nodes(), 4);
}

TEST_F(PrefixTreeTest, AnEmptySequenceLeavesNothingBehind) {
  tree.insert("salt", {}, {});
  EXPECT_EQ(tree.n_nodes(), 0);
}

TEST_F(PrefixTreeTest, EqualPagesAreExchangedForOne) {
  const Tokens tokens = run_of(2 * kPage, 0);
  const Pages first = compute(tokens);
  Pages second = take(2);
  EXPECT_EQ(pool.n_free(), 4);
  tree.insert("", tokens, second);
  EXPECT_EQ(second, first);
  EXPECT_EQ(pool.n_free(), 6);
  EXPECT_EQ(pool.n_users(first[0]), 2);
  drop(first);
  EXPECT_EQ(pool.n_cached(), 0);
  drop(second);
  EXPECT_EQ(pool.n_cached(), 2);
}

TEST_F(PrefixTreeTest, AnEqualPageThatNobodyUsedIsInUseAfterTheExchange) {
  const Pages cached = finish(run_of(kPage, 0));
  EXPECT_EQ(compute(run_of(kPage, 0)), cached);
  EXPECT_EQ(tree.evict(8), 0);
}

TEST_F(PrefixTreeTest, APageMayBeNamedAgainAsTheSequenceGrows) {
  Pages pages = compute(run_of(kPage, 0));
  const Pages before = pages;
  pages.push_back(pool.take().value());
  tree.insert("", run_of(2 * kPage, 0), pages);
  EXPECT_EQ(pages[0], before[0]);
  EXPECT_EQ(pool.n_users(pages[0]), 1);
  EXPECT_EQ(tree.n_nodes(), 2);
}

TEST_F(PrefixTreeTest, ABeginningIsDroppedWhenALongerPageIsKnown) {
  finish(run_of(10, 0));
  finish(run_of(20, 0));
  EXPECT_EQ(tree.n_nodes(), 1);
  EXPECT_EQ(pool.n_free(), 7);
  finish(run_of(kPage, 0));
  EXPECT_EQ(tree.n_nodes(), 1);
  finish(run_of(30, 0));  // nothing new
  EXPECT_EQ(tree.n_nodes(), 1);
  EXPECT_EQ(pool.n_free(), 7);
}

TEST_F(PrefixTreeTest, ABeginningDroppedWhileItIsCopiedLivesUntilItsUserIsGone) {
  finish(run_of(10, 0));
  const PrefixMatch match = tree.find("", run_of(10, 0));
  tree.acquire(match);
  finish(run_of(20, 0));
  EXPECT_EQ(pool.n_users(match.copy->page), 1);
  pool.drop_user(match.copy->page);
  EXPECT_EQ(pool.n_free(), 7);
}

TEST_F(PrefixTreeTest, EvictsLeavesFirstAndNothingInUse) {
  const Pages a = finish(run_of(3 * kPage, 0));
  EXPECT_EQ(tree.evict(1), 1);
  EXPECT_EQ(n_found(run_of(3 * kPage, 0)), 2 * kPage);
  tree.acquire(tree.find("", run_of(kPage, 0)));
  EXPECT_EQ(tree.evict(8), 1);
  EXPECT_EQ(n_found(run_of(3 * kPage, 0)), kPage);
  pool.drop_user(a[0]);
  EXPECT_EQ(tree.evict(8), 1);
  EXPECT_EQ(tree.n_nodes(), 0);
  EXPECT_EQ(pool.n_free(), 8);
  EXPECT_EQ(tree.counters().evictions, 3u);
}

TEST_F(PrefixTreeTest, LruEvictsWhatWasUnusedLongest) {
  finish(run_of(kPage, 1000));
  finish(run_of(kPage, 2000));
  const PrefixMatch match = tree.find("", run_of(kPage, 1000));
  tree.acquire(match);
  drop(match.pages);
  tree.evict(1);
  EXPECT_EQ(n_found(run_of(kPage, 1000)), kPage);
  EXPECT_EQ(n_found(run_of(kPage, 2000)), 0);
}

TEST_F(PrefixTreeFifoTest, EvictsWhatWasKnownFirst) {
  finish(run_of(kPage, 1000));
  finish(run_of(kPage, 2000));
  const PrefixMatch match = tree.find("", run_of(kPage, 1000));
  tree.acquire(match);
  drop(match.pages);
  tree.evict(1);
  EXPECT_EQ(n_found(run_of(kPage, 1000)), 0);
  EXPECT_EQ(n_found(run_of(kPage, 2000)), kPage);
}

TEST_F(PrefixTreeNoneTest, SharesPagesWhileTheyAreUsedAndKeepsNone) {
  const Tokens tokens = run_of(2 * kPage + 5, 0);
  const Pages first = compute(tokens);
  const PrefixMatch match = tree.find("", run_of(kPage, 0) + run_of(kPage, 5000));
  tree.acquire(match);
  drop(first);
  EXPECT_EQ(n_found(tokens), kPage);
  EXPECT_EQ(tree.n_nodes(), 1);
  drop(match.pages);
  EXPECT_EQ(tree.n_nodes(), 0);
  EXPECT_EQ(pool.n_free(), 8);
  EXPECT_EQ(pool.n_cached(), 0);
}

TEST_F(PrefixTreeNoneTest, ASourceOutlivesThePagesBeforeIt) {
  const Pages first = compute(run_of(kPage + 5, 0));
  const PrefixMatch match = tree.find("", run_of(kPage + 5, 0));
  tree.acquire(match);
  drop(first);
  drop(match.pages);
  EXPECT_EQ(tree.n_nodes(), 0);
  EXPECT_EQ(pool.n_users(match.copy->page), 1);
  pool.drop_user(match.copy->page);
  EXPECT_EQ(pool.n_free(), 8);
}

TEST_F(PrefixTreeTest, CountsWhatIsAcquiredOnly) {
  finish(run_of(kPage + 10, 0));
  tree.find("", run_of(100, 0));
  tree.acquire(tree.find("", run_of(100, 0)));
  tree.acquire(tree.find("", run_of(100, 4000)));
  EXPECT_EQ(tree.counters().hits, 1u);
  EXPECT_EQ(tree.counters().hit_tokens, static_cast<uint64_t>(kPage + 10));
  EXPECT_EQ(tree.counters().misses, 1u);
}

TEST(PrefixTree, LeavesItsPoolFree) {
  KvPool pool(2);
  {
    PrefixTree tree(pool, EvictionPolicy::kLru);
    Pages pages = {pool.take().value(), pool.take().value()};
    tree.insert("", run_of(2 * kPage, 0), pages);
    pool.drop_user(pages[1]);
    EXPECT_EQ(pool.n_cached(), 1);
  }
  EXPECT_EQ(pool.n_free(), 1);
  pool.drop_user(0);
  EXPECT_EQ(pool.n_free(), 2);
}

}  // namespace
}  // namespace hearth::runtime
