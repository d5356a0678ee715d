#include "tokenizer/pretokenizers/pretokenizer.h"

#include <array>
#include <string>

#include "base/text.h"
#include "tokenizer/pretokenizers/pretokenizers.h"

namespace hearth::tokenizer {
namespace {

enum class WholeWords { kMerge, kTake };
enum class Begin { kNone, kBos };

struct Row {
  std::string_view name;
  Steps (*steps)();
  WholeWords whole_words;
  Begin begin;
};

#define PRETOKENIZER(name, steps, whole_words, begin) Row{name, steps, WholeWords::whole_words, Begin::begin},
constexpr std::array kRows = {
#include "tokenizer/pretokenizers/pretokenizers.def"
};
#undef PRETOKENIZER

constexpr std::string_view kPreKey = "tokenizer.ggml.pre";

}  // namespace

Result<Pretokenizer> Pretokenizer::load(const gguf::File& file) {
  return create(file.find_string(kPreKey).value_or("default"));
}

Result<Pretokenizer> Pretokenizer::create(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name != name) continue;
    Pretokenizer pretokenizer;
    pretokenizer.steps_ = row.steps();
    pretokenizer.ignores_merges_ = row.whole_words == WholeWords::kTake;
    pretokenizer.adds_bos_ = row.begin == Begin::kBos;
    return pretokenizer;
  }
  std::string supported;
  for (const Row& row : kRows) supported += concat(supported.empty() ? "" : ", ", row.name);
  return fail(ErrorCode::kUnsupported, concat(kPreKey, ": found '", name, "', supported are ", supported));
}

std::vector<std::string_view> Pretokenizer::names() {
  std::vector<std::string_view> names;
  for (const Row& row : kRows) names.push_back(row.name);
  return names;
}

void Pretokenizer::split(std::string_view text, std::vector<size_t>& ends) const {
  ends.clear();
  if (text.empty()) return;
  ends.push_back(text.size());
  std::vector<size_t> coarse;
  for (const auto& step : steps_) {
    coarse.swap(ends);
    ends.clear();
    size_t begin = 0;
    for (const size_t end : coarse) {
      step->split(text.substr(begin, end - begin), begin, ends);
      begin = end;
    }
  }
}

}  // namespace hearth::tokenizer
