// KvPool: which KV pages are free, and how many sequences use each of the others. Numbers only; the memory itself is
// compute/kv_cache.h.
//
// A page is in one of three states:
//
//   free     nobody uses it, nobody knows it                                  take() gives it away
//   used     one sequence or several have it in their list of pages
//   cached   nobody uses it, but the prefix tree still knows what is in it    reuse() revives it, forget() frees it
//
// Pages are copied on write: what two can see, two sequences or a sequence and the tree, never changes
// (make_writable). Owned by the engine thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "compute/kv_cache.h"

namespace hearth::runtime {

// What the scheduler has to know about a pool.
struct KvView {
  int32_t n_pages = 0;      // in all
  int32_t n_available = 0;  // free or cached: what can be given to sequences
};

class KvPool {
 public:
  static constexpr int32_t kPagePositions = compute::KvCache::kPagePositions;

  // How many pages hold so many positions.
  static int32_t pages_for(int64_t positions) {
    return static_cast<int32_t>((positions + kPagePositions - 1) / kPagePositions);
  }

  explicit KvPool(int32_t n_pages);

  // A page with one user, or nothing when none is free (cached ones are evicted first, see PrefixTree::evict). Low
  // numbers first, so that little memory is touched.
  std::optional<int32_t> take();
  // One more user of a page that is in use.
  void add_user(int32_t page);
  // When the last user is gone, the page is cached if it is kept, and free otherwise.
  void drop_user(int32_t page);
  // The page that one user of `page` may write into from now on: itself when nobody else can see it, else a new page
  // with one user, into which the caller copies the contents; the caller then is no user of the old one any more.
  // Nothing changes when that would need a page and none is free.
  std::optional<int32_t> make_writable(int32_t page);

  // For the prefix tree. It keeps a page in use, and from then on may find it again: until it forgets the page.
  void keep(int32_t page);
  void forget(int32_t page);
  // Gives a cached page one user.
  void reuse(int32_t page);
  // Called when a page in use becomes a cached one.
  void on_cached(std::function<void(int32_t page)> callback) { on_cached_ = std::move(callback); }

  int32_t n_users(int32_t page) const { return pages_[static_cast<size_t>(page)].n_users; }
  bool is_kept(int32_t page) const { return pages_[static_cast<size_t>(page)].kept; }
  int32_t n_free() const { return static_cast<int32_t>(free_.size()); }
  int32_t n_cached() const { return n_cached_; }
  int32_t n_pages() const { return static_cast<int32_t>(pages_.size()); }
  KvView view() const { return {.n_pages = n_pages(), .n_available = n_free() + n_cached()}; }

 private:
  struct Page {
    int32_t n_users = 0;
    bool kept = false;
  };
  Page& at(int32_t page) { return pages_[static_cast<size_t>(page)]; }

  std::vector<int32_t> free_;  // the next page to take is the last
  std::vector<Page> pages_;
  int32_t n_cached_ = 0;
  std::function<void(int32_t)> on_cached_;
};

}  // namespace hearth::runtime
