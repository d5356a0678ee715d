#!/usr/bin/env python3
"""Writes tests/golden/quant/: what the gguf Python package makes of blocks and weights, for format_test.cpp.

Usage: make_quant.py [output folder]     needs: pip install gguf==0.19.0 numpy

decode_<FORMAT>.bin: blocks of random bytes, then the float32 weights that gguf.quants.dequantize reads from them.
encode_<FORMAT>.bin: float32 weights, then the blocks that gguf.quants.quantize makes of them.
The first line of each file is text, all else raw little-endian data; the counts follow from the file's size.
"""

import importlib.metadata
import pathlib
import sys

import gguf
import numpy as np
from gguf.quants import dequantize, quantize

GGUF = importlib.metadata.version("gguf")
FORMATS = ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K"]
ENCODED = ["F32", "F16", "BF16", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0"]  # the package has no encoder for the others

# Where each format keeps its halves, as byte offsets in a block.
HALVES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0],
          "Q2_K": [80, 82], "Q3_K": [108], "Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}
# Zeros, subnormals, the largest subnormal, the smallest normal, one, the largest, infinities and quiet NaN.
ODD_HALVES = [0x0000, 0x8000, 0x0001, 0x8001, 0x0155, 0x03ff, 0x83ff, 0x0400, 0x3c00, 0xbc00, 0x7bff, 0xfbff,
              0x7c00, 0xfc00, 0x7e00]


def block_shape(name):
    return gguf.GGML_QUANT_SIZES[gguf.GGMLQuantizationType[name]]


def random_blocks(name, rng):
    """All bytes random; in half of the blocks the scales are odd, in the rest ordinary."""
    weights, size = block_shape(name)
    n_blocks = 2048 if weights == 1 else 64 if weights == 32 else 32
    blocks = rng.integers(0, 256, (n_blocks, size), dtype=np.uint8)
    for i, block in enumerate(blocks):
        for nth, offset in enumerate(HALVES.get(name, [])):
            if i % 2 == 0:
                half = np.uint16(ODD_HALVES[(i // 2 + 5 * nth) % len(ODD_HALVES)])
            else:
                half = np.float16(rng.normal() * 0.01).view(np.uint16)
            block[offset:offset + 2] = np.array([half]).view(np.uint8)
    return blocks


def odd_scalars(rng):
    """Single weights for the formats without blocks: every magnitude, ties of both roundings, and the edges."""
    some = (rng.normal(size=1500) * 10.0 ** rng.uniform(-42, 37, 1500)).astype(np.float32)
    halves = rng.integers(0, 0x7bff, 200).astype(np.uint16).view(np.float16).astype(np.float32)
    next_halves = (halves.astype(np.float16).view(np.uint16) + 1).view(np.float16).astype(np.float32)
    ties = (halves + next_halves) / 2
    brain_ties = (rng.integers(0, 0x7f00, 200).astype(np.uint32) << 16 | 0x8000).view(np.float32)
    edges = np.array([0, -0.0, 65504, 65519.996, 65520, -65520, 2.0**-24, 2.0**-25, 1.5 * 2.0**-25, 2.0**-14,
                      2.0**-14 - 2.0**-26, 1e-45, 3.4028235e38, -3.4028235e38, np.inf, -np.inf], np.float32)
    return np.concatenate([some, halves, ties, -ties, brain_ties, -brain_ties, edges]).astype(np.float32)


def odd_rows(rng):
    """Blocks of 32 finite weights whose scales have finite inverses (elsewhere the package's result is undefined)."""
    rows = [rng.normal(size=32) * 10.0 ** e for e in (-30, -9, -7, -6, -5, -4, -3, -2, -1, 0, 1, 3, 5, 7, 30, 37)]
    for _ in range(8):  # outliers
        row = rng.normal(size=32) * 0.02
        row[rng.integers(32)] *= 50
        rows.append(row)
    for _ in range(8):
        rows.append(rng.uniform(-1, 1, 32))
    rows += [np.full(32, v) for v in (0.0, 1.0, -1.0, 0.1, -0.37, 1e-6)]
    for top in (7, 8, 15, 16, 31, 127):  # halves between levels: ties
        for sign in (1, -1):
            row = rng.integers(-2 * top, 2 * top + 1, 32) / 2.0
            row[5] = sign * top
            rows.append(row)
    rows.append(np.where(np.arange(32) % 2 == 0, 0.5, -0.5))  # largest magnitude twice, with both signs
    rows.append(np.where(np.arange(32) % 2 == 0, -0.5, 0.5))
    rows.append(np.where(np.arange(32) == 31, 0.7, 0.0))
    rows.append(np.where(np.arange(32) == 0, -0.7, 0.0))
    rows.append(np.abs(rng.normal(size=32)))
    rows.append(-np.abs(rng.normal(size=32)))
    return np.array(rows, np.float64).astype(np.float32)


def write(path, what, *parts):
    header = f"gguf {GGUF} (Python), gguf.quants.{what}, numpy {np.__version__}, tools/goldens/make_quant.py\n"
    path.write_bytes(header.encode() + b"".join(np.ascontiguousarray(p).tobytes() for p in parts))


def main():
    default = pathlib.Path(__file__).resolve().parents[2] / "tests/golden/quant"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    with np.errstate(all="ignore"):
        for name in FORMATS:
            kind = gguf.GGMLQuantizationType[name]
            blocks = random_blocks(name, np.random.default_rng(20))
            write(folder / f"decode_{name}.bin", f"dequantize {name}", blocks,
                  np.stack([dequantize(b, kind) for b in blocks]))
        for name in ENCODED:
            kind = gguf.GGMLQuantizationType[name]
            rng = np.random.default_rng(21)
            weights = odd_scalars(rng).reshape(-1, 1) if block_shape(name)[0] == 1 else odd_rows(rng)
            write(folder / f"encode_{name}.bin", f"quantize {name}", weights,
                  np.stack([quantize(w, kind) for w in weights]))


main()
