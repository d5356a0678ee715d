// LoadWatch: what others see of a load while it runs, and how they end it.
//
// WatchedSources puts itself between the weights and the file they are read from: it counts what was read, and once the
// load is given up, each further read fails. So nobody who packs weights has to know of it.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <span>

#include "base/result.h"
#include "compute/tensor.h"

namespace hearth::runtime {

struct LoadWatch {
  std::atomic<uint64_t> read_bytes{0};  // of weights, so far
  std::atomic<bool> give_up{false};     // set by anybody: the load ends with kBusy
};

class WatchedSources {
 public:
  // Takes the place of the weights' sources until it goes. The watch outlives it.
  WatchedSources(std::span<compute::WeightData* const> weights, LoadWatch& watch);
  ~WatchedSources();
  WatchedSources(const WatchedSources&) = delete;
  WatchedSources& operator=(const WatchedSources&) = delete;

 private:
  class Source final : public compute::WeightSource {
   public:
    Source(compute::WeightData& weight, LoadWatch& watch);
    void restore() { weight_.source = &from_; }
    Status read(uint64_t offset, std::span<uint8_t> into) const override;

   private:
    compute::WeightData& weight_;
    const compute::WeightSource& from_;
    LoadWatch& watch_;
  };

  std::deque<Source> sources_;
};

}  // namespace hearth::runtime
