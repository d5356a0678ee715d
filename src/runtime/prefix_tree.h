// PrefixTree: finds the KV pages of the longest beginning of a prompt that has been computed before.
//
// Keys and values of a position depend on the tokens up to it and on nothing else, bit for bit (docs/architecture.md),
// so a page computed for one request serves every request that begins alike. The tree knows pages by their contents:
//
//   salt "" ── [system prompt 0..63] ── [64..127] ─┬─ [question A ...] ── [answer A, 20 tokens]
//                                                  └─ [question B, 50 tokens]
//
// **A node is a page.** It holds the tokens of up to 64 positions; its parent holds the 64 before. A whole page is
// named by a hash of its tokens chained to its parent's name, which finds it in one probe however many siblings it has.
// The hash is never believed: the parent must be the one just found, and the tokens must be equal. Two prompts whose
// hashes collide cost a comparison, nothing else. Names begin with a salt, compared as text: what keys and values
// depend on beside tokens (adapter, images), and who may share (tenant). Different salts never share a page.
//
// **A page that matches in part is copied.** Where no whole page goes on, the child with the longest common beginning
// (children are ordered by tokens, so it is a neighbour of where the prompt would stand) is offered as a source of its
// first positions. Therefore the last, partly filled page of a finished sequence is kept as a leaf as well, and the
// next turn of a chat computes its new tokens only. A leaf that a longer sibling begins with is dropped: it offers
// nothing.
//
// **Pages in use are shared at once.** A sequence names its pages as they become full; when a page of the same contents
// is known, insert() exchanges the sequence's own for it, so that equal prompts read side by side end up in one copy.
//
// **Eviction** takes leaves that no sequence uses, the one longest unused (kLru) or longest known (kFifo) first.
// Whoever uses a page uses all pages before it, so below an unused page everything is unused, and every cached page can
// be had by taking leaves. With kNone pages are shared while they are used, and forgotten with their last user.
//
// What it does not promise: two requests that begin alike and are read in the same steps both compute that beginning
// (one of the copies is then freed). An image anywhere in a prompt salts all of it. Cached pages are memory only; they
// go with the process. Hashes are not secret: made-up collisions cost at most one comparison per page of the pool and
// probe.
//
// Costs: find and insert are linear in the tokens, eviction is logarithmic in the pages. There is at most one node for
// each page of the pool. Owned by the engine thread, as its pool.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "runtime/kv_pool.h"

namespace hearth::runtime {

// Which cached page goes first when pages are needed.
enum class EvictionPolicy : uint8_t { kLru, kFifo, kNone };

// "lru", "fifo" or "none".
Result<EvictionPolicy> parse_eviction_policy(std::string_view name);

// What is known of a prompt. Valid until the tree or its pool change; acquire() makes it last.
struct PrefixMatch {
  struct Copy {
    int32_t page;
    int32_t n_positions;  // the first ones of the page, 1..63 (64 never: that would be a whole page)
  };
  std::vector<int32_t> pages;  // whole pages, to be shared
  std::optional<Copy> copy;    // positions that follow them, to be copied into a page of one's own

  int32_t n_tokens() const {
    return static_cast<int32_t>(pages.size()) * KvPool::kPagePositions + (copy ? copy->n_positions : 0);
  }
};

struct PrefixCounters {
  uint64_t hits = 0;        // acquired matches that were not empty
  uint64_t hit_tokens = 0;  // tokens in them
  uint64_t misses = 0;      // acquired matches that were empty
  uint64_t evictions = 0;   // pages
};

class PrefixTree {
 public:
  // The pool outlives the tree, and has no other.
  PrefixTree(KvPool& pool, EvictionPolicy policy);
  ~PrefixTree();
  PrefixTree(const PrefixTree&) = delete;
  PrefixTree& operator=(const PrefixTree&) = delete;

  // The longest known beginning of `tokens`. A prompt is asked for without its last token, whose logits are wanted and
  // which therefore is computed in any case. Changes and counts nothing.
  PrefixMatch find(std::string_view salt, std::span<const int32_t> tokens) const;
  // How many whole pages of a match sequences use now: sharing these takes nothing from what is available.
  int32_t n_pages_in_use(const PrefixMatch& match) const;

  // Makes the caller a user of each page of a match, and counts it. The source of the copy is given back with
  // KvPool::drop_user as soon as it is copied, or when there is no page to copy into and its positions are computed
  // instead.
  void acquire(const PrefixMatch& match);

  // Names the pages of a sequence: pages[i] holds the keys and values of tokens [64 i, 64 i + 64). The caller uses them
  // all. A last page that is not full may be named when nothing will be written into it any more. Pages of which an
  // equal is known are exchanged in `pages`, together with the caller's use of them.
  void insert(std::string_view salt, std::span<const int32_t> tokens, std::span<int32_t> pages);

  // Frees up to n cached pages and says how many.
  int32_t evict(int32_t n);

  const PrefixCounters& counters() const { return counters_; }
  int32_t n_nodes() const { return n_nodes_; }

 private:
  static constexpr int32_t kPage = KvPool::kPagePositions;
  static constexpr int32_t kNoPage = -1;

  struct Node;
  // Orders pages by the tokens in them, beginnings first.
  struct ByTokens {
    using is_transparent = void;
    const std::vector<Node>* nodes;
    std::span<const int32_t> tokens(int32_t page) const;
    static std::span<const int32_t> tokens(std::span<const int32_t> tokens) { return tokens; }
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return std::ranges::lexicographical_compare(tokens(a), tokens(b));
    }
  };
  using Children = std::set<int32_t, ByTokens>;  // no child is a beginning of another

  // A salt, and the pages that prompts under it begin with: at least one.
  using Roots = std::map<std::string, Children, std::less<>>;
  using Root = Roots::value_type;

  // Where pages follow: below the page `page`, whose chained hash is `name`; kNoPage: at the root.
  struct Place {
    const Root* root = nullptr;
    int32_t page = kNoPage;
    uint64_t name = 0;
  };

  // What is in a page that the pool keeps. The node of page p is nodes_[p].
  struct Node {
    explicit Node(const std::vector<Node>& nodes) : children(ByTokens{&nodes}) {}
    Place parent;
    uint64_t name = 0;     // the hash of its tokens, chained to its parent's
    uint64_t age = 0;      // the lowest is evicted first
    int32_t n_tokens = 0;  // less than a page: always a leaf
    std::array<int32_t, kPage> tokens{};
    Children children;
  };

  Node& node(int32_t page) { return nodes_[static_cast<size_t>(page)]; }
  const Node& node(int32_t page) const { return nodes_[static_cast<size_t>(page)]; }
  const Children& children(const Place& place) const;
  Children& children(const Place& place);

  int32_t find_whole(const Place& place, uint64_t name, std::span<const int32_t> tokens) const;
  std::optional<PrefixMatch::Copy> find_part(const Place& place, std::span<const int32_t> tokens) const;
  Place insert_whole(const Place& place, std::span<const int32_t> tokens, int32_t& page);
  void insert_part(const Place& place, std::span<const int32_t> tokens, int32_t page);
  void add(const Place& place, uint64_t name, std::span<const int32_t> tokens, int32_t page);
  void remove(int32_t leaf);
  void remove_subtree(int32_t top);
  void use(int32_t page);
  void became_cached(int32_t page);

  KvPool& pool_;
  EvictionPolicy policy_;
  Roots roots_;
  std::vector<Node> nodes_;                             // per page of the pool
  std::unordered_multimap<uint64_t, int32_t> by_name_;  // whole pages
  std::set<std::pair<uint64_t, int32_t>> evictable_;    // age and page of all leaves that nobody uses
  uint64_t now_ = 0;                                    // counts what gives pages a new age
  int32_t n_nodes_ = 0;
  PrefixCounters counters_;
};

}  // namespace hearth::runtime
