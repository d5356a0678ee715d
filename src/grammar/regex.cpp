#include "grammar/regex.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "base/text.h"
#include "grammar/char_set.h"
#include "grammar/form.h"
#include "grammar/regex_syntax.h"

namespace hearth::grammar {
namespace {

constexpr size_t kMostNfaStates = 20'000;
constexpr size_t kMostSetMembers = 300'000;  // of all sets of states together
constexpr size_t kMostWork = 10'000'000;     // states met

// Thompson's automaton. An anchor is a step without a character that is only possible at one end of the text.
struct Nfa {
  enum class When : uint8_t { kAlways, kAtStart, kAtEnd };
  struct Step {
    When when;
    uint32_t to;
  };
  struct State {
    CharSet chars{};
    uint32_t next = 0;  // with one of `chars`
    std::vector<Step> steps{};
  };
  std::vector<State> states{};

  uint32_t add() {
    states.emplace_back();
    return static_cast<uint32_t>(states.size() - 1);
  }
  void step(uint32_t from, uint32_t to, When when = When::kAlways) { states[from].steps.push_back({when, to}); }
};

// Adds what matches `regex` behind `from`; returns where it ends.
Result<uint32_t> add(Nfa& nfa, const Regex& regex, uint32_t from) {
  if (nfa.states.size() > kMostNfaStates) {
    return fail(ErrorCode::kInvalidArgument, concat("takes more than ", kMostNfaStates, " states"));
  }
  switch (regex.kind) {
    case Regex::Kind::kChars: {
      const uint32_t at = nfa.add(), to = nfa.add();
      nfa.step(from, at);
      nfa.states[at].chars = regex.chars;
      nfa.states[at].next = to;
      return to;
    }
    case Regex::Kind::kSequence:
      for (const Regex& part : regex.parts) from = TRY(add(nfa, part, from));
      return from;
    case Regex::Kind::kChoice: {
      const uint32_t to = nfa.add();
      for (const Regex& part : regex.parts) {
        const uint32_t at = nfa.add();
        nfa.step(from, at);
        nfa.step(TRY(add(nfa, part, at)), to);
      }
      return to;
    }
    case Regex::Kind::kRepeat: {
      const uint32_t to = nfa.add();
      for (uint32_t n = 0; n < regex.min; ++n) from = TRY(add(nfa, regex.parts[0], from));
      if (regex.max == kUnlimited) {
        const uint32_t loop = nfa.add();
        nfa.step(from, loop);
        nfa.step(TRY(add(nfa, regex.parts[0], loop)), loop);
        from = loop;
      } else {
        for (uint32_t n = regex.min; n < regex.max; ++n) {
          nfa.step(from, to);
          from = TRY(add(nfa, regex.parts[0], from));
        }
      }
      nfa.step(from, to);
      return to;
    }
    case Regex::Kind::kStart:
    case Regex::Kind::kEnd: {
      const uint32_t to = nfa.add();
      nfa.step(from, to, regex.kind == Regex::Kind::kStart ? Nfa::When::kAtStart : Nfa::When::kAtEnd);
      return to;
    }
  }
  return from;
}

using StateSet = std::vector<uint32_t>;  // rising

// Subset construction.
class Determiner {
 public:
  Determiner(const Nfa& nfa, uint32_t accept) : nfa_(nfa), accept_(accept), seen_(nfa.states.size(), 0) {}

  Result<Dfa> run() {
    add_state(reach({0}, Ends::kStart), Ends::kBoth);
    for (size_t i = 0; i < sets_.size(); ++i) {
      if (sets_.size() > kMostDfaStates || n_members_ > kMostSetMembers || work_ > kMostWork) {
        return fail(ErrorCode::kInvalidArgument, "the pattern is too complex");
      }
      dfa_.states[i].edges = edges(StateSet(sets_[i]));
    }
    if (work_ > kMostWork) return fail(ErrorCode::kInvalidArgument, "the pattern is too complex");
    return trimmed(dfa_);
  }

 private:
  enum class Ends { kNone, kStart, kEnd, kBoth };  // of the text that this place is at

  StateSet reach(StateSet from, Ends ends) {
    ++round_;
    StateSet open = std::move(from), out;
    for (const uint32_t state : open) seen_[state] = round_;
    while (!open.empty()) {
      const uint32_t at = open.back();
      open.pop_back();
      ++work_;
      if (matters(at)) out.push_back(at);
      for (const Nfa::Step& step : nfa_.states[at].steps) {
        if (seen_[step.to] == round_ || !possible(step.when, ends)) continue;
        seen_[step.to] = round_;
        open.push_back(step.to);
      }
    }
    std::ranges::sort(out);
    return out;
  }

  // States that only lead on make no difference between two sets.
  bool matters(uint32_t state) const {
    return state == accept_ || !nfa_.states[state].chars.empty() ||
           std::ranges::any_of(nfa_.states[state].steps,
                               [](const Nfa::Step& step) { return step.when != Nfa::When::kAlways; });
  }

  static bool possible(Nfa::When when, Ends ends) {
    if (when == Nfa::When::kAtStart) return ends == Ends::kStart || ends == Ends::kBoth;
    if (when == Nfa::When::kAtEnd) return ends == Ends::kEnd || ends == Ends::kBoth;
    return true;
  }

  bool accepts(const StateSet& set) const { return std::ranges::binary_search(set, accept_); }

  // The first state is no other's number, as anchors mean something else there.
  uint32_t number_of(StateSet set) {
    // What was found stays found, whatever follows.
    if (accepts(set)) set = {accept_};
    const auto [entry, added] = numbers_.try_emplace(set, static_cast<uint32_t>(sets_.size()));
    if (added) add_state(std::move(set), Ends::kEnd);
    return entry->second;
  }

  // `if_last`: what ends the place is at if the text ends there.
  void add_state(StateSet set, Ends if_last) {
    dfa_.states.push_back({.final = accepts(reach(set, if_last))});
    n_members_ += set.size();
    sets_.push_back(std::move(set));
  }

  // A sweep over the characters: which states are reached changes only where a range begins or ends.
  std::vector<Dfa::Edge> edges(const StateSet& set) {
    struct Change {
      char32_t at;
      int by;
      uint32_t next;
    };
    std::vector<Change> changes;
    for (const uint32_t state : set) {
      for (const CharRange& range : nfa_.states[state].chars.ranges()) {
        changes.push_back({range.first, 1, nfa_.states[state].next});
        changes.push_back({range.last + 1, -1, nfa_.states[state].next});
      }
    }
    std::ranges::sort(changes, {}, &Change::at);
    std::vector<Dfa::Edge> out;
    std::map<uint32_t, int> active;
    for (size_t i = 0; i < changes.size(); ++i) {
      const auto entry = active.try_emplace(changes[i].next, 0).first;
      entry->second += changes[i].by;
      if (entry->second == 0) active.erase(entry);
      if (active.empty() || changes[i].at == changes[i + 1].at) continue;
      StateSet next;
      for (const auto& [state, n] : active) next.push_back(state);
      const uint32_t to = number_of(reach(std::move(next), Ends::kNone));
      out.push_back({changes[i].at, changes[i + 1].at - 1, to});
      if (work_ > kMostWork) break;
    }
    return out;
  }

  const Nfa& nfa_;
  uint32_t accept_;
  Dfa dfa_;
  std::map<StateSet, uint32_t> numbers_;
  std::vector<StateSet> sets_;
  std::vector<uint32_t> seen_;  // by state: the last round that met it
  uint32_t round_ = 0;
  size_t n_members_ = 0, work_ = 0;
};

}  // namespace

Result<Dfa> parse_regex(std::string_view pattern) {
  const Regex regex = TRY(parse_regex_syntax(pattern));
  Nfa nfa;
  const uint32_t start = nfa.add(), anything = nfa.add();
  // The pattern may begin behind any text and end in front of any.
  nfa.states[anything].chars = CharSet::all();
  nfa.states[anything].next = start;
  nfa.step(start, anything);
  const uint32_t end = TRY(add(nfa, regex, start));
  const uint32_t accept = nfa.add();
  nfa.step(end, accept);
  nfa.states[accept].chars = CharSet::all();
  nfa.states[accept].next = accept;
  return Determiner(nfa, accept).run();
}

}  // namespace hearth::grammar
