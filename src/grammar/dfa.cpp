#include "grammar/dfa.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "grammar/char_set.h"

namespace hearth::grammar {
namespace {

std::unexpected<Error> too_large() {
  return fail(ErrorCode::kInvalidArgument, concat("takes more than ", kMostDfaStates, " states"));
}

void add_edges(Dfa::State& state, const CharSet& set, uint32_t to) {
  for (const CharRange& range : set.ranges()) state.edges.push_back({range.first, range.last, to});
}

// States that reach a final one, by number.
std::vector<bool> useful_states(const Dfa& dfa) {
  std::vector<std::vector<uint32_t>> before(dfa.states.size());
  std::vector<bool> useful(dfa.states.size(), false);
  std::vector<uint32_t> open;
  for (uint32_t i = 0; i < dfa.states.size(); ++i) {
    for (const Dfa::Edge& edge : dfa.states[i].edges) before[edge.to].push_back(i);
    if (!dfa.states[i].final) continue;
    useful[i] = true;
    open.push_back(i);
  }
  while (!open.empty()) {
    const uint32_t at = open.back();
    open.pop_back();
    for (const uint32_t from : before[at]) {
      if (useful[from]) continue;
      useful[from] = true;
      open.push_back(from);
    }
  }
  return useful;
}

}  // namespace

bool Dfa::matches(std::string_view text) const {
  if (empty()) return false;
  uint32_t at = 0;
  while (!text.empty()) {
    const utf8::Decoded c = utf8::decode(text);
    text.remove_prefix(c.n_bytes);
    const auto edge = std::ranges::find_if(
        states[at].edges, [&](const Edge& e) { return e.first <= c.code_point && c.code_point <= e.last; });
    if (edge == states[at].edges.end()) return false;
    at = edge->to;
  }
  return states[at].final;
}

Result<Dfa> text_of_length(uint32_t min, uint32_t max) {
  const uint32_t last = max == UINT32_MAX ? min : max;
  if (last >= kMostDfaStates) return too_large();
  Dfa dfa;
  dfa.states.resize(last + 1);
  for (uint32_t i = 0; i <= last; ++i) {
    dfa.states[i].final = i >= min;
    if (i < last) add_edges(dfa.states[i], CharSet::all(), i + 1);
  }
  if (max == UINT32_MAX) add_edges(dfa.states[last], CharSet::all(), last);
  return dfa;
}

Dfa text_among(const std::vector<std::string>& texts) {
  std::vector<std::map<char32_t, uint32_t>> trie(1);
  std::vector<bool> final(1, false);
  for (std::string_view text : texts) {
    uint32_t at = 0;
    while (!text.empty()) {
      const utf8::Decoded c = utf8::decode(text);
      text.remove_prefix(c.n_bytes);
      const auto [next, added] = trie[at].try_emplace(c.code_point, static_cast<uint32_t>(trie.size()));
      at = next->second;
      if (!added) continue;
      trie.emplace_back();
      final.push_back(false);
    }
    final[at] = true;
  }
  Dfa dfa;
  for (size_t i = 0; i < trie.size(); ++i) {
    Dfa::State& state = dfa.states.emplace_back(Dfa::State{final[i]});
    for (const auto& [c, to] : trie[i]) state.edges.push_back({c, c, to});
  }
  return texts.empty() ? Dfa{} : dfa;
}

Result<Dfa> intersection(const Dfa& a, const Dfa& b) {
  Dfa out;
  if (a.empty() || b.empty()) return out;
  std::map<std::pair<uint32_t, uint32_t>, uint32_t> numbers = {{{0, 0}, 0}};
  std::vector<std::pair<uint32_t, uint32_t>> pairs = {{0, 0}};
  for (size_t i = 0; i < pairs.size(); ++i) {
    if (pairs.size() > kMostDfaStates) return too_large();
    const Dfa::State &x = a.states[pairs[i].first], &y = b.states[pairs[i].second];
    Dfa::State state{x.final && y.final};
    for (auto p = x.edges.begin(), q = y.edges.begin(); p != x.edges.end() && q != y.edges.end();) {
      const char32_t first = std::max(p->first, q->first), last = std::min(p->last, q->last);
      if (first <= last) {
        const auto [entry, added] = numbers.try_emplace({p->to, q->to}, static_cast<uint32_t>(pairs.size()));
        if (added) pairs.emplace_back(p->to, q->to);
        state.edges.push_back({first, last, entry->second});
      }
      if (p->last < q->last)
        ++p;
      else
        ++q;
    }
    out.states.push_back(std::move(state));
  }
  return trimmed(out);
}

Dfa complement(const Dfa& a) {
  Dfa out = a;
  if (out.empty()) out.states.resize(1);
  const auto rest = static_cast<uint32_t>(out.states.size());
  out.states.emplace_back();
  for (Dfa::State& state : out.states) {
    CharSet known;
    for (const Dfa::Edge& edge : state.edges) known.add(edge.first, edge.last);
    add_edges(state, known.complement(), rest);
    std::ranges::sort(state.edges, {}, &Dfa::Edge::first);
    state.final = !state.final;
  }
  return trimmed(out);
}

Dfa trimmed(const Dfa& dfa) {
  Dfa out;
  if (dfa.empty()) return out;
  const std::vector<bool> useful = useful_states(dfa);
  if (!useful[0]) return out;
  std::vector<uint32_t> numbers(dfa.states.size(), 0);
  uint32_t n = 0;
  for (size_t i = 0; i < useful.size(); ++i) {
    if (useful[i]) numbers[i] = n++;
  }
  for (size_t i = 0; i < useful.size(); ++i) {
    if (!useful[i]) continue;
    Dfa::State& state = out.states.emplace_back(Dfa::State{dfa.states[i].final});
    for (const Dfa::Edge& edge : dfa.states[i].edges) {
      if (!useful[edge.to]) continue;
      const bool joins = !state.edges.empty() && state.edges.back().to == numbers[edge.to] &&
                         state.edges.back().last + 1 == edge.first;
      if (joins)
        state.edges.back().last = edge.last;
      else
        state.edges.push_back({edge.first, edge.last, numbers[edge.to]});
    }
  }
  return out;
}

}  // namespace hearth::grammar
