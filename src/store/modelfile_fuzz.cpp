// libFuzzer: any bytes as a Modelfile. They either are refused with a message of one line, or what they parse to
// prints to text that parses to the same. The bytes as a value of a statement have a form that reads back as they
// are, or are said to have none. Seeds: tests/fuzz/modelfile.
#include <algorithm>
#include <cstdint>

#include "base/check.h"
#include "store/modelfile.h"

namespace hearth::store {
namespace {

void parse_and_print(std::string_view bytes) {
  const auto file = Modelfile::parse(bytes);
  if (!file) {
    CHECK(!file.error().message.empty() && std::ranges::count(file.error().message, '\n') == 0);
    return;
  }
  const auto again = Modelfile::parse(file->print());
  CHECK(again.has_value() && *again == *file);
}

void write_and_read(std::string_view value, ValueKind kind) {
  const WrittenValue written = write_value(value, kind);
  const ModelfileValue read = read_value(written.form, kind);
  CHECK(!written.exact || (read.closed && read.text == value && read.n_bytes == written.form.size()));
}

}  // namespace
}  // namespace hearth::store

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hearth::store;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  parse_and_print(bytes);
  write_and_read(bytes, ValueKind::kText);
  write_and_read(bytes, ValueKind::kWord);
  return 0;
}
