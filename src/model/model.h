// Model: a network whose weights are known, ready to run steps; and Family, how one is made from a file.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "compute/device.h"
#include "compute/kv_cache.h"
#include "compute/step.h"

namespace hearth::model {

using compute::Activation;
using compute::AttentionShape;
using compute::Rope;
using compute::Step;
using compute::Tensor;
using compute::Weight;

class ModelFile;

class Model {
 public:
  virtual ~Model() = default;

  // What the last layer makes of a row, normalized: [rows that want output, model_dim].
  virtual Tensor hidden(Step& step) const = 0;
  // Logits [rows that want output, n_vocab]. Encoders have none: hidden().
  virtual Tensor forward(Step& step) const = 0;
  // Whether rows see what follows them, so that a step has to hold all of a sequence, and there is nothing to predict.
  virtual bool is_encoder() const { return false; }
  virtual compute::KvShape kv_shape() const = 0;
};

struct Family {
  std::string_view architecture;  // general.architecture
  Result<std::unique_ptr<Model>> (*load)(ModelFile& file);
};

// Every family, in the order of families.def.
std::vector<const Family*> all_families();

// kUnsupported, naming what is supported, when nobody knows the architecture.
Result<const Family*> find_family(std::string_view architecture);

}  // namespace hearth::model
