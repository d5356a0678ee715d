"""Writes tests/golden/models: tiny random models and the logits that llama.cpp computes for them.

    python -m venv .venv && .venv/bin/pip install gguf==0.19.0 llama-cpp-python==0.3.36
    .venv/bin/python tools/goldens/make_models.py [NAME...]

The reference runs on the same weights dequantized to F32, with an F32 KV cache and no flash attention: what the
stored weights mean, computed with exact activations. The format of the answers is in tests/golden/models/README.md.
"""

import ctypes
import json
import sys
import tempfile
from pathlib import Path

import llama_cpp as llama
import numpy as np
import tiny_models

GOLDENS = Path(__file__).resolve().parents[2] / "tests/golden/models"
PROGRAM = f"llama.cpp (the copy in llama-cpp-python {llama.__version__}), F32 weights, F32 KV cache, no flash attention"
LENGTHS = (12, 25, 40)
TEXTS = (
    "the cat in the hat",
    "Hello, world!\n\nIt is 12345.",
    "  two spaces",
    "na\u00efve \u65e5\u672c \U0001f642",
    "",
)
N_GREEDY = 16
N_WINDOW = 64  # of the perplexity: windows side by side, BOS as first token, the second half scored
LONG_TEXT = (
    "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of foolishness. " * 3
)
# A decoy (tiny_models.Recipe.decoys) has to move some logit by this much; rounding moves them by about 0.001.
DECOY_MOVES = 0.05


@ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
def show_errors(level, text, _user_data):
    if level == 4:
        sys.stderr.write(text.decode(errors="replace"))


class Reference:
    """One F32 model in llama.cpp."""

    def __init__(self, path):
        params = llama.llama_model_default_params()
        params.use_extra_bufts = False
        self.model = llama.llama_model_load_from_file(str(path).encode(), params)
        assert self.model, f"llama.cpp cannot load {path}"
        self.vocab = llama.llama_model_get_vocab(self.model)
        params = llama.llama_context_default_params()
        params.n_ctx = params.n_batch = params.n_ubatch = 64
        params.n_threads = params.n_threads_batch = 1
        params.type_k = params.type_v = 0  # GGML_TYPE_F32
        params.flash_attn_type = llama.LLAMA_FLASH_ATTN_TYPE_DISABLED
        self.context = llama.llama_init_from_model(self.model, params)
        assert self.context

    def logits(self, tokens):
        """[len(tokens), n_vocab]"""
        llama.llama_memory_clear(llama.llama_get_memory(self.context), True)
        batch = llama.llama_batch_init(len(tokens), 0, 1)
        batch.n_tokens = len(tokens)
        for i, token in enumerate(tokens):
            batch.token[i], batch.pos[i], batch.n_seq_id[i], batch.logits[i] = token, i, 1, True
            batch.seq_id[i][0] = 0
        assert llama.llama_decode(self.context, batch) == 0
        llama.llama_batch_free(batch)
        n_vocab = llama.llama_vocab_n_tokens(self.vocab)
        rows = [
            np.ctypeslib.as_array(llama.llama_get_logits_ith(self.context, i), (n_vocab,)) for i in range(len(tokens))
        ]
        return np.array(rows)

    def tokenize(self, text):
        text = text.encode()
        ids = (llama.llama_token * (len(text) + 8))()
        count = llama.llama_tokenize(self.vocab, text, len(text), ids, len(ids), True, True)
        return list(ids[:count])

    def greedy(self, tokens):
        """(up to N_GREEDY tokens, the gap between the two highest logits at each), stopping behind an end token."""
        found, gaps = [], []
        while len(found) < N_GREEDY and not (found and llama.llama_vocab_is_eog(self.vocab, found[-1])):
            last = self.logits(tokens + found)[-1]
            first, second = np.argsort(-last, kind="stable")[:2].tolist()
            found.append(first)
            gaps.append(round(float(last[first] - last[second]), 4))
        return found, gaps

    def answer(self, text):
        """A text, its tokens, and how the model goes on."""
        tokens = self.tokenize(text)
        completion, gaps = self.greedy(tokens)
        return {"text": text, "tokens": tokens, "completion": completion, "gaps": gaps}

    def perplexity(self, text):
        """As llama.cpp's own perplexity tool defines it."""
        tokens = self.tokenize(text)
        losses = []
        for start in range(0, len(tokens) - N_WINDOW + 1, N_WINDOW):
            window = [tokens[0], *tokens[start + 1 : start + N_WINDOW]]
            rows = self.logits(window).astype(np.float64)
            for i in range(N_WINDOW // 2, N_WINDOW - 1):
                losses.append(np.log(np.exp(rows[i] - rows[i].max()).sum()) + rows[i].max() - rows[i][window[i + 1]])
        return {
            "text": text,
            "n_ctx": N_WINDOW,
            "tokens_scored": len(losses),
            "value": round(np.exp(np.mean(losses)), 3),
        }

    def close(self):
        llama.llama_free(self.context)
        llama.llama_model_free(self.model)


def sequences(recipe):
    rng = np.random.default_rng(len(recipe.name))
    return [rng.integers(0, tiny_models.N_VOCAB, length).tolist() for length in LENGTHS]


def open_reference(folder, recipe, keys, tensors):
    path = Path(folder) / "reference.gguf"
    tiny_models.write_gguf(path, recipe, keys, tensors, dict.fromkeys(tensors, tiny_models.Type.F32))
    return Reference(path)


def all_logits(reference, recipe):
    return [reference.logits(tokens) for tokens in sequences(recipe)]


def check_decoys(folder, recipe, keys, tensors, right):
    for decoy in recipe.decoys:
        changed_keys = keys | decoy if isinstance(decoy, dict) else keys
        kept = {name: t for name, t in tensors.items() if isinstance(decoy, dict) or decoy not in name}
        reference = open_reference(folder, recipe, changed_keys, kept)
        wrong = all_logits(reference, recipe)
        reference.close()
        moved = max(float(np.abs(a - b).max()) for a, b in zip(right, wrong))
        print(f"    {decoy}: moves the logits by {moved:.3f}")
        assert moved > DECOY_MOVES, f"{recipe.name} would not notice {decoy}"


def rounded(row):
    return [float(f"{value:.6g}") for value in row]


def golden(recipe, reference, logits):
    runs = []
    for tokens, rows in zip(sequences(recipe), logits):
        positions = sorted({0, len(tokens) // 3, 2 * len(tokens) // 3, len(tokens) - 1})
        runs.append({"tokens": tokens, "positions": positions, "logits": [rounded(rows[p]) for p in positions]})
    return {
        "program": PROGRAM,
        "script": "tools/goldens/make_models.py",
        "model": f"{recipe.name}.gguf",
        "sequences": runs,
        "texts": [reference.answer(text) for text in TEXTS],
        "perplexity": reference.perplexity(LONG_TEXT),
    }


def make(recipe, quantizer, folder):
    keys = tiny_models.metadata(recipe)
    tensors = tiny_models.weights(recipe)
    kinds = {name: tiny_models.format_of(recipe, name, tensor) for name, tensor in tensors.items()}
    stored = {name: quantizer.encode(tensor, kinds[name]) for name, tensor in tensors.items()}
    exact = {name: tiny_models.decode(tensor, kinds[name]) for name, tensor in stored.items()}
    path = GOLDENS / f"{recipe.name}.gguf"
    tiny_models.write_gguf(path, recipe, keys, stored, kinds)
    reference = open_reference(folder, recipe, keys, exact)
    logits = all_logits(reference, recipe)
    answers = golden(recipe, reference, logits)
    reference.close()
    spread = np.mean([rows.std(axis=1).mean() for rows in logits])
    print(f"{recipe.name}: {path.stat().st_size} bytes, logits deviate by {spread:.2f}")
    check_decoys(folder, recipe, keys, exact, logits)
    text = json.dumps(answers, ensure_ascii=True, separators=(",", ":"))
    for key in ("sequences", "texts", "perplexity"):
        text = text.replace(f'"{key}"', f'\n"{key}"')
    path.with_suffix(".json").write_text(text + "\n")


def main():
    llama.llama_log_set(show_errors, ctypes.c_void_p(0))
    llama.llama_backend_init()
    library = Path(llama.__file__).parent / "lib/libggml-base.so"
    quantizer = tiny_models.Quantizer(library)
    GOLDENS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for recipe in tiny_models.RECIPES:
            if not sys.argv[1:] or recipe.name in sys.argv[1:]:
                make(recipe, quantizer, folder)


if __name__ == "__main__":
    main()
