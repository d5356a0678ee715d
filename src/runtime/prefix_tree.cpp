#include "runtime/prefix_tree.h"

#include "base/check.h"
#include "base/text.h"
#include "tokenizer/hash.h"

namespace hearth::runtime {
namespace {

using Tokens = std::span<const int32_t>;

uint64_t chain(uint64_t parent, Tokens tokens) {
  const uint64_t contents = tokenizer::hash_bytes({reinterpret_cast<const char*>(tokens.data()), tokens.size_bytes()});
  return tokenizer::fold_multiply(parent ^ contents, 0xd6e8feb86659fd93u);
}

uint64_t name_of(std::string_view salt) { return tokenizer::hash_bytes(salt); }

int32_t common_beginning(Tokens a, Tokens b) {
  return static_cast<int32_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

bool begins_with(Tokens tokens, Tokens beginning) {
  return common_beginning(tokens, beginning) == static_cast<int32_t>(beginning.size());
}

}  // namespace

Result<EvictionPolicy> parse_eviction_policy(std::string_view name) {
  if (name == "lru") return EvictionPolicy::kLru;
  if (name == "fifo") return EvictionPolicy::kFifo;
  if (name == "none") return EvictionPolicy::kNone;
  return fail(ErrorCode::kInvalidArgument,
              concat("\"", name, "\" is no way to evict KV pages, expected lru, fifo or none"));
}

Tokens PrefixTree::ByTokens::tokens(int32_t page) const {
  const Node& node = (*nodes)[static_cast<size_t>(page)];
  return Tokens(node.tokens).first(static_cast<size_t>(node.n_tokens));
}

PrefixTree::PrefixTree(KvPool& pool, EvictionPolicy policy) : pool_(pool), policy_(policy) {
  nodes_.reserve(static_cast<size_t>(pool.n_pages()));
  for (int32_t page = 0; page < pool.n_pages(); ++page) nodes_.emplace_back(nodes_);
  pool_.on_cached([this](int32_t page) { became_cached(page); });
}

PrefixTree::~PrefixTree() {
  pool_.on_cached(nullptr);
  for (int32_t page = 0; page < pool_.n_pages(); ++page) {
    if (pool_.is_kept(page)) pool_.forget(page);
  }
}

PrefixMatch PrefixTree::find(std::string_view salt, Tokens tokens) const {
  PrefixMatch match;
  const auto root = roots_.find(salt);
  if (root == roots_.end()) return match;
  Place place{.root = &*root, .name = name_of(salt)};
  for (; tokens.size() >= kPage; tokens = tokens.subspan(kPage)) {
    const Tokens whole = tokens.first(kPage);
    const uint64_t name = chain(place.name, whole);
    const int32_t page = find_whole(place, name, whole);
    if (page == kNoPage) break;
    match.pages.push_back(page);
    place.page = page;
    place.name = name;
  }
  match.copy = find_part(place, tokens.first(std::min<size_t>(tokens.size(), kPage)));
  return match;
}

int32_t PrefixTree::n_pages_in_use(const PrefixMatch& match) const {
  return static_cast<int32_t>(
      std::ranges::count_if(match.pages, [&](int32_t page) { return pool_.n_users(page) > 0; }));
}

void PrefixTree::acquire(const PrefixMatch& match) {
  for (const int32_t page : match.pages) use(page);
  if (match.copy) use(match.copy->page);
  ++(match.n_tokens() > 0 ? counters_.hits : counters_.misses);
  counters_.hit_tokens += static_cast<uint64_t>(match.n_tokens());
}

void PrefixTree::insert(std::string_view salt, Tokens tokens, std::span<int32_t> pages) {
  CHECK(static_cast<int32_t>(pages.size()) == KvPool::pages_for(static_cast<int64_t>(tokens.size())));
  if (tokens.empty()) return;
  auto root = roots_.find(salt);
  if (root == roots_.end()) root = roots_.emplace(salt, Children(ByTokens{&nodes_})).first;
  Place place{.root = &*root, .name = name_of(salt)};
  for (int32_t& page : pages) {
    if (tokens.size() < kPage) {
      insert_part(place, tokens, page);
      return;
    }
    place = insert_whole(place, tokens.first(kPage), page);
    tokens = tokens.subspan(kPage);
  }
}

int32_t PrefixTree::evict(int32_t n) {
  int32_t n_evicted = 0;
  for (; n_evicted < n && !evictable_.empty(); ++n_evicted) remove(evictable_.begin()->second);
  counters_.evictions += static_cast<uint64_t>(n_evicted);
  return n_evicted;
}

const PrefixTree::Children& PrefixTree::children(const Place& place) const {
  return place.page == kNoPage ? place.root->second : node(place.page).children;
}

PrefixTree::Children& PrefixTree::children(const Place& place) {
  return place.page == kNoPage ? roots_.find(place.root->first)->second : node(place.page).children;
}

int32_t PrefixTree::find_whole(const Place& place, uint64_t name, Tokens tokens) const {
  const auto [begin, end] = by_name_.equal_range(name);
  for (auto it = begin; it != end; ++it) {
    const Node& found = node(it->second);
    const bool same_place = found.parent.root == place.root && found.parent.page == place.page;
    if (same_place && std::ranges::equal(found.tokens, tokens)) return it->second;
  }
  return kNoPage;
}

std::optional<PrefixMatch::Copy> PrefixTree::find_part(const Place& place, Tokens tokens) const {
  const Children& siblings = children(place);
  const ByTokens order = siblings.key_comp();
  const auto next = siblings.lower_bound(tokens);
  PrefixMatch::Copy best{.page = kNoPage, .n_positions = 0};
  const auto consider = [&](int32_t page) {
    const int32_t n = common_beginning(order.tokens(page), tokens);
    if (n > best.n_positions) best = {.page = page, .n_positions = n};
  };
  if (next != siblings.end()) consider(*next);
  if (next != siblings.begin()) consider(*std::prev(next));
  if (best.n_positions == 0) return std::nullopt;
  return best;
}

PrefixTree::Place PrefixTree::insert_whole(const Place& place, Tokens tokens, int32_t& page) {
  const uint64_t name = chain(place.name, tokens);
  const int32_t known = find_whole(place, name, tokens);
  if (known == kNoPage) {
    add(place, name, tokens, page);
  } else if (known != page) {
    use(known);
    pool_.drop_user(page);
    page = known;
  }
  return {.root = place.root, .page = page, .name = name};
}

void PrefixTree::insert_part(const Place& place, Tokens tokens, int32_t page) {
  const Children& siblings = children(place);
  const auto next = siblings.lower_bound(tokens);
  if (next != siblings.end() && begins_with(siblings.key_comp().tokens(*next), tokens)) return;
  add(place, chain(place.name, tokens), tokens, page);
}

void PrefixTree::add(const Place& place, uint64_t name, Tokens tokens, int32_t page) {
  pool_.keep(page);
  Node& added = node(page);
  added.parent = place;
  added.name = name;
  added.age = ++now_;
  added.n_tokens = static_cast<int32_t>(tokens.size());
  std::ranges::copy(tokens, added.tokens.begin());
  if (added.n_tokens == kPage) by_name_.emplace(name, page);
  ++n_nodes_;
  // A sibling that is a beginning of the new page stands right before it.
  Children& siblings = children(place);
  const auto it = siblings.insert(page).first;
  if (it == siblings.begin()) return;
  const int32_t before = *std::prev(it);
  if (begins_with(tokens, siblings.key_comp().tokens(before))) remove(before);
}

void PrefixTree::remove(int32_t leaf) {
  Node& removed = node(leaf);
  CHECK(removed.children.empty());
  evictable_.erase({removed.age, leaf});
  if (removed.n_tokens == kPage) {
    const auto [begin, end] = by_name_.equal_range(removed.name);
    by_name_.erase(std::find_if(begin, end, [&](const auto& entry) { return entry.second == leaf; }));
  }
  const Place parent = removed.parent;
  Children& siblings = children(parent);
  siblings.erase(siblings.find(leaf));
  if (siblings.empty()) {
    if (parent.page == kNoPage) {
      roots_.erase(roots_.find(parent.root->first));
    } else if (pool_.n_users(parent.page) == 0) {
      evictable_.emplace(node(parent.page).age, parent.page);
    }
  }
  --n_nodes_;
  pool_.forget(leaf);
}

void PrefixTree::remove_subtree(int32_t top) {
  // A loop and no recursion: a chain of pages is as deep as a context is long.
  for (int32_t at = top;;) {
    while (!node(at).children.empty()) at = *node(at).children.begin();
    const int32_t parent = node(at).parent.page;
    remove(at);
    if (at == top) return;
    at = parent;
  }
}

void PrefixTree::use(int32_t page) {
  if (pool_.n_users(page) > 0) {
    pool_.add_user(page);
  } else {
    evictable_.erase({node(page).age, page});
    pool_.reuse(page);
  }
}

void PrefixTree::became_cached(int32_t page) {
  if (policy_ == EvictionPolicy::kNone) {
    // What hangs below is in use, if at all, by the same sequence, which is giving up all of its pages.
    remove_subtree(page);
    return;
  }
  Node& cached = node(page);
  if (policy_ == EvictionPolicy::kLru) cached.age = ++now_;
  if (cached.children.empty()) evictable_.emplace(cached.age, page);
}

}  // namespace hearth::runtime
