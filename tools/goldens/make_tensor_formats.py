#!/usr/bin/env python3
"""Writes tests/golden/tensor_formats.json: the format that llama.cpp's quantizer gives each tensor of small models.

Usage: make_tensor_formats.py [output folder]     needs: pip install llama-cpp-python==0.3.36 gguf==0.19.0 numpy

The models have the names and shapes that decide the choice, and random weights: with and without an output matrix of
their own, with rows that are no whole blocks of 256, with shared heads, with eight experts, with one matrix for
queries, keys and values.
"""

import importlib.metadata
import json
import pathlib
import sys
import tempfile

import gguf
import llama_cpp
import numpy as np

PROGRAM = f"llama-cpp-python {importlib.metadata.version('llama-cpp-python')}, tools/goldens/make_tensor_formats.py"
FILE_TYPES = {"F16": 1, "Q4_0": 2, "Q4_1": 3, "Q8_0": 7, "Q5_0": 8, "Q5_1": 9, "Q2_K": 10, "Q3_K_S": 11, "Q3_K_M": 12,
              "Q3_K_L": 13, "Q4_K_S": 14, "Q4_K_M": 15, "Q5_K_S": 16, "Q5_K_M": 17, "Q6_K": 18, "BF16": 32}
MODELS = {
    "tied": {},
    "untied": {"output": True, "layers": 20},
    "short rows": {"width": 96},
    "shared heads": {"kv_heads": 1, "layers": 17},
    "experts": {"experts": 8, "output": True},
    "one matrix": {"qkv": True, "architecture": "phi3"},
}


def tensors(width=256, layers=8, output=False, kv_heads=4, experts=0, qkv=False, **_):
    """(name, numpy shape), the rows of each as long as the model is wide."""
    yield "token_embd.weight", (8, width)
    yield "output_norm.weight", (width,)
    if output:
        yield "output.weight", (8, width)
    for i in range(layers):
        yield f"blk.{i}.attn_norm.weight", (width,)
        yield f"blk.{i}.ffn_norm.weight", (width,)
        for name in ("attn_qkv",) if qkv else ("attn_q", "attn_k", "attn_v"):
            yield f"blk.{i}.{name}.weight", (width * (kv_heads if name in ("attn_k", "attn_v") else 4) // 4, width)
        yield f"blk.{i}.attn_output.weight", (width, width)
        if experts:
            yield f"blk.{i}.ffn_gate_inp.weight", (experts, width)
        for name in ("ffn_gate", "ffn_up", "ffn_down"):
            yield (f"blk.{i}.{name}_exps.weight", (experts, 4, width)) if experts else (f"blk.{i}.{name}.weight", (4, width))


def numbers(architecture="llama", width=256, layers=8, kv_heads=4, experts=0, **_):
    keys = {"context_length": 64, "embedding_length": width, "block_count": layers, "feed_forward_length": width,
            "attention.head_count": 4, "attention.head_count_kv": kv_heads, "rope.dimension_count": width // 4}
    if experts:
        keys |= {"expert_count": experts, "expert_used_count": 2}
    return {f"{architecture}.{key}": value for key, value in keys.items()}


def write_model(path, model):
    architecture = model.get("architecture", "llama")
    writer = gguf.GGUFWriter(path, architecture)
    for key, value in numbers(**model).items():
        writer.add_uint32(key, value)
    writer.add_float32(f"{architecture}.attention.layer_norm_rms_epsilon", 1e-5)
    writer.add_string("tokenizer.ggml.model", "gpt2")
    writer.add_array("tokenizer.ggml.tokens", [f"<{i}>" for i in range(8)])
    rng = np.random.default_rng(1)
    for name, shape in tensors(**model):
        weights = rng.standard_normal(shape).astype(np.float32)
        writer.add_tensor(name, weights.astype(np.float16) if len(shape) > 1 else weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def formats_of(source, file_type, folder):
    """{tensor: format} after llama.cpp, which sorts tensors in its own way, has quantized the file."""
    made = pathlib.Path(folder) / "made.gguf"
    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = file_type
    params.nthread = 1
    if llama_cpp.llama_model_quantize(str(source).encode(), str(made).encode(), params) != 0:
        raise SystemExit(f"llama.cpp does not quantize {source} to {file_type}")
    return {tensor.name: tensor.tensor_type.name for tensor in gguf.GGUFReader(made).tensors}


def golden(model, folder):
    source = pathlib.Path(folder) / "source.gguf"
    write_model(source, model)
    made = {name: formats_of(source, number, folder) for name, number in FILE_TYPES.items()}
    names = [name for name, _ in tensors(**model)]
    return {
        "numbers": numbers(**model),
        "tensors": [[name, *reversed(shape)] for name, shape in tensors(**model)],
        "formats": {name: [formats[tensor] for tensor in names] for name, formats in made.items()},
    }


def main():
    out = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parents[2] / "tests/golden")
    with tempfile.TemporaryDirectory() as folder:
        models = {name: golden(model, folder) for name, model in MODELS.items()}
    text = json.dumps({"program": PROGRAM, "models": models}, separators=(",", ":"))
    (out / "tensor_formats.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
