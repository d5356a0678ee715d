#!/usr/bin/env python3
"""Writes tests/golden/gguf/: a small file by the gguf Python package's writer, and what its reader finds in it.

Usage: make_gguf.py [output folder]     needs: pip install gguf==0.19.0 numpy

sample.gguf: every type of value, arrays of each, and tensors of several formats and shapes; alignment 64.
sample.json: its keys and tensors as gguf.GGUFReader gives them; a tensor's data as a CRC-32.
"""

import importlib.metadata
import json
import pathlib
import sys
import zlib

import gguf
import numpy as np
from gguf import GGMLQuantizationType, GGUFReader, GGUFValueType, GGUFWriter

PROGRAM = f"gguf {importlib.metadata.version('gguf')}, tools/goldens/make_gguf.py"
SCALARS = {
    "UINT8": 255, "INT8": -128, "UINT16": 65535, "INT16": -32768, "UINT32": 4294967295, "INT32": -2147483648,
    "UINT64": 9223372036854775807, "INT64": -9223372036854775808, "FLOAT32": 0.15625, "FLOAT64": 1e-300,
    "BOOL": True, "STRING": "grüße 🙂",
}
ARRAYS = {"INT32": [1, -2, 3], "FLOAT32": [0.5, -1.25], "STRING": ["<s>", "", "▁the", "\n"], "BOOL": [True, False]}
TENSORS = {  # GGML types and numpy shapes, the last dimension being the row
    "token_embd.weight": ("Q8_0", (5, 64)),
    "blk.0.attn_q.weight": ("Q4_0", (3, 32)),
    "blk.0.attn_norm.weight": ("F32", (7,)),
    "blk.0.experts.weight": ("F16", (2, 3, 4)),
    "blk.0.ffn_up.weight": ("BF16", (2, 5)),
}


def add_tensor(writer, name, kind, shape, rng):
    weights = rng.standard_normal(shape).astype(np.float32)
    kind = GGMLQuantizationType[kind]
    if kind == GGMLQuantizationType.F32:
        writer.add_tensor(name, weights)
    elif kind == GGMLQuantizationType.F16:
        writer.add_tensor(name, weights.astype(np.float16))
    else:
        writer.add_tensor(name, gguf.quants.quantize(weights, kind), raw_dtype=kind)


def write(path):
    rng = np.random.default_rng(7)
    writer = GGUFWriter(path, "llama")
    writer.add_description(PROGRAM)
    writer.add_custom_alignment(64)
    for kind, value in SCALARS.items():
        writer.add_key_value(f"scalar.{kind}", value, GGUFValueType[kind])
    for kind, values in ARRAYS.items():
        writer.add_key_value(f"array.{kind}", values, GGUFValueType.ARRAY, sub_type=GGUFValueType[kind])
    for name, (kind, shape) in TENSORS.items():
        add_tensor(writer, name, kind, shape, rng)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def describe(path):
    reader = GGUFReader(path)
    keys = [{"key": field.name, "types": [kind.name for kind in field.types], "value": field.contents()}
            for field in reader.fields.values() if not field.name.startswith("GGUF.")]
    tensors = [{"name": tensor.name, "format": tensor.tensor_type.name, "dims": [int(dim) for dim in tensor.shape],
                "offset": int(tensor.data_offset), "bytes": int(tensor.n_bytes),
                "crc32": zlib.crc32(tensor.data.tobytes())} for tensor in reader.tensors]
    return {"program": PROGRAM, "keys": keys, "tensors": tensors}


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else root / "tests/golden/gguf"
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "sample.gguf")
    text = json.dumps(describe(folder / "sample.gguf"), ensure_ascii=False, indent=1)
    (folder / "sample.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
