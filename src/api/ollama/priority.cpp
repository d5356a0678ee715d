#include "api/ollama/priority.h"

#include "api/warnings.h"
#include "base/text.h"

namespace hearth::ollama {

Result<Priority> parse_priority(std::string_view text) {
  if (text == "interactive") return Priority::kInteractive;
  if (text == "batch") return Priority::kBatch;
  return fail(ErrorCode::kInvalidArgument,
              concat("invalid priority: ", api::quoted_name(text), " (must be \"interactive\" or \"batch\")"));
}

}  // namespace hearth::ollama
