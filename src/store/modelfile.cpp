#include "store/modelfile.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>

#include "base/closest.h"
#include "base/mapped_file.h"
#include "base/text.h"
#include "store/modelfile_text.h"

namespace hearth::store {
namespace {

constexpr uint64_t kMaxFileBytes = uint64_t{16} << 20;
constexpr std::string_view kBlank = " \t";
constexpr std::string_view kLineEnd = "\r\n";

constexpr ValueKind kKinds[] = {
#define INSTRUCTION(enumerator, word, kind) ValueKind::kind,
#include "store/modelfile_instructions.def"
#undef INSTRUCTION
};
constexpr std::string_view kWords[] = {
#define INSTRUCTION(enumerator, word, kind) word,
#include "store/modelfile_instructions.def"
#undef INSTRUCTION
};
constexpr std::string_view kRoles[] = {"system", "user", "assistant"};

// Ollama's words, which its clients may look for; ENV is therefore not among them.
constexpr std::string_view kExpectedCommand =
    "command must be one of \"from\", \"license\", \"template\", \"system\", \"adapter\", \"draft\", \"renderer\", "
    "\"parser\", \"parameter\", \"message\", or \"requires\"";
constexpr std::string_view kExpectedRole = "message role must be one of \"system\", \"user\", or \"assistant\"";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_character(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; }
char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::optional<Instruction> find_instruction(std::string_view word) {
  const auto found = std::ranges::find_if(
      kWords, [&](std::string_view known) { return std::ranges::equal(word, known, {}, to_lower); });
  if (found == std::end(kWords)) return {};
  return static_cast<Instruction>(found - std::begin(kWords));
}

std::string suggestion(std::string_view word, std::span<const std::string_view> known) {
  const auto nearest = closest(word, known);
  return nearest ? concat("; did you mean \"", *nearest, "\"?") : "";
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Modelfile> parse() {
    Modelfile file;
    for (skip_to_statement(); !rest().empty(); skip_to_statement()) file.statements.push_back(TRY(statement()));
    if (std::ranges::find(file.statements, Instruction::kFrom, &Statement::instruction) == file.statements.end()) {
      return fail(ErrorCode::kInvalidArgument, "no FROM line");
    }
    return file;
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }
  bool at_blank() const { return !rest().empty() && kBlank.contains(rest()[0]); }

  void advance(size_t n_bytes) {
    line_ += count_line_ends(text_.substr(at_, n_bytes));
    at_ += n_bytes;
  }

  std::string_view take_while(auto&& belongs) {
    const auto end = std::ranges::find_if_not(rest(), belongs);
    const std::string_view taken = rest().substr(0, static_cast<size_t>(end - rest().begin()));
    advance(taken.size());
    return taken;
  }

  void skip_blank() {
    take_while([](char c) { return kBlank.contains(c); });
  }

  void skip_to_statement() {
    for (;;) {
      take_while([](char c) { return kBlank.contains(c) || kLineEnd.contains(c); });
      if (!rest().starts_with('#')) return;
      take_while([](char c) { return !kLineEnd.contains(c); });
    }
  }

  Result<Statement> statement() {
    Statement statement{.instruction = TRY(instruction()), .name = {}, .value = {}, .line = line_};
    skip_blank();
    statement.name = TRY(name(statement.instruction));
    const ModelfileValue value = read_value(rest(), value_kind(statement.instruction));
    if (!value.closed) {
      return fail_at_line(line_,
                          "unexpected EOF: the quote that opens on this line is never closed; a quoted value "
                          "ends where a line ends in its quote");
    }
    statement.value = value.text;
    advance(value.n_bytes);
    return statement;
  }

  Result<Instruction> instruction() {
    const std::string_view here = rest();
    const std::string_view word = take_while(is_letter);
    const auto found = find_instruction(word);
    if (found && at_blank()) return *found;
    if (found && rest().empty()) return fail_at_line(line_, concat("unexpected EOF: ", word, " has no value"));
    if (found && kLineEnd.contains(rest()[0])) {
      return fail_at_line(line_, concat(kExpectedCommand, "; ", word, " has no value"));
    }
    const std::string_view whole = here.substr(0, here.find_first_of(" \t\r\n"));
    return fail_at_line(line_, concat(kExpectedCommand, suggestion(whole, kWords)));
  }

  // What stands between the instruction and its value.
  Result<std::string> name(Instruction instruction) {
    switch (instruction) {
      case Instruction::kParameter:
        return name_before_value("PARAMETER", is_name_character);
      case Instruction::kMessage:
        return role();
      case Instruction::kEnv:
        return variable();
      default:
        return std::string();
    }
  }

  Result<std::string> name_before_value(std::string_view what, auto&& belongs) {
    const std::string_view name = take_while(belongs);
    if (!name.empty() && at_blank()) return std::string(name);
    if (rest().empty()) return fail_at_line(line_, concat("unexpected EOF: ", what, " expects a name and a value"));
    return fail_at_line(line_, concat(what, " expects a name of letters, digits and _, white space and a value"));
  }

  Result<std::string> role() {
    const std::string_view role = take_while([](char c) { return !kBlank.contains(c) && !kLineEnd.contains(c); });
    if (std::ranges::find(kRoles, role) == std::end(kRoles)) {
      return fail_at_line(line_, concat(kExpectedRole, suggestion(role, kRoles)));
    }
    if (!at_blank())
      return fail_at_line(line_, concat(rest().empty() ? "unexpected EOF: " : "", "MESSAGE ", role, " has no text"));
    return std::string(role);
  }

  Result<std::string> variable() {
    const std::string_view name = take_while(is_name_character);
    if (name.empty() || !rest().starts_with('=')) return fail_at_line(line_, "ENV expects NAME=value");
    advance(1);
    return std::string(name);
  }

  std::string_view text_;
  size_t at_ = 0;
  int line_ = 1;
};

std::string printed(const Statement& statement) {
  const ValueKind kind = value_kind(statement.instruction);
  const WrittenValue value = write_value(statement.value, kind);
  std::string line;
  if (!value.exact) line = "# the next value has no form in a Modelfile; this is the nearest\n";
  std::ranges::transform(word_of(statement.instruction), std::back_inserter(line), to_upper);
  line += ' ';
  if (!statement.name.empty()) line += concat(statement.name, statement.instruction == Instruction::kEnv ? '=' : ' ');
  return line + value.form + '\n';
}

}  // namespace

std::string_view word_of(Instruction instruction) { return kWords[static_cast<size_t>(instruction)]; }

ValueKind value_kind(Instruction instruction) { return kKinds[static_cast<size_t>(instruction)]; }

std::unexpected<Error> fail_at_line(int line, std::string_view message) {
  return fail(ErrorCode::kInvalidArgument, concat("(line ", line, "): ", message));
}

Result<Modelfile> Modelfile::parse(std::string_view bytes) {
  const std::string text = TRY(decode_modelfile(bytes));
  return Parser(text).parse();
}

Result<Modelfile> Modelfile::load(const std::string& path) {
  const MappedFile file = TRY(MappedFile::open(path));
  if (file.size_bytes() > kMaxFileBytes) {
    return fail(ErrorCode::kInvalidArgument,
                concat(path, ": ", file.size_bytes(), " bytes, the limit of a Modelfile is ", kMaxFileBytes,
                       "; is this a model?"));
  }
  // A file that shrinks while it is mapped would end the process; a copy by read() cannot.
  std::string bytes(file.size_bytes(), '\0');
  TRY(file.read_at(0, {reinterpret_cast<uint8_t*>(bytes.data()), bytes.size()}));
  auto modelfile = parse(bytes);
  if (!modelfile) return within(path, std::move(modelfile.error()));
  return modelfile;
}

std::string Modelfile::print() const {
  std::string text;
  for (const Statement& statement : statements) text += printed(statement);
  return text;
}

}  // namespace hearth::store
