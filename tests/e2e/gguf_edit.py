"""Reads a GGUF file into parts that a test can change, and writes them back; checks nothing, to make wrong files too.

file = gguf_edit.read(path)
file.set("general.architecture", gguf_edit.string("mamba"))
file.write(other)
"""

import struct
from dataclasses import dataclass
from pathlib import Path

STRING, ARRAY = 8, 9
NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
U32, F32, U64 = 4, 6, 10
ALIGNMENT = 32


def packed_string(text):
    data = text.encode() if isinstance(text, str) else text
    return struct.pack("<Q", len(data)) + data


def string(text):
    """A metadata value: its type and its bytes."""
    return STRING, packed_string(text)


def u32(value):
    return U32, struct.pack("<I", value)


def f32(value):
    return F32, struct.pack("<f", value)


@dataclass
class Tensor:
    name: str
    dims: list
    format: int
    offset: int

    def packed(self):
        return packed_string(self.name) + struct.pack(
            f"<I{len(self.dims)}QIQ", len(self.dims), *self.dims, self.format, self.offset
        )


@dataclass
class File:
    keys: dict  # name: (type, bytes)
    tensors: list
    data: bytes
    magic: bytes = b"GGUF"
    version: int = 3

    def set(self, name, value):
        self.keys[name] = value

    def tensor(self, name):
        return next(tensor for tensor in self.tensors if tensor.name == name)

    def header(self):
        parts = [self.magic, struct.pack("<IQQ", self.version, len(self.tensors), len(self.keys))]
        parts += [packed_string(name) + struct.pack("<I", kind) + data for name, (kind, data) in self.keys.items()]
        parts += [tensor.packed() for tensor in self.tensors]
        return b"".join(parts)

    def write(self, path):
        header = self.header()
        Path(path).write_bytes(header + bytes(-len(header) % ALIGNMENT) + self.data)


class Cursor:
    def __init__(self, data):
        self.data, self.at = data, 0

    def number(self, code):
        value = struct.unpack_from("<" + code, self.data, self.at)[0]
        self.at += struct.calcsize("<" + code)
        return value

    def string(self):
        size = self.number("Q")
        self.at += size
        return self.data[self.at - size : self.at].decode()

    def value(self, kind):
        start = self.at
        if kind == STRING:
            self.string()
        elif kind == ARRAY:
            item, count = self.number("I"), self.number("Q")
            for _ in range(count):
                self.value(item)
        else:
            self.number(NUMBERS[kind])
        return kind, self.data[start : self.at]

    def tensor(self):
        name = self.string()
        dims = [self.number("Q") for _ in range(self.number("I"))]
        return Tensor(name, dims, self.number("I"), self.number("Q"))


def read(path):
    cursor = Cursor(Path(path).read_bytes())
    cursor.at = 8
    n_tensors, n_keys = cursor.number("Q"), cursor.number("Q")
    keys = {}
    for _ in range(n_keys):
        name = cursor.string()
        keys[name] = cursor.value(cursor.number("I"))
    tensors = [cursor.tensor() for _ in range(n_tensors)]
    start = cursor.at + -cursor.at % ALIGNMENT
    return File(keys, tensors, cursor.data[start:])
