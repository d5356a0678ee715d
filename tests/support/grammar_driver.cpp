// grammar_driver MODEL.gguf: what src/grammar does with a schema, for tests and measurements in other languages.
//
// Reads one JSON object a line: {"schema": ..., "draw": N, "seed": S, "tokens": T}, or "gbnf" instead of "schema".
// Writes one line each: {"error": TEXT}, or {"drawn": [N texts], "tokens": how many, "cold_us": , "warm_us": }. The
// texts are made of random allowed tokens, after T of them of those that end soonest; the times are those of a mask and
// its token, on the first and on the second walk.
#include <chrono>
#include <cstdio>
#include <iostream>
#include <random>
#include <string>

#include "base/text.h"
#include "gguf/file.h"
#include "grammar/matcher.h"

namespace hearth::grammar {
namespace {

using Clock = std::chrono::steady_clock;

struct Walk {
  std::string text;
  std::vector<int32_t> tokens;
  double us = 0;
};

int64_t integer(const Json& request, const char* key, int64_t otherwise) {
  const Json* value = request.find(key);
  return value != nullptr && value->if_int64() != nullptr ? *value->if_int64() : otherwise;
}

std::vector<int32_t> allowed_of(const std::vector<uint64_t>& mask, int32_t n_vocab) {
  std::vector<int32_t> out;
  for (int32_t id = 0; id < n_vocab; ++id) {
    if ((mask[static_cast<size_t>(id) / 64] >> (id % 64) & 1) != 0) out.push_back(id);
  }
  return out;
}

// An end if there is one, else often what closes something.
int32_t choose_ending(const TokenTrie& trie, const std::vector<int32_t>& allowed, std::mt19937_64& random) {
  int32_t token = allowed[random() % allowed.size()];
  for (const int32_t id : allowed) {
    if (trie.ends_generation(id)) return id;
    const std::string_view bytes = trie.bytes(id);
    if (random() % 2 == 0 && (bytes == "\"" || bytes == "}" || bytes == "]")) token = id;
  }
  return token;
}

Result<Walk> draw(const std::shared_ptr<Constraint>& constraint, std::mt19937_64& random, int64_t n_free) {
  const TokenTrie& trie = constraint->trie();
  Matcher matcher(constraint);
  std::vector<uint64_t> mask((static_cast<size_t>(trie.n_vocab()) + 63) / 64);
  Walk walk;
  for (int64_t n = 0; n < n_free * 100 + 5000; ++n) {
    const auto start = Clock::now();
    TRY(matcher.fill_mask(mask));
    walk.us += std::chrono::duration<double, std::micro>(Clock::now() - start).count();
    const std::vector<int32_t> allowed = allowed_of(mask, trie.n_vocab());
    if (allowed.empty()) return fail(ErrorCode::kCorrupt, "a dead end: " + walk.text);
    const int32_t token = n < n_free ? allowed[random() % allowed.size()] : choose_ending(trie, allowed, random);
    const auto middle = Clock::now();
    if (!matcher.accept(token)) return fail(ErrorCode::kCorrupt, "an allowed token is refused: " + walk.text);
    walk.us += std::chrono::duration<double, std::micro>(Clock::now() - middle).count();
    walk.tokens.push_back(token);
    if (trie.ends_generation(token)) return walk;
    walk.text += trie.bytes(token);
  }
  return fail(ErrorCode::kCorrupt, "does not end: " + walk.text.substr(0, 200));
}

// The microseconds that the same tokens take once more.
double again(const std::shared_ptr<Constraint>& constraint, const std::vector<int32_t>& tokens) {
  Matcher matcher(constraint);
  std::vector<uint64_t> mask((static_cast<size_t>(constraint->trie().n_vocab()) + 63) / 64);
  const auto start = Clock::now();
  for (const int32_t token : tokens) {
    if (!matcher.fill_mask(mask)) return -1;
    matcher.accept(token);
  }
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

Result<Json> answer(const std::string& line, const std::shared_ptr<const TokenTrie>& trie) {
  const Json request = TRY(Json::parse(line, {.max_depth = 512}));
  const Json *schema = request.find("schema"), *gbnf = request.find("gbnf");
  const auto compiled = Clock::now();
  const SharedGrammar grammar = schema != nullptr ? TRY(compile_schema(*schema))
                                : gbnf != nullptr ? TRY(compile_gbnf(*gbnf->if_string()))
                                                  : json_mode();
  const auto constraint = TRY(Constraint::create(grammar, trie));
  const double compile_us = std::chrono::duration<double, std::micro>(Clock::now() - compiled).count();
  std::mt19937_64 random(static_cast<uint64_t>(integer(request, "seed", 1)));
  Json drawn = Json::array();
  size_t n_tokens = 0;
  double cold_us = 0, warm_us = 0;
  for (int64_t i = 0; i < integer(request, "draw", 1); ++i) {
    const Walk walk = TRY(draw(constraint, random, integer(request, "tokens", 50)));
    n_tokens += walk.tokens.size();
    cold_us += walk.us;
    warm_us += again(constraint, walk.tokens);
    drawn.push_back(walk.text);
  }
  return Json::object({{"drawn", drawn},
                       {"tokens", n_tokens},
                       {"compile_us", compile_us},
                       {"cold_us", cold_us / static_cast<double>(n_tokens)},
                       {"warm_us", warm_us / static_cast<double>(n_tokens)}});
}

int run(const char* model) {
  const auto file = gguf::File::open(model);
  const auto tokenizer = file ? tokenizer::Tokenizer::load(*file) : fail(file.error().code, file.error().message);
  if (!tokenizer) {
    std::fprintf(stderr, "%s: %s\n", model, tokenizer.error().message.c_str());
    return 1;
  }
  const auto trie = std::make_shared<const TokenTrie>(**tokenizer);
  for (std::string line; std::getline(std::cin, line);) {
    const auto result = answer(line, trie);
    const Json reply = result ? *result : Json::object({{"error", result.error().message}});
    std::cout << reply.dump() << '\n' << std::flush;
  }
  return 0;
}

}  // namespace
}  // namespace hearth::grammar

int main(int argc, char** argv) { return argc == 2 ? hearth::grammar::run(argv[1]) : 2; }
