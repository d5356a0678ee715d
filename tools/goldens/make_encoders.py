"""Writes tests/golden/encoders: a tiny random BERT, and what Hugging Face's transformers compute for it.

    python -m venv .venv && .venv/bin/pip install gguf==0.19.0 transformers==4.55.4 torch==2.15.0
    .venv/bin/python tools/goldens/make_encoders.py

Weights are so large that getting a part wrong moves the hidden states by far more than rounding: the script checks it
for the parts that DECOYS lists. The format of the answers is in tests/golden/encoders/README.md.
"""

import json
from importlib.metadata import version
from pathlib import Path

import gguf
import numpy as np
import torch
from transformers import BertConfig, BertModel

FOLDER = Path(__file__).resolve().parents[2] / "tests/golden/encoders"
NAME = "bert-f32"
CONFIG = BertConfig(
    vocab_size=96, hidden_size=64, num_hidden_layers=2, num_attention_heads=4, intermediate_size=96,
    max_position_embeddings=160, type_vocab_size=2, hidden_act="gelu", layer_norm_eps=1e-12,
)  # fmt: skip
LENGTHS = (2, 7, 64, 65, 150)
N_ROWS = 3  # of each sequence that are written down, beside their mean
DECOYS = {"hidden_act": "gelu_new", "layer_norm_eps": 0.1}
MOVES = 0.0005  # rounding moves the hidden states by less than 0.00002

NAMES = {
    "embeddings.word_embeddings": "token_embd",
    "embeddings.position_embeddings": "position_embd",
    "embeddings.token_type_embeddings": "token_types",
    "embeddings.LayerNorm": "token_embd_norm",
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}


def gguf_name(name):
    """llama.cpp's name of a tensor of BertModel."""
    block = ""
    if name.startswith("encoder.layer."):
        number, name = name.removeprefix("encoder.layer.").split(".", 1)
        block = f"blk.{number}."
    part, kind = name.rsplit(".", 1)
    return f"{block}{NAMES[part]}.{kind}"


def random_weights(model):
    generator = torch.Generator().manual_seed(20)
    for name, weight in model.named_parameters():
        is_gain = name.endswith("LayerNorm.weight")
        scale = 0.3 if weight.dim() == 1 else 1.5 / weight.shape[1] ** 0.5
        noise = torch.randn(weight.shape, generator=generator) * scale
        weight.data = 1 + noise if is_gain else noise


def write_gguf(model, path):
    writer = gguf.GGUFWriter(path, "bert")
    writer.add_block_count(CONFIG.num_hidden_layers)
    writer.add_context_length(CONFIG.max_position_embeddings)
    writer.add_embedding_length(CONFIG.hidden_size)
    writer.add_feed_forward_length(CONFIG.intermediate_size)
    writer.add_head_count(CONFIG.num_attention_heads)
    writer.add_layer_norm_eps(CONFIG.layer_norm_eps)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_token_type_count(CONFIG.type_vocab_size)
    writer.add_tokenizer_model("bert")
    # Each printable character as the beginning of a word, or as its continuation.
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + ["\u2581" + c for c in letters + ".,!?"] + list(letters)
    tokens += [f"[unused{i}]" for i in range(CONFIG.vocab_size - len(tokens))]
    writer.add_token_list([token.encode() for token in tokens])
    writer.add_token_types([3] * 5 + [1] * (len(tokens) - 5))
    writer.add_uint32("tokenizer.ggml.cls_token_id", 2)
    writer.add_sep_token_id(3)
    writer.add_unk_token_id(1)
    for name, weight in model.named_parameters():
        writer.add_tensor(gguf_name(name), weight.detach().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def hidden_states(model, sequences):
    with torch.inference_mode():
        return [model(torch.tensor([tokens])).last_hidden_state[0].numpy() for tokens in sequences]


def check_decoys(model, sequences, right):
    for key, value in DECOYS.items():
        other = BertModel(BertConfig(**(CONFIG.to_dict() | {key: value})), add_pooling_layer=False).eval()
        other.load_state_dict(model.state_dict())
        moved = max(np.abs(a - b).max() for a, b in zip(right, hidden_states(other, sequences)))
        print(f"{key} {value}: moves the hidden states by {moved:.3f}")
        assert moved > MOVES


def rounded(row):
    return [float(f"{value:.7g}") for value in row]


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    model = BertModel(CONFIG, add_pooling_layer=False).eval()
    random_weights(model)
    write_gguf(model, FOLDER / f"{NAME}.gguf")
    rng = np.random.default_rng(7)
    sequences = [rng.integers(0, CONFIG.vocab_size, length).tolist() for length in LENGTHS]
    states = hidden_states(model, sequences)
    check_decoys(model, sequences, states)
    rows = []
    for tokens, state in zip(sequences, states):
        positions = np.linspace(0, len(tokens) - 1, min(N_ROWS, len(tokens)), dtype=int).tolist()
        hidden = [rounded(state[position]) for position in positions]
        mean = rounded(state.mean(axis=0, dtype=np.float64))
        rows.append({"tokens": tokens, "positions": positions, "hidden": hidden, "mean": mean})
    program = f"transformers {version('transformers')}, torch {version('torch')}, F32"
    golden = {"program": program, "script": "tools/goldens/make_encoders.py", "model": f"{NAME}.gguf", "sequences": rows}
    text = json.dumps(golden, separators=(",", ":")).replace('{"tokens"', '\n{"tokens"')
    (FOLDER / f"{NAME}.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
