"""Embeddings as users and programs ask for them."""

import json
import math
import os
import struct
from pathlib import Path

ENCODERS = Path(__file__).resolve().parents[1] / "golden/encoders"
ENCODER = ENCODERS / "bert-f32.gguf"


def cosine(a, b):
    return sum(x * y for x, y in zip(a, b)) / math.sqrt(sum(x * x for x in a) * sum(y * y for y in b))


def test_embed_prints_the_vector_of_a_text(hearth):
    vector = hearth.json("embed", ENCODER, "a", "b")
    assert len(vector) == 64
    assert abs(cosine(vector, vector) - 1) < 1e-6 and abs(sum(x * x for x in vector) - 1) < 1e-5
    assert hearth.json("embed", ENCODER, stdin="a b\n") == vector
    assert len(hearth.json("embed", ENCODER, "--dimensions", "8", "a b")) == 8


def test_embed_takes_a_text_from_each_line(hearth):
    lines = hearth.text("embed", ENCODER, "--lines", stdin="a b\n\nc\n").splitlines()
    assert [json.loads(line) for line in lines] == [hearth.json("embed", ENCODER, text) for text in ("a b", "c")]


def test_embed_says_what_it_cut(hearth):
    long_text = "a " * 200
    assert b"input 0 was cut: it has 202 tokens, and the context 160" in hearth("embed", ENCODER, long_text).stderr
    assert "exceeds the context length" in hearth.error("embed", ENCODER, "--no-truncate", long_text)


def test_a_model_that_embeds_does_not_generate(hearth):
    assert "generate" in hearth.error("run", "--raw", ENCODER, "hi")


def write_safetensors(path, tensors):
    """`tensors` holds shapes by name; all weights are 0.01."""
    header, offset = {}, 0
    for name, shape in tensors.items():
        size = 4 * math.prod(shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + struct.pack("<f", 0.01) * (offset // 4))


def write_model(folder):
    norm = {"weight": [16], "bias": [16]}
    parts = {
        "embeddings.word_embeddings": {"weight": [6, 16]},
        "embeddings.position_embeddings": {"weight": [12, 16]},
        "embeddings.token_type_embeddings": {"weight": [2, 16]},
        "embeddings.LayerNorm": norm,
        "encoder.layer.0.attention.output.LayerNorm": norm,
        "encoder.layer.0.output.LayerNorm": norm,
        "encoder.layer.0.intermediate.dense": {"weight": [32, 16], "bias": [32]},
        "encoder.layer.0.output.dense": {"weight": [16, 32], "bias": [16]},
    }
    for name in ("self.query", "self.key", "self.value", "output.dense"):
        parts[f"encoder.layer.0.attention.{name}"] = {"weight": [16, 16], "bias": [16]}
    tensors = {f"{name}.{kind}": shape for name, kinds in parts.items() for kind, shape in kinds.items()}
    write_safetensors(folder / "model.safetensors", tensors)
    config = {
        "architectures": ["BertModel"], "hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 1,
        "intermediate_size": 32, "max_position_embeddings": 12, "layer_norm_eps": 1e-12, "vocab_size": 6,
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "vocab.txt").write_text("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n##b\n")
    (folder / "sentence_bert_config.json").write_text('{"max_seq_length": 8}')


def test_a_folder_of_safetensors_becomes_a_model(hearth, tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    write_model(source)
    (tmp_path / "Modelfile").write_text("FROM ./source\n")
    env = {"OLLAMA_MODELS": str(tmp_path / "models")}
    hearth.text("create", "made", "-f", tmp_path / "Modelfile", env=env)
    shown = hearth.text("show", "made", env=env)
    assert "bert" in shown and "embedding" in shown and "num_ctx" in shown
    assert len(hearth.json("embed", "made", "ab a", env=env)) == 16
    (source / "config.json").unlink()
    failed = hearth("create", "other", "-f", tmp_path / "Modelfile", env=env)
    assert failed.returncode == 1 and b"config.json: missing" in failed.stderr


def test_minilm_gives_the_vectors_that_were_published(hearth, tmp_path):
    folder = os.environ.get("HEARTH_MINILM")
    assert folder, "HEARTH_MINILM has to name the folder that tools/fetch_minilm.sh prints"
    (tmp_path / "Modelfile").write_text(f"FROM {folder}\n")
    env = {"OLLAMA_MODELS": str(tmp_path / "models")}
    hearth.text("create", "minilm", "-f", tmp_path / "Modelfile", env=env)
    for item in json.loads((ENCODERS / "minilm.json").read_text())["items"]:
        assert cosine(hearth.json("embed", "minilm", item["text"], env=env), item["embedding"]) > 0.9999, item["text"]
