// Matcher: one answer on its way through a grammar: which tokens may come next, and that one came.
//
//   Matcher matcher(constraint);
//   TRY(matcher.fill_mask(mask));            // at least one bit, unless must_end() and the model has no end token
//   const int32_t token = sampler.sample(logits, history, position, mask);
//   matcher.accept(token);
//
// Whatever was accepted can be completed to a text of the grammar: there are no dead ends. Cheap to copy. Several
// matchers of a constraint may be used by several threads, one matcher by one.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"
#include "grammar/constraint.h"

namespace hearth::grammar {

class Matcher {
 public:
  explicit Matcher(std::shared_ptr<Constraint> constraint);

  // Bit i % 64 of word i / 64 says whether token i may come next; bits behind the vocabulary are zero. `mask` has words
  // for the vocabulary at least. End tokens are allowed exactly when can_end(). kInvalidArgument when the grammar is so
  // ambiguous here that it takes too much memory to tell.
  Status fill_mask(std::span<uint64_t> mask);

  // Goes on with a token, or says that it may not come; then nothing changes. An end token changes nothing.
  bool accept(int32_t token);
  // The same with any bytes.
  bool accept(std::string_view bytes);

  // The text may end here.
  bool can_end() const;
  // Nothing may follow.
  bool must_end() const;

 private:
  void take_knowledge();

  std::shared_ptr<Constraint> constraint_;
  std::shared_ptr<Constraint::Knowledge> knowledge_;
  StateId state_;
};

}  // namespace hearth::grammar
