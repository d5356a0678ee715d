// RecordingDevice: a device that computes nothing and holds no weights; it notes the verbs of the networks it runs.
#pragma once

#include <string>
#include <vector>

#include "compute/device.h"
#include "compute/recording/recording_step.h"

namespace hearth::compute {

class RecordingDevice final : public Device {
 public:
  std::string_view name() const override { return "recording"; }
  size_t scratch_bytes(const Network& /*network*/, int /*max_rows*/, int /*max_outputs*/) override { return 0; }
  Status upload(std::span<WeightData* const> /*weights*/) override { return {}; }
  Result<size_t> reserve(const Network& /*network*/, int /*max_rows*/, int /*max_outputs*/) override { return 0; }
  // The logits have their shape and no data.
  Tensor run(const Network& network, const StepInput& input, KvCache& /*cache*/) override {
    RecordingStep step(input, verbs_);
    return network(step);
  }
  void for_each(int n, const std::function<void(int)>& body) override {
    for (int i = 0; i < n; ++i) body(i);
  }

  // Of all runs so far.
  const std::vector<std::string>& verbs() const { return verbs_; }

 private:
  std::vector<std::string> verbs_;
};

}  // namespace hearth::compute
