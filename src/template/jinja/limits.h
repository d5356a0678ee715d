// What one rendering may use at most. A template comes with a model file that nobody here wrote, so it must not be
// able to run forever or to fill the memory; these are far above what a real chat needs.
#pragma once

#include <cstddef>

namespace hearth::jinja {

struct Limits {
  size_t max_steps = 5'000'000;                // nodes evaluated and items touched
  size_t max_bytes = size_t{512} << 20;        // of all values and texts made on the way
  size_t max_output_bytes = size_t{64} << 20;  // of the result
  size_t max_value_depth = 100;                // containers in each other
  size_t max_recursion = 500;                  // expressions, statements and macro calls in each other
};

}  // namespace hearth::jinja
