#!/usr/bin/env python3
"""Writes tests/golden/tokenizer/: what Hugging Face tokenizers makes of texts, for src/tokenizer's tests.

Usage: make_tokenizer.py [output folder]     needs: pip install tokenizers==0.23.3 gguf==0.19.0

splits.json: for each pre-tokenizer rule (tokenizer_rules.py) and each text (tokenizer_texts.py) the ends of the words.
<name>.gguf and <name>.json: small vocabularies, trained here on those texts and written by the gguf package, and the
ids of texts, with special tokens parsed and as text, and the text that Hugging Face decodes from the ids.
"""

import importlib.metadata
import json
import pathlib
import sys

import gguf
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

import tokenizer_rules
import tokenizer_texts

PROGRAM = (f"tokenizers {importlib.metadata.version('tokenizers')}, gguf {importlib.metadata.version('gguf')}: "
           "tools/goldens/make_tokenizer.py")
NORMAL, UNKNOWN, CONTROL, USER_DEFINED, BYTE = 1, 2, 3, 4, 6
SPACE = "\u2581"
CHAT = ["<|im_start|>user\nHello <|im_end|>\n<|im_start|>assistant\n", "a<|im_end|>b", "<|im_end|><|im_end|>", " <|im_end|> ",
        "<|im_end", "<tool>x</tool>", "a<tool>", "two\n\nlines\n\n\n\nhere", "<s>", "</s> </s>", "x<unk>y", "<0x0A>", "<s", "s>"]


def texts():
    return [t for t in tokenizer_texts.WRITTEN + CHAT + tokenizer_texts.random_texts(150, 11, 30)]


def corpus():
    return (tokenizer_texts.WRITTEN * 3 + tokenizer_texts.random_texts(400, 23, 40)
            + [text.lower() for text in tokenizer_texts.WRITTEN])


def write_splits(folder):
    samples = [t for t in tokenizer_texts.WRITTEN + tokenizer_texts.random_texts(60, 5, 30) if t]
    rules = {rule: [tokenizer_rules.byte_ends(rule, text) for text in samples] for rule in tokenizer_rules.RULES}
    dump(folder / "splits.json", {"program": PROGRAM, "texts": samples, "rules": rules})


def dump(path, value):
    lines = []
    for key, item in value.items():
        if isinstance(item, dict):
            inner = ",\n".join(f"{json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in item.items())
            lines.append(f"{json.dumps(key)}:{{\n{inner}}}")
        elif isinstance(item, list):
            inner = ",\n".join(json.dumps(v, separators=(",", ":")) for v in item)
            lines.append(f"{json.dumps(key)}:[\n{inner}]")
        else:
            lines.append(f"{json.dumps(key)}:{json.dumps(item)}")
    path.write_text("{" + ",\n".join(lines) + "}\n")


def train(pre_tokenizer, normalizer, alphabet, size, special):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizer
    if normalizer:
        tokenizer.normalizer = normalizer
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=special, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(corpus(), trainer)
    state = json.loads(tokenizer.to_str())["model"]
    merges = [tuple(m) if isinstance(m, list) else tuple(m.split(" ")) for m in state["merges"]]
    return state["vocab"], merges


def golden(tokenizer_of, samples, add_bos):
    """ids of each text with special tokens parsed ("special"), as text ("plain"), and the text of the latter."""
    special, plain = tokenizer_of(True), tokenizer_of(False)
    bos = [add_bos] if add_bos is not None else []
    rows = []
    for text in samples:
        ids = plain.encode(text, add_special_tokens=False).ids
        rows.append([text, bos + special.encode(text, add_special_tokens=False).ids, ids, plain.decode(ids)])
    return rows


def byte_level(folder, name, pre, rule, ignore_merges, dropped_merges, bos):
    """Byte-level BPE; `dropped_merges` merges are taken out, so that their tokens are reached as whole words only."""
    specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    steps = pre_tokenizers.Sequence(tokenizer_rules.RULES[rule] + (
        [] if tokenizer_rules.has_byte_level(rule) else
        [pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]))
    vocab, merges = train(steps, None, pre_tokenizers.ByteLevel.alphabet(), 1400, specials)
    vocab["<tool>"] = len(vocab)
    if dropped_merges:
        merges = [m for i, m in enumerate(merges) if i % dropped_merges != dropped_merges - 1]
    names = sorted(vocab, key=vocab.get)
    types = [CONTROL if t in specials else USER_DEFINED if t == "<tool>" else NORMAL for t in names]
    write_vocabulary(folder / f"{name}.gguf", "gpt2", pre, names, types, None,
                     [" ".join(m) for m in merges], {"bos": bos, "eos": 2})

    def build(parse):
        tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges, ignore_merges=ignore_merges))
        tokenizer.pre_tokenizer = steps
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.add_tokens([AddedToken("<tool>", normalized=False)])
        if parse:
            tokenizer.add_special_tokens([AddedToken(t, normalized=False) for t in specials])
        return tokenizer

    dump(folder / f"{name}.json", {"program": PROGRAM, "rows": golden(build, texts(), bos if ignore_merges else None)})


def sentencepiece(folder, name, prefix):
    """SentencePiece BPE: merges follow from the scores, as converters of such models write them."""
    specials = ["<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>"]
    lines = ["\n" * n for n in range(1, 5)]
    to_space = normalizers.Replace(" ", SPACE)
    words = pre_tokenizers.Split(SPACE, "merged_with_next")
    learned, _ = train(words, to_space, [SPACE], 1000, [])
    order = [t for t in sorted(learned, key=learned.get) if "\n" not in t]
    long, single = [t for t in order if len(t) > 1], [t for t in order if len(t) == 1]
    names = specials + [f"<0x{b:02X}>" for b in range(256)] + lines + long + single
    types = [UNKNOWN] + [CONTROL] * 4 + [BYTE] * 256 + [USER_DEFINED] * len(lines) + [NORMAL] * (len(long) + len(single))
    first = names.index(long[0])
    scores = [0.0 if i < first else float(first - i) for i in range(len(names))]
    vocab = {t: i for i, t in enumerate(names)}
    parts = set(long + single)
    merges = []
    for token in long:
        cuts = [(token[:i], token[i:]) for i in range(1, len(token)) if token[:i] in parts and token[i:] in parts]
        merges += sorted(cuts, key=lambda cut: (vocab[cut[0]], vocab[cut[1]]))
    write_vocabulary(folder / f"{name}.gguf", "llama", "default", names, types, scores, None,
                     {"bos": 1, "eos": 2, "unknown": 0, "add_space_prefix": prefix})

    def build(parse):
        tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges, byte_fallback=True, fuse_unk=True, unk_token="<unk>"))
        tokenizer.normalizer = (normalizers.Sequence([normalizers.Prepend(SPACE), to_space]) if prefix else to_space)
        strip = [decoders.Strip(" ", 1, 0)] if prefix else []
        tokenizer.decoder = decoders.Sequence([decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse()] + strip)
        tokenizer.add_tokens([AddedToken(t, normalized=False) for t in lines])
        if parse:
            tokenizer.add_special_tokens([AddedToken(t, normalized=False) for t in specials])
        return tokenizer

    dump(folder / f"{name}.json", {"program": PROGRAM, "rows": golden(build, texts(), 1)})


def word_piece(folder, name):
    """WordPiece of an uncased BERT. GGUF marks the tokens that begin words, BERT those that continue them."""
    specials = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

    def build(parse, model):
        tokenizer = Tokenizer(model)
        tokenizer.normalizer = normalizers.BertNormalizer()
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
        tokenizer.decoder = decoders.WordPiece(cleanup=False)
        if parse:
            tokenizer.add_special_tokens([AddedToken(t, normalized=False) for t in specials])
        return tokenizer

    trained = build(False, models.WordPiece(unk_token="[UNK]"))
    trainer = trainers.WordPieceTrainer(vocab_size=1200, special_tokens=specials, show_progress=False)
    trained.train_from_iterator(corpus(), trainer)
    vocab = trained.get_vocab()
    names = sorted(vocab, key=vocab.get)
    marked = [t if t in specials else t[2:] if t.startswith("##") else SPACE + t for t in names]
    types = [CONTROL if t in specials else NORMAL for t in names]
    writer = gguf.GGUFWriter(folder / f"{name}.gguf", "bert")
    writer.add_tokenizer_model("bert")
    writer.add_token_list([t.encode() for t in marked])
    writer.add_token_types(types)
    writer.add_uint32("tokenizer.ggml.cls_token_id", vocab["[CLS]"])
    writer.add_sep_token_id(vocab["[SEP]"])
    writer.add_unk_token_id(vocab["[UNK]"])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    more = ["[CLS] [SEP]", "a[SEP]b", "[MASK", "a" * 100, "a" * 101, "\u2581", "a\u2581b", "\ufb01n", "\ufffd", "\u00adx"]
    special, plain = [build(parse, models.WordPiece(vocab, unk_token="[UNK]")) for parse in (True, False)]
    rows = []
    for text in texts() + more:
        ids = plain.encode(text).ids
        framed = [vocab["[CLS]"], *special.encode(text).ids, vocab["[SEP]"]]
        known = "".join(t[2:] if t.startswith("##") else " " + t for t in (names[i] for i in ids) if t not in specials)
        rows.append([text, framed, ids, known.removeprefix(" ")])
    dump(folder / f"{name}.json", {"program": PROGRAM, "rows": rows})


def write_vocabulary(path, model, pre, names, types, scores, merges, ids):
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_tokenizer_model(model)
    writer.add_tokenizer_pre(pre)
    writer.add_token_list([n.encode() for n in names])
    writer.add_token_types(types)
    if scores is not None:
        writer.add_token_scores(scores)
    if merges is not None:
        writer.add_token_merges(merges)
    writer.add_bos_token_id(ids["bos"])
    writer.add_eos_token_id(ids["eos"])
    if "unknown" in ids:
        writer.add_unk_token_id(ids["unknown"])
    if "add_space_prefix" in ids:
        writer.add_add_space_prefix(ids["add_space_prefix"])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    default = pathlib.Path(__file__).resolve().parents[2] / "tests" / "golden" / "tokenizer"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    write_splits(folder)
    byte_level(folder, "bpe-smollm", "smollm", "smollm", ignore_merges=False, dropped_merges=0, bos=1)
    byte_level(folder, "bpe-llama3", "llama-bpe", "llama-bpe", ignore_merges=True, dropped_merges=5, bos=0)
    byte_level(folder, "bpe-deepseek-v3", "deepseek-v3", "deepseek-v3", ignore_merges=False, dropped_merges=0, bos=1)
    sentencepiece(folder, "spm-prefix", prefix=True)
    sentencepiece(folder, "spm-bare", prefix=False)
    word_piece(folder, "wordpiece")


if __name__ == "__main__":
    main()
