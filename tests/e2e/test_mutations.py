"""Hundreds of damaged model files: each is run or refused, in time, with words; none takes the program down.

Mutations are drawn from fixed seeds. Most hit the header, where a wrong byte means most.
"""

import os
import random
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gguf_edit
import pytest
from conftest import BINARY

TIMEOUT_SECONDS = 30
INTERESTING = [0, 1, 0x7F, 0x80, 0xFF]
HUGE = [0, 1, 2**16, 2**31 - 1, 2**31, 2**32 - 1, 2**48, 2**63 - 1, 2**63, 2**64 - 32, 2**64 - 1]


def flip_bits(data, header, draw):
    for _ in range(draw.randrange(1, 8)):
        data[draw.randrange(header)] ^= 1 << draw.randrange(8)


def interesting_bytes(data, header, draw):
    for _ in range(draw.randrange(1, 8)):
        data[draw.randrange(header)] = draw.choice(INTERESTING)


def huge_numbers(data, header, draw):
    for _ in range(draw.randrange(1, 3)):
        at = draw.randrange(header - 8)
        data[at : at + 8] = draw.choice(HUGE).to_bytes(8, "little")


def cut(data, header, draw):
    del data[draw.choice([draw.randrange(header), draw.randrange(len(data))]) :]


def remove_bytes(data, header, draw):
    at = draw.randrange(header)
    del data[at : at + draw.randrange(1, 64)]


def repeat_bytes(data, header, draw):
    at = draw.randrange(header)
    data[at:at] = data[at : at + draw.randrange(1, 64)]


def damaged_weights(data, header, draw):
    """0xFF in every byte of a stretch: in F16 scales that is not a number."""
    at, count = draw.randrange(header, len(data) - 64), draw.randrange(1, 64)
    data[at : at + count] = b"\xff" * count


MUTATIONS = [flip_bits, interesting_bytes, huge_numbers, cut, remove_bytes, repeat_bytes, damaged_weights]


def verdict(name, path, command):
    """Nothing when the program behaved, else what it did."""
    environment = os.environ | {"HEARTH_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            timeout=TIMEOUT_SECONDS,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return f"{name}: {command[1]} hangs"
    Path(path).unlink()
    stderr = done.stderr.decode(errors="replace")
    if done.returncode == 0 and done.stdout:
        return None
    if done.returncode == 1 and stderr.startswith("Error: ") and stderr.count("\n") == 1:
        return None
    return f"{name}: {command[1]} ended with {done.returncode}, stderr {stderr[:300]!r}"


def mutant(source, header, mutation, seed, folder):
    data = bytearray(source)
    mutation(data, header, random.Random(f"{mutation.__name__} {seed}"))
    path = folder / f"{mutation.__name__}-{seed}.gguf"
    path.write_bytes(data)
    return path


def judge(source, header, mutation, seed, folder):
    path = mutant(source, header, mutation, seed, folder)
    run = [
        str(BINARY),
        "run",
        str(path),
        "hi",
        "--raw",
        "--json",
        "--option",
        "num_predict=2",
        "--option",
        "num_ctx=64",
    ]
    command = run if seed % 3 else [str(BINARY), "show", str(path)]
    return verdict(path.name, path, command)


@pytest.mark.parametrize("name, seeds", [("llama-yarn-q5", 60), ("gemma3-window-8-q8_0", 20), ("llama-k-quants", 20)])
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.__name__)
def test_a_damaged_file_is_run_or_refused(hearth, tmp_path, request, name, seeds, mutation):
    path = request.path.parents[1] / f"golden/models/{name}.gguf"
    source, header = path.read_bytes(), len(gguf_edit.read(path).header())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda seed: judge(source, header, mutation, seed, tmp_path), range(seeds)))
    assert [problem for problem in found if problem] == []
