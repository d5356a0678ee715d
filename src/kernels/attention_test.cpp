// Attention over one page and the merging of pages: every table equals the scalar one bit for bit, a query does not
// depend on the queries beside it, and the scalar one is right (against softmax in double precision).
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/bytes.h"
#include "base/float16.h"
#include "kernels/kv_page.h"
#include "kernels/test_support.h"

namespace hearth::kernels {
namespace {

using namespace testing;

constexpr size_t kPositions = kPagePositions;
constexpr double kEpsilon = 0x1p-24;

constexpr std::array kTypes = {kKvF16, kKvF32, kKvQ8_0};

struct Visible {
  int begin, end;
};

// Everything, a causal edge, single positions at both ends, windows, nothing in two spellings.
constexpr std::array kRanges = {Visible{0, 64}, Visible{0, 1},  Visible{63, 64}, Visible{13, 29}, Visible{5, 5},
                                Visible{0, 17}, Visible{40, 9}, Visible{31, 33}, Visible{16, 48}};

// Keys [head_dim, 64] and values [64, head_dim] of one page. Positions that `seen` leaves out hold NaN.
struct TestPage {
  int kv_type;
  size_t head_dim;
  Guarded<uint8_t> k, v;

  TestPage(int type, size_t dim, Visible seen, Lcg& random)
      : kv_type(type), head_dim(dim), k(kv_bytes(type, dim)), v(kv_bytes(type, dim)) {
    for (size_t i = 0; i < head_dim; ++i) {
      for (size_t p = 0; p < kPositions; ++p) {
        if (static_cast<int>(p) < seen.begin || static_cast<int>(p) >= seen.end) continue;
        put(k, i * kPositions + p, random.uniform() * (p % 9 == 4 ? 8.0f : 1.0f));
        put(v, p * head_dim + i, random.uniform() * (i % 13 == 5 ? 100.0f : 1.0f));
        if (kv_type != kKvQ8_0 || i % kGroup != 0) continue;
        for (Guarded<uint8_t>* to : {&k, &v}) {
          store_unaligned(to->data() + scale_at(i, p), f16_from_f32((1.0f + random.uniform()) / 127.0f));
        }
      }
    }
  }
  size_t scale_at(size_t i, size_t p) const { return head_dim * kPositions + 2 * (i / kGroup * kPositions + p); }
  void put(Guarded<uint8_t>& to, size_t at, float x) const {
    if (kv_type == kKvF16)
      store_unaligned(to.data() + 2 * at, f16_from_f32(x));
    else if (kv_type == kKvF32)
      store_unaligned(to.data() + 4 * at, x);
    else
      to[at] = static_cast<uint8_t>(static_cast<int8_t>(std::clamp(x, -1.0f, 1.0f) * 127.0f));
  }
  double get(const Guarded<uint8_t>& from, size_t at, size_t scale) const {
    if (kv_type == kKvF16) return static_cast<double>(f32_from_f16(load_unaligned<uint16_t>(from.data() + 2 * at)));
    if (kv_type == kKvF32) return static_cast<double>(load_unaligned<float>(from.data() + 4 * at));
    return static_cast<int8_t>(from[at]) *
           static_cast<double>(f32_from_f16(load_unaligned<uint16_t>(from.data() + scale)));
  }
  double k_at(size_t i, size_t p) const { return get(k, i * kPositions + p, scale_at(i, p)); }
  double v_at(size_t p, size_t i) const { return get(v, p * head_dim + i, scale_at(i, p)); }
};

struct PageResult {
  Guarded<float> max, sum, out;
  PageResult(size_t n_q, size_t head_dim) : max(n_q), sum(n_q), out(n_q * head_dim) {}
  bool intact() const { return max.intact() && sum.intact() && out.intact(); }
};

// Queries lie a little apart, as those of one KV head do in the row of all heads.
size_t query_stride(size_t head_dim) { return head_dim + 5; }

PageResult attend(const KernelTable& table, const TestPage& page, const float* q, const std::vector<Visible>& visible,
                  float scale) {
  const size_t n_q = visible.size();
  PageResult result(n_q, page.head_dim);
  Guarded<float> scratch(attend_scratch_floats(n_q, page.head_dim), 64);
  std::vector<int32_t> begin, end;
  for (const Visible& range : visible) {
    begin.push_back(range.begin);
    end.push_back(range.end);
  }
  table.vector.attend_page({.q = q,
                            .q_stride = query_stride(page.head_dim),
                            .n_q = static_cast<int32_t>(n_q),
                            .head_dim = static_cast<int32_t>(page.head_dim),
                            .scale = scale,
                            .begin = begin.data(),
                            .end = end.data(),
                            .k = page.k.data(),
                            .v = page.v.data(),
                            .kv_type = page.kv_type,
                            .max = result.max.data(),
                            .sum = result.sum.data(),
                            .out = result.out.data(),
                            .scratch = scratch.data()});
  EXPECT_TRUE(scratch.intact() && result.intact()) << table.name;
  return result;
}

Guarded<float> random_queries(size_t n_q, size_t head_dim, Lcg& random) {
  std::vector<float> q((n_q - 1) * query_stride(head_dim) + head_dim);
  for (float& x : q) x = 2 * random.uniform();
  return Guarded<float>(q);
}

std::vector<Visible> some_ranges(size_t n_q, size_t first) {
  std::vector<Visible> ranges;
  for (size_t m = 0; m < n_q; ++m) ranges.push_back(kRanges[(first + m) % kRanges.size()]);
  return ranges;
}

Visible union_of(const std::vector<Visible>& ranges) {
  Visible all = {64, 0};
  for (const Visible& range : ranges) {
    if (range.begin >= range.end) continue;
    all = {std::min(all.begin, range.begin), std::max(all.end, range.end)};
  }
  return all;
}

TEST(AttendPage, EqualsScalarAndReadsOnlyWhatSomeQuerySees) {
  Lcg random(1);
  size_t first = 0;
  for (const int type : kTypes) {
    for (size_t head_dim : {16, 64, 80, 256}) {
      for (size_t n_q = 1; n_q <= 14; ++n_q) {
        const std::vector<Visible> visible = some_ranges(n_q, ++first);
        const TestPage page(type, head_dim, union_of(visible), random);
        const Guarded<float> q = random_queries(n_q, head_dim, random);
        const PageResult expected = attend(scalar(), page, q.data(), visible, 0.125f);
        for (float x : expected.out.span()) ASSERT_TRUE(std::isfinite(x)) << "n_q " << n_q << ", dim " << head_dim;
        for (const KernelTable* table : usable_tables()) {
          const PageResult found = attend(*table, page, q.data(), visible, 0.125f);
          ASSERT_TRUE(same_bits(expected.max.span(), found.max.span())) << table->name << ", n_q " << n_q;
          ASSERT_TRUE(same_bits(expected.sum.span(), found.sum.span())) << table->name << ", n_q " << n_q;
          ASSERT_TRUE(same_bits(expected.out.span(), found.out.span())) << table->name << ", n_q " << n_q;
        }
      }
    }
  }
}

TEST(AttendPage, AQueryDoesNotDependOnTheQueriesBesideIt) {
  Lcg random(2);
  constexpr size_t n_q = 14, head_dim = 80;
  const std::vector<Visible> visible = some_ranges(n_q, 0);
  for (const int type : kTypes) {
    const TestPage page(type, head_dim, {0, 64}, random);
    const Guarded<float> q = random_queries(n_q, head_dim, random);
    for (const KernelTable* table : usable_tables()) {
      const PageResult together = attend(*table, page, q.data(), visible, 0.1f);
      for (size_t m = 0; m < n_q; ++m) {
        const PageResult alone = attend(*table, page, q.data() + m * query_stride(head_dim), {visible[m]}, 0.1f);
        EXPECT_EQ(together.max[m], alone.max[0]) << table->name << ", query " << m;
        EXPECT_EQ(together.sum[m], alone.sum[0]) << table->name << ", query " << m;
        EXPECT_TRUE(same_bits(together.out.span().subspan(m * head_dim, head_dim), alone.out.span()))
            << table->name << ", query " << m;
      }
    }
  }
}

TEST(AttendPage, AQueryThatSeesNothingGivesAnEmptyResult) {
  Lcg random(3);
  const TestPage page(kKvF16, 32, {0, 0}, random);
  const Guarded<float> q = random_queries(2, 32, random);
  for (const KernelTable* table : usable_tables()) {
    const PageResult found = attend(*table, page, q.data(), {{0, 0}, {64, 64}}, 1);
    for (size_t m = 0; m < 2; ++m) EXPECT_EQ(found.sum[m], 0.0f) << table->name;
    for (float x : found.out.span()) EXPECT_EQ(x, 0.0f) << table->name;
  }
}

// Scores of one query over one page, with a bound on what rounding does to them.
struct Scores {
  std::vector<double> values;
  double error = 0;
};

Scores scores_of(const TestPage& page, const float* q, Visible seen, float scale) {
  Scores s;
  for (size_t p = static_cast<size_t>(seen.begin); p < static_cast<size_t>(seen.end); ++p) {
    double score = 0, terms = 0;
    for (size_t i = 0; i < page.head_dim; ++i) {
      const double term = static_cast<double>(q[i]) * page.k_at(i, p);
      score += term;
      terms += std::fabs(term);
    }
    s.values.push_back(score * static_cast<double>(scale));
    s.error = std::max(
        s.error, static_cast<double>(page.head_dim + 2) * kEpsilon * terms * std::fabs(static_cast<double>(scale)));
  }
  return s;
}

// Softmax in double precision, with bounds: an error of a score is a relative one of its weight.
struct Expected {
  double max = -INFINITY, sum = 0, relative = 0;
  std::vector<double> out, terms;
};

Expected reference(const TestPage& page, const float* q, Visible seen, float scale) {
  const Scores scores = scores_of(page, q, seen, scale);
  Expected e;
  e.out.resize(page.head_dim);
  e.terms.resize(page.head_dim);
  double lowest = INFINITY;
  for (double s : scores.values) {
    e.max = std::max(e.max, s);
    lowest = std::min(lowest, s);
  }
  e.relative = 2 * scores.error + (80 + e.max - lowest) * kEpsilon;
  for (size_t j = 0; j < scores.values.size(); ++j) {
    const double weight = std::exp(scores.values[j] - e.max);
    e.sum += weight;
    for (size_t i = 0; i < page.head_dim; ++i) {
      const double value = page.v_at(static_cast<size_t>(seen.begin) + j, i);
      e.out[i] += weight * value;
      e.terms[i] += weight * std::fabs(value);
    }
  }
  return e;
}

TEST(AttendPage, ScalarIsWithinRoundingOfSoftmaxInDoublePrecision) {
  Lcg random(4);
  for (const int type : kTypes) {
    for (size_t head_dim : {16, 128}) {
      for (float scale : {0.0f, 0.09f, 3.0f, -1.0f}) {
        const TestPage page(type, head_dim, {0, 64}, random);
        const Guarded<float> q = random_queries(kRanges.size(), head_dim, random);
        const std::vector<Visible> visible = some_ranges(kRanges.size(), 0);
        const PageResult found = attend(scalar(), page, q.data(), visible, scale);
        for (size_t m = 0; m < visible.size(); ++m) {
          if (visible[m].begin >= visible[m].end) continue;
          const Expected e = reference(page, q.data() + m * query_stride(head_dim), visible[m], scale);
          EXPECT_NEAR(static_cast<double>(found.max[m]), e.max, e.relative);
          EXPECT_NEAR(static_cast<double>(found.sum[m]), e.sum, e.relative * e.sum);
          for (size_t i = 0; i < head_dim; ++i) {
            EXPECT_NEAR(static_cast<double>(found.out[m * head_dim + i]), e.out[i], e.relative * e.terms[i] + 1e-35)
                << "query " << m << ", dimension " << i << ", scale " << scale;
          }
        }
      }
    }
  }
}

// The running state of one query over several pages.
struct State {
  float max = 0, sum = 0;
  Guarded<float> out;
  explicit State(size_t head_dim) : out(head_dim) {}
};

TEST(MergePage, EqualsScalar) {
  Lcg random(5);
  constexpr size_t head_dim = 48;
  for (const KernelTable* table : usable_tables()) {
    State expected(head_dim), found(head_dim);
    for (int page = 0; page < 40; ++page) {
      const Guarded<float> out(row_of_kind(page, head_dim, random));
      const float max = random.uniform() * 60, sum = page % 5 == 2 ? 0.0f : 1.5f + random.uniform();
      for (auto [t, state] : {std::pair{&scalar(), &expected}, {table, &found}}) {
        t->vector.merge_page(max, sum, out.data(), head_dim, &state->max, &state->sum, state->out.data());
      }
      ASSERT_EQ(expected.max, found.max) << table->name << ", page " << page;
      ASSERT_EQ(expected.sum, found.sum) << table->name << ", page " << page;
      ASSERT_TRUE(same_bits(expected.out.span(), found.out.span())) << table->name << ", page " << page;
      ASSERT_TRUE(found.out.intact()) << table->name;
    }
  }
}

TEST(MergePage, AnEmptyPageChangesNothingAndTheFirstOneIsTaken) {
  const std::vector<float> page(16, 2.0f), nothing(16, 0.0f);
  for (const KernelTable* table : usable_tables()) {
    State state(16);
    table->vector.merge_page(0, 0, nothing.data(), 16, &state.max, &state.sum, state.out.data());
    EXPECT_EQ(state.sum, 0.0f);
    table->vector.merge_page(-5, 3, page.data(), 16, &state.max, &state.sum, state.out.data());
    table->vector.merge_page(0, 0, nothing.data(), 16, &state.max, &state.sum, state.out.data());
    EXPECT_EQ(state.max, -5.0f) << table->name;
    EXPECT_EQ(state.sum, 3.0f) << table->name;
    EXPECT_TRUE(same_bits(std::span<const float>(page), state.out.span())) << table->name;
  }
}

TEST(MergePage, PagesFoldedTogetherAreOneSoftmax) {
  Lcg random(6);
  constexpr size_t head_dim = 64;
  constexpr float scale = 0.4f;
  const std::vector<Visible> ranges = {{20, 64}, {0, 64}, {7, 7}, {0, 64}, {0, 11}};
  const Guarded<float> q = random_queries(1, head_dim, random);
  State state(head_dim);
  double max = -INFINITY, relative = 0;
  std::vector<Expected> parts;
  for (const Visible& range : ranges) {
    const TestPage page(kKvF16, head_dim, range, random);
    const PageResult part = attend(scalar(), page, q.data(), {range}, scale);
    scalar().vector.merge_page(part.max[0], part.sum[0], part.out.data(), head_dim, &state.max, &state.sum,
                               state.out.data());
    parts.push_back(reference(page, q.data(), range, scale));
    if (range.begin < range.end) relative = std::max(relative, parts.back().relative);
    max = std::max(max, parts.back().max);
  }
  relative += 8 * static_cast<double>(ranges.size()) * kEpsilon;
  double sum = 0;
  std::vector<double> out(head_dim), terms(head_dim);
  for (const Expected& part : parts) {
    const double weight = std::exp(part.max - max);
    sum += weight * part.sum;
    for (size_t i = 0; i < head_dim; ++i) {
      out[i] += weight * part.out[i];
      terms[i] += weight * part.terms[i];
    }
  }
  EXPECT_NEAR(static_cast<double>(state.sum), sum, 2 * relative * sum);
  for (size_t i = 0; i < head_dim; ++i) {
    EXPECT_NEAR(static_cast<double>(state.out[i]), out[i], 2 * relative * terms[i]) << "dimension " << i;
  }
}

}  // namespace
}  // namespace hearth::kernels
