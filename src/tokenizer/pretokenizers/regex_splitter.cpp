#include "tokenizer/pretokenizers/regex_splitter.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <string>

#include "base/bytes.h"
#include "base/check.h"
#include "base/utf8.h"

namespace hearth::tokenizer {
namespace {

constexpr size_t kFirstJitStack = size_t{32} << 10;
constexpr size_t kMaxJitStack = size_t{64} << 20;  // reserved, not used: an expression with a loop in a loop on 1 MB

struct Free {
  void operator()(pcre2_code* p) const { pcre2_code_free(p); }
  void operator()(pcre2_match_data* p) const { pcre2_match_data_free(p); }
  void operator()(pcre2_match_context* p) const { pcre2_match_context_free(p); }
  void operator()(pcre2_jit_stack* p) const { pcre2_jit_stack_free(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

// What a running match needs, once per thread.
struct Run {
  Owned<pcre2_match_data> data{pcre2_match_data_create(1, nullptr)};
  Owned<pcre2_match_context> context{pcre2_match_context_create(nullptr)};
  Owned<pcre2_jit_stack> stack{pcre2_jit_stack_create(kFirstJitStack, kMaxJitStack, nullptr)};

  Run() { pcre2_jit_stack_assign(context.get(), nullptr, stack.get()); }
};

Run& run_of_thread() {
  thread_local Run run;
  return run;
}

// Replaces \s and \S, outside and inside of [ ], by Unicode's white space.
std::string with_unicode_spaces(std::string_view pattern) {
  constexpr std::string_view kSpaces =
      "\\x{9}-\\x{d}\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}";
  std::string out;
  bool in_class = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c != '\\') {
      in_class = c == '[' || (in_class && c != ']');
      out += c;
      continue;
    }
    const char next = pattern[++i];
    if (next == 's' && in_class) {
      out += kSpaces;
    } else if (next == 's' || next == 'S') {
      out.append(next == 's' ? "[" : "[^").append(kSpaces).append("]");
    } else {
      out.append({c, next});
    }
  }
  return out;
}

// How many bytes from the beginning are valid UTF-8.
size_t valid_prefix(std::string_view text) {
  constexpr uint64_t kHighBits = 0x8080808080808080u;
  size_t at = 0;
  while (at < text.size()) {
    while (at + 8 <= text.size() && (load_unaligned<uint64_t>(text.data() + at) & kHighBits) == 0) at += 8;
    if (at == text.size()) break;
    const utf8::Decoded next = utf8::decode(text.substr(at));
    if (!next.valid) break;
    at += next.n_bytes;
  }
  return at;
}

class RegexSplitter final : public Splitter {
 public:
  explicit RegexSplitter(std::string_view pattern) {
    const std::string full = with_unicode_spaces(pattern);
    int error = 0;
    size_t at = 0;
    code_.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(full.data()), full.size(), PCRE2_UTF | PCRE2_UCP, &error,
                              &at, nullptr));
    CHECK(code_ != nullptr);
    // Where the system forbids code made at run time, the interpreter runs.
    match_ = pcre2_jit_compile(code_.get(), PCRE2_JIT_COMPLETE) == 0 ? pcre2_jit_match : pcre2_match;
  }

  void split(std::string_view text, size_t offset, std::vector<size_t>& ends) const override {
    for (size_t at = 0; at < text.size();) {
      const size_t n_valid = valid_prefix(text.substr(at));
      if (n_valid > 0) split_valid(text.substr(at, n_valid), offset + at, ends);
      at += n_valid;
      const size_t broken = at;
      while (at < text.size() && !utf8::decode(text.substr(at)).valid) ++at;
      if (at > broken) ends.push_back(offset + at);
    }
  }

 private:
  void split_valid(std::string_view text, size_t offset, std::vector<size_t>& ends) const {
    Run& run = run_of_thread();
    const auto* subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    size_t cut = 0;  // end of the last piece
    for (size_t from = 0; from < text.size();) {
      const int found =
          pcre2_match(code_.get(), subject, text.size(), from, PCRE2_NO_UTF_CHECK, run.data.get(), run.context.get());
      if (found < 0) break;  // no match, or one that needs more memory than it may have: the rest is one piece
      const size_t* match = pcre2_get_ovector_pointer(run.data.get());
      if (match[0] > cut) ends.push_back(offset + (cut = match[0]));
      if (match[1] > cut) ends.push_back(offset + (cut = match[1]));
      from = match[1] > match[0] ? match[1] : match[1] + step(text, match[1]);
    }
    if (cut < text.size()) ends.push_back(offset + text.size());
  }

  // How far to go on behind an empty match.
  static size_t step(std::string_view text, size_t at) {
    return at < text.size() ? utf8::decode(text.substr(at)).n_bytes : 1;
  }

  Owned<pcre2_code> code_;
  decltype(&pcre2_match) match_ = nullptr;
};

}  // namespace

std::unique_ptr<Splitter> make_regex_splitter(std::string_view pattern) {
  return std::make_unique<RegexSplitter>(pattern);
}

}  // namespace hearth::tokenizer
