// KvPool: which KV pages are free and how many sequences use each of the others.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace hearth::runtime {

class KvPool {
 public:
  explicit KvPool(int32_t n_pages);

  // A page with one user, or nothing when none is free. Low numbers first, so that little memory is touched.
  std::optional<int32_t> take();
  void add_user(int32_t page);
  // Frees the page when its last user is gone.
  void drop_user(int32_t page);

  int32_t n_free() const { return static_cast<int32_t>(free_.size()); }
  int32_t n_pages() const { return static_cast<int32_t>(users_.size()); }

 private:
  std::vector<int32_t> free_;   // the next page to take is the last
  std::vector<int32_t> users_;  // per page
};

}  // namespace hearth::runtime
