"""The tiny random models of tests/golden/models: their shapes, weights and vocabularies, and how they become GGUF.

Each model shows one thing that a family of real models does (grouped attention, a scaled rope, biases, a sliding
window ...) with weights large enough that getting it wrong changes the logits. `decoys` lists what to get wrong:
make_models.py checks that every one of them moves the logits far beyond any rounding.
"""

import ctypes
from dataclasses import dataclass, field
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type

N_VOCAB = 320


@dataclass
class Recipe:
    """One model. Formats go by the tensor's name without layer and suffix; `default` is for the others."""

    name: str
    arch: str
    formats: dict
    vocabulary: str
    model_dim: int = 64
    ffn_dim: int = 96
    n_layer: int = 2
    n_head: int = 4
    n_kv_head: int = 4
    head_dim: int = 16
    keys: dict = field(default_factory=dict)  # by name without the architecture in front
    tied: bool = False
    biases: tuple = ()
    rope_freqs: tuple = ()
    decoys: tuple = ()  # each a dictionary of keys to set, or a prefix of tensors to leave out


LINEAR_BY_4 = {"rope.scaling.type": "linear", "rope.scaling.factor": 4.0}
YARN_BY_4 = {
    "rope.scaling.type": "yarn",
    "rope.scaling.factor": 4.0,
    "rope.scaling.original_context_length": 512,
    "context_length": 2048,
}
# What Llama 3.1 files carry: high frequencies stay, low ones are divided by 8, a ramp between.
LLAMA3_FREQS = (1.0, 1.0, 1.0, 1.0, 1.7, 3.4, 8.0, 8.0)

RECIPES = [
    Recipe("llama2-f32", "llama", {"default": Type.F32}, "spm", ffn_dim=64, decoys=({"rope.freq_base": 50000.0},)),
    Recipe(
        "llama3-rope-freqs-f16", "llama", {"default": Type.F16}, "bpe", n_head=8, n_kv_head=2, tied=True,
        keys={"rope.freq_base": 500.0}, rope_freqs=LLAMA3_FREQS, decoys=("rope_freqs",),
    ),
    Recipe(
        "llama-linear-biases-q8_0", "llama", {"default": Type.Q8_0}, "bpe", n_kv_head=2, keys=LINEAR_BY_4,
        biases=("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"),
        decoys=({"rope.scaling.factor": 1.0}, "attn_q.bias", "attn_v.bias", "attn_output.bias", "ffn_down.bias"),
    ),
    Recipe(
        "llama-yarn-q5", "llama", {"default": Type.Q5_1, "ffn": Type.Q5_0}, "bpe", n_head=4, n_kv_head=1, head_dim=32,
        keys=YARN_BY_4, tied=True,
        decoys=({"rope.scaling.type": "none"}, {"rope.scaling.type": "linear"},
                {"rope.scaling.original_context_length": 2048}),
    ),
    Recipe(
        "mistral-wide-heads-q4", "llama", {"default": Type.Q4_0, "ffn": Type.Q4_1}, "spm", n_head=4, n_kv_head=2,
        head_dim=32, keys={"rope.freq_base": 1000000.0}, decoys=({"rope.freq_base": 10000.0},),
    ),
    Recipe(
        "llama-k-quants", "llama",
        {"default": Type.Q4_K, "token_embd": Type.Q6_K, "attn_k": Type.Q5_K, "attn_v": Type.Q6_K,
         "attn_output": Type.Q3_K, "ffn_gate": Type.Q2_K, "ffn_down": Type.Q6_K},
        "spm", model_dim=256, ffn_dim=256, n_kv_head=1, n_head=4, head_dim=64, tied=True,
        decoys=({"rope.freq_base": 50000.0},),
    ),
    Recipe(
        "gemma3-window-8-q8_0", "gemma3", {"default": Type.Q8_0, "token_embd": Type.F16}, "gemma", n_layer=7,
        n_kv_head=1, head_dim=32, tied=True,
        keys={"rope.freq_base": 1000000.0, "rope.scaling.type": "linear", "rope.scaling.factor": 8.0,
              "attention.sliding_window": 8, "attention.layer_norm_rms_epsilon": 1e-6},
        decoys=({"attention.sliding_window": 9}, {"rope.freq_base": 10000.0}, {"rope.scaling.factor": 1.0}),
    ),
    Recipe(
        "gemma3-two-kv-heads-bf16", "gemma3", {"default": Type.BF16}, "gemma", n_layer=6, n_kv_head=2, head_dim=16,
        ffn_dim=64, tied=True,
        keys={"rope.freq_base": 1000000.0, "attention.sliding_window": 8, "attention.layer_norm_rms_epsilon": 1e-6},
        decoys=({"attention.sliding_window": 7},),
    ),
]  # fmt: skip


# --- weights ---------------------------------------------------------------------------------------------------


def matrix_shapes(recipe):
    """(name without layer, rows, columns) of one layer's matrices."""
    q, kv = recipe.n_head * recipe.head_dim, recipe.n_kv_head * recipe.head_dim
    return [
        ("attn_q", q, recipe.model_dim),
        ("attn_k", kv, recipe.model_dim),
        ("attn_v", kv, recipe.model_dim),
        ("attn_output", recipe.model_dim, q),
        ("ffn_gate", recipe.ffn_dim, recipe.model_dim),
        ("ffn_up", recipe.ffn_dim, recipe.model_dim),
        ("ffn_down", recipe.model_dim, recipe.ffn_dim),
    ]


def norm_sizes(recipe):
    sizes = {"attn_norm": recipe.model_dim, "ffn_norm": recipe.model_dim}
    if recipe.arch == "gemma3":
        sizes |= {"post_attention_norm": recipe.model_dim, "post_ffw_norm": recipe.model_dim}
        sizes |= {"attn_q_norm": recipe.head_dim, "attn_k_norm": recipe.head_dim}
    return sizes


def weights(recipe):
    """Every tensor in F32, by name; the same at every call."""
    rng = np.random.default_rng([ord(letter) for letter in recipe.name])

    def normal(*shape, scale):
        return (rng.standard_normal(shape) * scale).astype(np.float32)

    def gain(size):
        return (1 + 0.2 * rng.standard_normal(size)).astype(np.float32)

    # 0.3: logits of a tied model then have a deviation near 0.3 * sqrt(model_dim), like trained models' few units.
    tensors = {
        "token_embd.weight": normal(N_VOCAB, recipe.model_dim, scale=0.3),
        "output_norm.weight": gain(recipe.model_dim),
    }
    if not recipe.tied:
        tensors["output.weight"] = normal(N_VOCAB, recipe.model_dim, scale=0.3)
    if recipe.rope_freqs:
        tensors["rope_freqs.weight"] = np.array(recipe.rope_freqs, np.float32)
    for i in range(recipe.n_layer):
        for name, size in norm_sizes(recipe).items():
            tensors[f"blk.{i}.{name}.weight"] = gain(size)
        for name, rows, columns in matrix_shapes(recipe):
            # Queries and keys are larger, so that attention looks at some places and not at their average.
            scale = 1.6 if name in ("attn_q", "attn_k") else 1.0
            tensors[f"blk.{i}.{name}.weight"] = normal(rows, columns, scale=scale / np.sqrt(columns))
            if name in recipe.biases:
                tensors[f"blk.{i}.{name}.bias"] = normal(rows, scale=0.5)
    return tensors


def format_of(recipe, name, tensor):
    if tensor.ndim == 1:
        return Type.F32
    kind = name.removesuffix(".weight").split(".")[-1]
    for key in (kind, kind.split("_")[0]):
        if key in recipe.formats:
            return recipe.formats[key]
    return recipe.formats["default"]


# --- quantizing, with ggml's own encoders ----------------------------------------------------------------------


class Quantizer:
    """`ggml_quantize_chunk` of a libggml-base.so, which also knows the K formats that gguf-py only decodes."""

    def __init__(self, library: Path):
        self.ggml = ctypes.CDLL(str(library))
        self.ggml.ggml_quantize_chunk.restype = ctypes.c_size_t
        self.ggml.ggml_quantize_chunk.argtypes = [
            ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p,
        ]  # fmt: skip

    def encode(self, tensor, kind):
        if kind == Type.F32:
            return tensor
        if kind == Type.F16:
            return tensor.astype(np.float16)
        rows, columns = tensor.shape
        block, block_bytes = gguf.GGML_QUANT_SIZES[kind]
        out = np.zeros((rows, columns // block * block_bytes), np.uint8)
        source = np.ascontiguousarray(tensor)
        written = self.ggml.ggml_quantize_chunk(int(kind), source.ctypes.data, out.ctypes.data, 0, rows, columns, None)
        assert written == out.nbytes, (kind, written, out.nbytes)
        return out


def decode(encoded, kind):
    return gguf.quants.dequantize(encoded, kind).astype(np.float32) if kind != Type.F32 else encoded


# --- vocabularies ----------------------------------------------------------------------------------------------

WORDS = "the in er on at he re an th nd ing and is it or to of ou st en es".split()


def byte_letters():
    """GPT-2's letters for the 256 bytes: printable ones stand for themselves, the others for U+0100 and up."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    return [chr(byte) if byte in printable else chr(next(others)) for byte in range(256)]


def bpe_vocabulary():
    letters = byte_letters()
    merges = [
        "Ġ t",
        "h e",
        "i n",
        "e r",
        "Ġ a",
        "o n",
        "Ġt he",
        "n d",
        "r e",
        "Ġa nd",
        "in g",
        "l l",
        "Ġ w",
        "o r",
        "Ġ 1",
    ]
    tokens = letters + [merge.replace(" ", "") for merge in merges]
    types = [gguf.TokenType.NORMAL] * len(tokens)
    named = ["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"]
    tokens += named
    types += [gguf.TokenType.CONTROL] * len(named)
    tokens += [f"<|reserved_{i}|>" for i in range(N_VOCAB - len(tokens))]
    types += [gguf.TokenType.CONTROL] * (N_VOCAB - len(types))
    ids = {"bos": tokens.index(named[0]), "eos": tokens.index(named[1]), "eot": tokens.index(named[2])}
    return {"model": "gpt2", "pre": "llama-bpe", "tokens": tokens, "types": types, "merges": merges, "ids": ids}


def spm_vocabulary(first, ids, add_space_prefix):
    tokens = first + [f"<0x{byte:02X}>" for byte in range(256)]
    types = [gguf.TokenType.UNKNOWN if name == "<unk>" else gguf.TokenType.CONTROL for name in first]
    types += [gguf.TokenType.BYTE] * 256
    pieces = ["▁", *"etaoinshrdlucmfwypvbgk", "▁t", "▁a", *WORDS, "▁the", "▁and", "▁in", ".", ",", "T", "H"]
    tokens += pieces[: N_VOCAB - len(tokens)]
    types += [gguf.TokenType.NORMAL] * (len(tokens) - len(types))
    tokens += [f"<unused{i}>" for i in range(N_VOCAB - len(tokens))]
    types += [gguf.TokenType.CONTROL] * (N_VOCAB - len(types))
    # Longer pieces first: a merge with the higher score is done first.
    scores = [0.0 if kind != gguf.TokenType.NORMAL else -10.0 / len(token) for token, kind in zip(tokens, types)]
    return {"model": "llama", "pre": "default", "tokens": tokens, "types": types, "scores": scores, "ids": ids,
            "add_space_prefix": add_space_prefix}  # fmt: skip


VOCABULARIES = {
    "bpe": bpe_vocabulary,
    "spm": lambda: spm_vocabulary(["<unk>", "<s>", "</s>"], {"unk": 0, "bos": 1, "eos": 2}, True),
    "gemma": lambda: spm_vocabulary(
        ["<pad>", "<eos>", "<bos>", "<unk>", "<start_of_turn>", "<end_of_turn>"],
        {"pad": 0, "eos": 1, "bos": 2, "unk": 3, "eot": 5}, False,
    ),
}  # fmt: skip


def add_vocabulary(writer, vocabulary):
    writer.add_tokenizer_model(vocabulary["model"])
    writer.add_tokenizer_pre(vocabulary["pre"])
    writer.add_token_list(vocabulary["tokens"])
    writer.add_token_types(vocabulary["types"])
    if "scores" in vocabulary:
        writer.add_token_scores(vocabulary["scores"])
        writer.add_add_space_prefix(vocabulary["add_space_prefix"])
    if "merges" in vocabulary:
        writer.add_token_merges(vocabulary["merges"])
    for name, value in vocabulary["ids"].items():
        writer.add_uint32({"unk": "tokenizer.ggml.unknown_token_id", "pad": "tokenizer.ggml.padding_token_id"}.get(
            name, f"tokenizer.ggml.{name}_token_id"), value)  # fmt: skip
    writer.add_add_bos_token(True)


# --- GGUF ------------------------------------------------------------------------------------------------------


def metadata(recipe):
    return {
        "context_length": 256,
        "embedding_length": recipe.model_dim,
        "block_count": recipe.n_layer,
        "feed_forward_length": recipe.ffn_dim,
        "attention.head_count": recipe.n_head,
        "attention.head_count_kv": recipe.n_kv_head,
        "attention.key_length": recipe.head_dim,
        "attention.value_length": recipe.head_dim,
        "attention.layer_norm_rms_epsilon": 1e-5,
        "rope.dimension_count": recipe.head_dim,
        "rope.freq_base": 10000.0,
        "vocab_size": N_VOCAB,
    } | recipe.keys


def write_gguf(path, recipe, keys, tensors, kinds):
    """`tensors` as they are stored, `kinds` their formats, both by name."""
    writer = gguf.GGUFWriter(path, recipe.arch)
    writer.add_name(recipe.name)
    for key, value in keys.items():
        add = {str: writer.add_string, float: writer.add_float32, int: writer.add_uint32}[type(value)]
        add(f"{recipe.arch}.{key}", value)
    add_vocabulary(writer, VOCABULARIES[recipe.vocabulary]())
    for name, tensor in tensors.items():
        writer.add_tensor(name, tensor, raw_dtype=kinds[name])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
