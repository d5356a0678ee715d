// hearth tokenize: a text to token ids, with nothing loaded but the vocabulary.
#include "cli/command_line.h"
#include "cli/input.h"
#include "cli/output.h"
#include "cli/vocabulary.h"

namespace hearth::cli {

Status run_tokenize(Arguments arguments) {
  std::string file;
  std::vector<std::string> words;
  bool special = false, no_bos = false;
  CommandLine line("tokenize");
  line.argument("FILE", file, "a GGUF model file");
  line.arguments("TEXT", words, "the text, joined by spaces; without it, standard input");
  line.flag("--special", special, "the names of special tokens in the text, such as <|im_end|>, are those tokens");
  line.flag("--no-bos", no_bos, "no token is added in front, whatever the model wants");
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return {};
  if (words.empty() && stdin_is_terminal()) {
    return fail(ErrorCode::kInvalidArgument, "no text; give it as argument or on standard input");
  }
  const std::string text = words.empty() ? TRY(read_stdin()) : join_prompt({}, words);
  const Vocabulary vocabulary = TRY(Vocabulary::open(file));
  using tokenizer::Bos, tokenizer::SpecialTokens;
  const std::vector<int32_t> ids =
      vocabulary.tokenizer->encode(text, {.special = special ? SpecialTokens::kParse : SpecialTokens::kAsText,
                                          .bos = no_bos ? Bos::kNever : Bos::kAsModelWants});
  TRY(write_out(ids_text(ids) + '\n'));
  return {};
}

}  // namespace hearth::cli
