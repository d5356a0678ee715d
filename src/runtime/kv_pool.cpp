#include "runtime/kv_pool.h"

#include "base/check.h"

namespace hearth::runtime {

KvPool::KvPool(int32_t n_pages) : users_(static_cast<size_t>(n_pages), 0) {
  for (int32_t page = n_pages - 1; page >= 0; --page) free_.push_back(page);
}

std::optional<int32_t> KvPool::take() {
  if (free_.empty()) return std::nullopt;
  const int32_t page = free_.back();
  free_.pop_back();
  users_[static_cast<size_t>(page)] = 1;
  return page;
}

void KvPool::add_user(int32_t page) {
  CHECK(users_[static_cast<size_t>(page)] > 0);
  ++users_[static_cast<size_t>(page)];
}

void KvPool::drop_user(int32_t page) {
  int32_t& users = users_[static_cast<size_t>(page)];
  CHECK(users > 0);
  if (--users == 0) free_.push_back(page);
}

}  // namespace hearth::runtime
