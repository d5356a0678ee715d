// Any bytes as a model's output, in any format: reading ends, and where the output is cut makes no difference. The
// first byte says which format, the second where it is cut.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "chat/test_output.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hearth::chat;
  if (size < 2) return 0;
  const auto names = tool_format_names();
  OutputFormat format{
      .tool_format = std::string(names[data[0] % names.size()]), .think_open = "<think>", .think_close = "</think>"};
  format.begins_thinking = data[0] >= 128;
  const std::string_view output(reinterpret_cast<const char*>(data + 2), size - 2);
  const size_t cuts[] = {output.size() * data[1] / 512, output.size() * data[1] / 256};
  if (shown(events_of(format, output, {})) != shown(events_of(format, output, cuts))) std::abort();
  return 0;
}
