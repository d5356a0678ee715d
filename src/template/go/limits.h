// What one rendering may use at most. A template comes with a model that nobody here wrote, so it must not be able to
// run forever or to fill the memory; these are far above what a real chat needs.
#pragma once

#include <cstddef>

namespace hearth::go_template {

struct Limits {
  size_t max_steps = 5'000'000;                // nodes evaluated and items touched
  size_t max_bytes = size_t{512} << 20;        // of all texts made on the way
  size_t max_output_bytes = size_t{64} << 20;  // of the result
  size_t max_recursion = 500;                  // statements, pipelines and templates in each other
};

}  // namespace hearth::go_template
