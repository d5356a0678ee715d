"""A second opinion on tests/golden/models: MLX (mlx-lm 0.32.2, F32, CPU) on the same weights.

    python -m venv .venv && .venv/bin/pip install "mlx[cpu]==0.32.4" mlx-lm==0.32.2 gguf==0.19.0
    .venv/bin/python tools/goldens/check_models_mlx.py

Prints, for each model, the largest difference of a logit from the golden, and fails above 0.02: ggml's own tables
(GELU reads a table of F16 numbers) account for less. What is compared is what is meant, not how it is rounded.
"""

import json
from pathlib import Path

import gguf
import mlx.core as mx
import numpy as np
from mlx_lm.models import gemma3_text, llama

GOLDENS = Path(__file__).resolve().parents[2] / "tests/golden/models"
TOLERANCE = 0.02

NAMES = {  # GGUF's names of a layer's parts, and Hugging Face's, which MLX shares
    "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj", "attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm",
    "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
    "attn_norm": "input_layernorm", "post_ffw_norm": "post_feedforward_layernorm",
}  # fmt: skip
NORMS = {"llama": {"ffn_norm": "post_attention_layernorm"},
         "gemma3": {"ffn_norm": "pre_feedforward_layernorm", "post_attention_norm": "post_attention_layernorm"}}  # fmt: skip
OUTER = {"token_embd.weight": "model.embed_tokens.weight", "output_norm.weight": "model.norm.weight",
         "output.weight": "lm_head.weight"}  # fmt: skip


def hugging_face_name(arch, name):
    if name in OUTER:
        return OUTER[name]
    _, layer, part, kind = name.split(".")
    return f"model.layers.{layer}.{(NAMES | NORMS[arch])[part]}.{kind}"


def read(path):
    """(architecture, metadata without the architecture's prefix, F32 tensors by GGUF name)"""
    reader = gguf.GGUFReader(path)
    arch = reader.fields["general.architecture"].contents()
    keys = {name.removeprefix(arch + "."): field.contents() for name, field in reader.fields.items()}
    tensors = {}
    for tensor in reader.tensors:
        values = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
        tensors[tensor.name] = values.reshape(tuple(reversed(tensor.shape.tolist())))
    return arch, keys, tensors


def rope_scaling(keys):
    kind = keys.get("rope.scaling.type")
    if not kind:
        return None
    scaling = {"rope_type": kind, "factor": keys["rope.scaling.factor"]}
    if kind == "yarn":
        scaling["original_max_position_embeddings"] = keys["rope.scaling.original_context_length"]
    return scaling


def arguments(keys, tensors):
    return {
        "hidden_size": keys["embedding_length"],
        "num_hidden_layers": keys["block_count"],
        "intermediate_size": keys["feed_forward_length"],
        "num_attention_heads": keys["attention.head_count"],
        "num_key_value_heads": keys["attention.head_count_kv"],
        "head_dim": keys["attention.key_length"],
        "rms_norm_eps": keys["attention.layer_norm_rms_epsilon"],
        "vocab_size": keys["vocab_size"],
        "rope_theta": keys["rope.freq_base"],
        "rope_scaling": rope_scaling(keys),
        "max_position_embeddings": keys["context_length"],
        "tie_word_embeddings": "output.weight" not in tensors,
    }


def build_llama(keys, tensors):
    biased = {"attention_bias": "blk.0.attn_q.bias" in tensors, "mlp_bias": "blk.0.ffn_up.bias" in tensors}
    args = llama.ModelArgs(model_type="llama", rope_traditional=True, **arguments(keys, tensors), **biased)
    model = llama.Model(args)
    factors = tensors.pop("rope_freqs.weight", None)
    if factors is not None:
        head_dim = args.head_dim
        freqs = args.rope_theta ** (np.arange(0, head_dim, 2) / head_dim) * factors
        for layer in model.layers:
            layer.self_attn.rope = lambda x, offset=0, freqs=mx.array(freqs.astype(np.float32)): mx.fast.rope(
                x, head_dim, traditional=True, base=None, scale=1.0, offset=offset, freqs=freqs)  # fmt: skip
    return model


def build_gemma3(keys, tensors):
    known = arguments(keys, tensors)
    tied = known.pop("tie_word_embeddings")
    window = {"sliding_window": keys["attention.sliding_window"], "query_pre_attn_scalar": known["head_dim"]}
    model = gemma3_text.Model(gemma3_text.ModelArgs(model_type="gemma3_text", **known, **window))
    if tied:
        model.sanitize({})
    for name in tensors:
        if "norm" in name:
            tensors[name] = tensors[name] - 1  # MLX adds the one that GGUF files already hold
    return model


def largest_difference(path):
    wanted = json.loads(path.with_suffix(".json").read_text())
    arch, keys, tensors = read(path)
    model = {"llama": build_llama, "gemma3": build_gemma3}[arch](keys, tensors)
    model.load_weights([(hugging_face_name(arch, name), mx.array(values)) for name, values in tensors.items()])
    worst = 0.0
    for sequence in wanted["sequences"]:
        logits = np.array(model(mx.array([sequence["tokens"]])))[0]
        for position, row in zip(sequence["positions"], sequence["logits"]):
            worst = max(worst, float(np.abs(logits[position] - np.array(row)).max()))
    return worst


def main():
    differences = {path.stem: largest_difference(path) for path in sorted(GOLDENS.glob("*.gguf"))}
    for name, difference in differences.items():
        print(f"{name}: {difference:.5f}")
    if max(differences.values()) > TOLERANCE:
        raise SystemExit(f"Error: MLX and llama.cpp differ by more than {TOLERANCE}")


if __name__ == "__main__":
    main()
