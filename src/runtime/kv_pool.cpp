#include "runtime/kv_pool.h"

#include "base/check.h"

namespace hearth::runtime {

KvPool::KvPool(int32_t n_pages) : pages_(static_cast<size_t>(n_pages)) {
  for (int32_t page = n_pages - 1; page >= 0; --page) free_.push_back(page);
}

std::optional<int32_t> KvPool::take() {
  if (free_.empty()) return std::nullopt;
  const int32_t page = free_.back();
  free_.pop_back();
  at(page).n_users = 1;
  return page;
}

void KvPool::add_user(int32_t page) {
  CHECK(at(page).n_users > 0);
  ++at(page).n_users;
}

void KvPool::drop_user(int32_t page) {
  CHECK(at(page).n_users > 0);
  if (--at(page).n_users > 0) return;
  if (!at(page).kept) {
    free_.push_back(page);
    return;
  }
  ++n_cached_;
  if (on_cached_) on_cached_(page);
}

std::optional<int32_t> KvPool::make_writable(int32_t page) {
  CHECK(at(page).n_users > 0);
  if (at(page).n_users == 1 && !at(page).kept) return page;
  const std::optional<int32_t> copy = take();
  if (copy) drop_user(page);
  return copy;
}

void KvPool::keep(int32_t page) {
  CHECK(at(page).n_users > 0 && !at(page).kept);
  at(page).kept = true;
}

void KvPool::forget(int32_t page) {
  CHECK(at(page).kept);
  at(page).kept = false;
  if (at(page).n_users > 0) return;
  --n_cached_;
  free_.push_back(page);
}

void KvPool::reuse(int32_t page) {
  CHECK(at(page).kept && at(page).n_users == 0);
  at(page).n_users = 1;
  --n_cached_;
}

}  // namespace hearth::runtime
