// Walking a row block by block, for the formats whose blocks are structs: each q*.cpp says what one block means
// and leaves the loop to these two. A block is copied out of the row, so a row may start at any address.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"
#include "base/check.h"

namespace hearth::quant {

// decode_block(const Block&, float* out) writes Block::kWeights floats.
template <class Block, class DecodeBlock>
void decode_each(const uint8_t* blocks, float* out, size_t n, DecodeBlock decode_block) {
  DCHECK(n % Block::kWeights == 0);
  for (size_t i = 0; i < n / Block::kWeights; ++i) {
    decode_block(load_unaligned<Block>(blocks + i * sizeof(Block)), out + i * Block::kWeights);
  }
}

// encode_block(const float* weights) reads Block::kWeights floats and returns the Block.
template <class Block, class EncodeBlock>
void encode_each(const float* weights, uint8_t* blocks, size_t n, EncodeBlock encode_block) {
  DCHECK(n % Block::kWeights == 0);
  for (size_t i = 0; i < n / Block::kWeights; ++i) {
    store_unaligned<Block>(blocks + i * sizeof(Block), encode_block(weights + i * Block::kWeights));
  }
}

}  // namespace hearth::quant
