// How the rows of a step are laid out for the panel kernels: tiles of 8, 4, 2 or 1 rows, interleaved.
//
//   8 rows, int8:   [k / 4][8 rows][4 columns]     scales: [k / 32][8 rows]     sums: [k / 16][8 rows]
//   8 rows, float:  [k][8 rows]
//
// so that a kernel walks one pointer and finds the same columns of every row of the tile side by side. All tiles
// but the last have 8 rows; the last has the smallest width that holds what is left, padded with zero rows. The
// layout depends on the number of rows alone, never on threads or instruction set.
#pragma once

#include <stdint.h>

namespace hearth::kernels {

enum { kTileRows = 8 };

// Width of the tile that begins at `row` of `n_rows`; the tile holds min(width, n_rows - row) real rows.
static inline int tile_width(int row, int n_rows) {
  const int rest = n_rows - row;
  if (rest > 4) return 8;
  if (rest > 2) return 4;
  return rest;
}

// n_rows and the padding of the last tile.
static inline int padded_rows(int n_rows) {
  const int full = n_rows / kTileRows * kTileRows;
  return full == n_rows ? n_rows : full + tile_width(full, n_rows);
}

}  // namespace hearth::kernels
