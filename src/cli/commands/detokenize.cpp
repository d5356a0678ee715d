// hearth detokenize: token ids to the bytes of their text, with nothing loaded but the vocabulary.
#include "cli/command_line.h"
#include "cli/input.h"
#include "cli/output.h"
#include "cli/vocabulary.h"

namespace hearth::cli {

Status run_detokenize(Arguments arguments) {
  std::string file;
  std::vector<std::string> words;
  bool special = false;
  CommandLine line("detokenize");
  line.argument("FILE", file, "a GGUF model file");
  line.arguments("ID", words, "token ids, also as a JSON array; without them, standard input");
  line.flag("--special", special, "special tokens are shown by their names; they are left out otherwise");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  if (words.empty() && stdin_is_terminal()) {
    return fail(ErrorCode::kInvalidArgument, "no token ids; give them as arguments or on standard input");
  }
  const std::string text = words.empty() ? TRY(read_stdin()) : join_prompt({}, words);
  const Vocabulary vocabulary = TRY(Vocabulary::open(file));
  const std::vector<int32_t> ids = TRY(parse_ids(text, vocabulary.tokenizer->n_vocab()));
  using tokenizer::SpecialTokens;
  std::string decoded = vocabulary.tokenizer->decode(ids, special ? SpecialTokens::kParse : SpecialTokens::kAsText);
  if (stdout_is_terminal()) decoded += '\n';  // a pipe gets the text as it is
  TRY(write_out(decoded));
  return {};
}

}  // namespace hearth::cli
