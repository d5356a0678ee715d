// CHECK and DCHECK: our own mistakes end the program with file, line and condition.
// Never reachable from input; what input can cause is a Result (result.h).
#pragma once

namespace hearth {

[[noreturn]] void check_failed(const char* file, int line, const char* condition);

}  // namespace hearth

#define CHECK(condition) \
  (static_cast<bool>(condition) ? void(0) : ::hearth::check_failed(__FILE__, __LINE__, #condition))

#ifdef NDEBUG
#define DCHECK(condition) void(sizeof(!(condition)))
#else
#define DCHECK(condition) CHECK(condition)
#endif
