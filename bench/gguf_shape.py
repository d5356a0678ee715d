"""What one token costs a model at the least: bytes of weights and KV cache read, multiply-adds done.

Read from the header of a GGUF file; the vocabulary is stepped over.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

# GGUF's metadata types: the struct code of a number; 8 is a string and 9 an array.
NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
STRING, ARRAY = 8, 9
KV_BYTES = 2  # an F16 number
GEMMA3_GLOBAL_EVERY = 6  # the file does not say; the family's rule


class Reader:
    def __init__(self, file):
        self.file = file

    def number(self, code):
        size = struct.calcsize("<" + code)
        return struct.unpack("<" + code, self.file.read(size))[0]

    def string(self):
        return self.file.read(self.number("Q")).decode(errors="replace")

    def value(self, kind):
        """A value of the metadata; None for an array, which is stepped over."""
        if kind == STRING:
            return self.string()
        if kind != ARRAY:
            return self.number(NUMBERS[kind])
        item, count = self.number("I"), self.number("Q")
        if item == STRING:
            for _ in range(count):
                self.file.seek(self.number("Q"), 1)
        else:
            self.file.seek(count * struct.calcsize("<" + NUMBERS[item]), 1)
        return None

    def tensor(self):
        name = self.string()
        dims = [self.number("Q") for _ in range(self.number("I"))]
        self.number("I")  # its format: sizes are taken from the offsets
        return name, dims, self.number("Q")


@dataclass
class Shape:
    n_layer: int
    kv_dim: int  # n_kv_head * head_dim
    q_dim: int
    window: int  # 0: every layer sees everything
    weight_bytes: int  # read for every token
    multiply_adds: int  # for every token of a prompt, without attention
    output_multiply_adds: int  # once a prompt

    def seen_positions(self, depth):
        """Positions that attention reads for one token, summed over the layers."""
        if not self.window:
            return self.n_layer * depth
        n_global = self.n_layer // GEMMA3_GLOBAL_EVERY
        return n_global * depth + (self.n_layer - n_global) * min(depth, self.window)

    def generation_bytes(self, depth):
        return self.weight_bytes + self.seen_positions(depth) * 2 * self.kv_dim * KV_BYTES

    def prompt_operations(self, length):
        """Additions and multiplications of a whole prompt; token i sees i positions, half the length on average."""
        attention = sum(self.seen_positions(i) for i in range(length)) * 2 * self.q_dim
        return 2 * (length * self.multiply_adds + attention + self.output_multiply_adds)


def tensor_sizes(tensors, data_bytes):
    """Bytes of each tensor by name, from where the next one starts."""
    ends = sorted(offset for _, _, offset in tensors)[1:] + [data_bytes]
    order = sorted(tensors, key=lambda tensor: tensor[2])
    return {name: end - offset for (name, _, offset), end in zip(order, ends)}


def read_shape(path):
    path = Path(path)
    with path.open("rb") as file:
        reader = Reader(file)
        file.seek(8)  # magic and version
        n_tensors, n_keys = reader.number("Q"), reader.number("Q")
        keys = {}
        for _ in range(n_keys):
            name = reader.string()
            keys[name] = reader.value(reader.number("I"))
        tensors = [reader.tensor() for _ in range(n_tensors)]
        data_start = -(-file.tell() // 32) * 32
    return shape_of(keys, tensors, tensor_sizes(tensors, path.stat().st_size - data_start))


def shape_of(keys, tensors, sizes):
    arch = keys["general.architecture"]
    n_head = keys[f"{arch}.attention.head_count"]
    head_dim = keys.get(f"{arch}.attention.key_length") or keys[f"{arch}.embedding_length"] // n_head
    tied = "output.weight" not in sizes
    matrices = {name: dims[0] * dims[1] for name, dims, _ in tensors if len(dims) == 2}
    embedding = matrices.pop("token_embd.weight")
    output = embedding if tied else matrices.pop("output.weight")
    return Shape(
        n_layer=keys[f"{arch}.block_count"],
        kv_dim=(keys.get(f"{arch}.attention.head_count_kv") or n_head) * head_dim,
        q_dim=n_head * head_dim,
        window=keys.get(f"{arch}.attention.sliding_window") or 0,
        weight_bytes=sum(sizes.values()) - (0 if tied else sizes["token_embd.weight"]),
        multiply_adds=sum(matrices.values()),
        output_multiply_adds=output,
    )
