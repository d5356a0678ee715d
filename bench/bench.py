"""Hearth beside llama.cpp and beside what the machine can do: `./dev bench`.

Every test runs in turn in each program (Hearth, then llama.cpp with and without repacked weights), the whole round
several times, and the median counts: neighbours on the machine then hit all alike. The ratio is to the better of
llama.cpp's two settings. Limits are measured by `hearth bench --limits` in every round: generation reads all weights
and the KV cache once a token, so it is bound by how fast memory (or, for small models, the last-level cache) is read;
a prompt is bound by int8 dot products.

    ./dev bench                              the default model
    ./dev bench A.gguf B.gguf -r 5           these models, five rounds
    ./dev bench --shapes q4_k_m,q8_0         the shape of Llama-3.2-1B with random weights in these formats
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import gguf_shape

ROOT = Path(__file__).resolve().parents[1]
HEARTH = os.environ.get("HEARTH_BINARY", str(ROOT / "build/release/hearth"))
PEER = [sys.executable, str(ROOT / "bench/peer_llama_cpp.py")]
PEER_PACKAGE = "llama-cpp-python==0.3.36"
PROMPT = "Why is the sky blue?"
DEPTH = 4096
PARALLEL = 8
# Each is one process; several tests share it because loading takes longer than they do.
TESTS = [["-p", "128,512,2048"], ["-n", "128", "-d", f"0,{DEPTH}"], ["-n", "64", "--parallel", str(PARALLEL)]]
QUICK_TESTS = [["-p", "512"], ["-n", "64"]]


# --- running ---------------------------------------------------------------------------------------------------


def run_json(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"Error: {' '.join(command)}: {done.stderr.strip() or f'exit status {done.returncode}'}")
    return json.loads(done.stdout)


def rates(results):
    return {result["test"]: result["tokens_per_second"] for result in results if "tokens_per_second" in result}


def hearth_start(model, threads):
    """Seconds from the start of the process to its first byte of text, and its peak memory."""
    command = [HEARTH, "run", str(model), PROMPT, "--option", "num_predict=1", "--option", "temperature=0"]
    environment = os.environ | {"HEARTH_NUM_THREADS": str(threads)}
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, env=environment) as child:
        child.stdout.read(1)
        seconds = time.perf_counter() - start
        child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"Error: {' '.join(command)}: exit status {child.returncode}")
    return {"first token s": seconds, "peak MB": usage.ru_maxrss / 1000}


def peer_start(model, threads, flags):
    """The same for llama.cpp, without the time and memory of the interpreter around it."""
    results = run_json([*PEER, str(model), "--first-token", PROMPT, "--ctx", str(DEPTH), "-t", str(threads), *flags])
    found = {result["test"]: result for result in results}
    return {
        "load s": found["load"]["seconds"],
        "first token s": found["first_token"]["seconds"],
        "peak MB": found["memory"]["bytes"] / 1e6,
    }


class Program:
    """Hearth or one setting of llama.cpp, and everything measured so far, by test."""

    def __init__(self, name, command, flags, start):
        self.name, self.command, self.flags, self.start = name, command, flags, start
        self.samples = {}

    def add(self, numbers):
        for test, number in numbers.items():
            self.samples.setdefault(test, []).append(number)

    def measure(self, model, tests, threads):
        for test in tests:
            results = run_json([*self.command, str(model), *test, "-r", "1", "-t", str(threads), "--json", *self.flags])
            self.add(rates(results))
            self.add({"load s": r["seconds"] for r in results if r["test"] == "load"})
        self.add(self.start(model, threads))

    def median(self, test):
        return median(self.samples[test]) if test in self.samples else None


def programs(with_peer):
    found = [Program("hearth", [HEARTH, "bench"], [], hearth_start)]
    if with_peer:
        for name, flags in (("llama.cpp", []), ("no repack", ["--no-repack"])):
            found.append(Program(name, PEER, flags, lambda m, t, flags=flags: peer_start(m, t, flags)))
    return found


def measure_limits(threads):
    """{name: number per second}: bytes read from memory and from the last-level cache, int8 operations."""
    found = {result["test"]: result for result in run_json([HEARTH, "bench", "--limits", "-t", str(threads), "--json"])}
    return {
        "memory": found["memory_read"]["bytes_per_second"],
        "cache": found["cache_read"]["bytes_per_second"],
        "int8": found["int8_dot"]["operations_per_second"],
    }


# --- reporting -------------------------------------------------------------------------------------------------


def parts(test):
    """("pp", 512, 1, 0) or ("tg", 64, 8, 4096): kind, tokens, sequences, depth."""
    head, _, depth = test.partition("@")
    count, _, sequences = head[2:].partition("x")
    return head[:2], int(count), int(sequences or 1), int(depth or 0)


def bounds(test, shape, limits):
    """{what binds: tokens per second that it allows} for one test."""
    kind, count, sequences, depth = parts(test)
    if kind == "pp":
        return {"int8": limits["int8"] / (shape.prompt_operations(count) / count)}
    kv_bytes = shape.generation_bytes(depth + count // 2) - shape.weight_bytes
    step_bytes = shape.weight_bytes + sequences * kv_bytes
    return {name: sequences * limits[name] / step_bytes for name in ("memory", "cache")}


def better(values, test):
    """The best of several settings: times and memory are better small, rates large."""
    values = [value for value in values if value is not None]
    if not values:
        return None
    return min(values) if " " in test else max(values)


def number(value):
    return "–" if value is None else f"{value:.4g}" if value < 10 else f"{value:.0f}"


def report_line(test, every, shape, limits):
    own, *others = [program.median(test) for program in every]
    cells = [number(value) for value in [own, *others]]
    best = better(others, test)
    cells.append(f"{own / best:.2f}" if own and best else "–")
    shares = bounds(test, shape, limits) if limits and own and " " not in test else {}
    cells.append(", ".join(f"{own / bound:.0%} of {name}" for name, bound in shares.items()))
    return [test, *cells]


def table(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    rows.insert(1, ["-" * width for width in widths])
    return "\n".join("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows)


def report(model, every, shape, limits):
    tests = list(dict.fromkeys(test for program in every for test in program.samples))
    rows = [["tokens/s", *(program.name for program in every), "ratio", "share of the limit"]]
    rows += [report_line(test, every, shape, limits) for test in tests]
    size = model.stat().st_size / 1e6
    per_token = shape.weight_bytes / 1e6
    return f"\n{model.name}: {size:.0f} MB, {per_token:.0f} MB read for every token\n\n{table(rows)}"


# --- one run ---------------------------------------------------------------------------------------------------


def shape_file(kind):
    path = ROOT / f"build/bench/llama-3.2-1b-{kind}.gguf"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        subprocess.run([HEARTH, "bench", "--shape", "llama-3.2-1b", "--type", kind, "--write", str(part)], check=True)
        part.rename(path)
    return path


def bench_model(model, options):
    every = programs(options.peer)
    shape = gguf_shape.read_shape(model)
    limits = []
    for round_number in range(options.rounds):
        print(f"{model.name}: round {round_number + 1} of {options.rounds}", file=sys.stderr)
        limits.append(measure_limits(options.threads))
        for program in every:
            program.measure(model, QUICK_TESTS if options.quick else TESTS, options.threads)
    middle = {name: median(found[name] for found in limits) for name in limits[0]}
    print(report(model, every, shape, middle), flush=True)
    return {"model": model.name, "limits": limits, "samples": {program.name: program.samples for program in every}}


def default_model():
    return subprocess.run([ROOT / "tools/fetch_model.sh"], check=True, capture_output=True, text=True).stdout.strip()


def install_peer():
    try:
        import llama_cpp  # noqa: F401
    except ImportError:
        print(f"installing {PEER_PACKAGE}, built for this machine (minutes)", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "pip", "install", "-q", PEER_PACKAGE], check=True)


def parse_arguments():
    parser = argparse.ArgumentParser(description="Hearth beside llama.cpp and beside what the machine can do.")
    parser.add_argument("models", nargs="*", type=Path, help="GGUF files; the default model when none is named")
    parser.add_argument("-r", "--rounds", type=int, default=3)
    parser.add_argument("-t", "--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--shapes", default="", help="formats of the 1B shape to measure: q4_0,q4_k_m,q6_k,q8_0,f16")
    parser.add_argument("--quick", action="store_true", help="pp512 and tg64 only")
    parser.add_argument("--no-peer", dest="peer", action="store_false", help="Hearth and the limits only")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample there")
    return parser.parse_args()


def main():
    options = parse_arguments()
    if options.peer:
        install_peer()
    models = options.models + [shape_file(kind) for kind in options.shapes.split(",") if kind]
    measured = [bench_model(model, options) for model in models or [Path(default_model())]]
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1) + "\n")


if __name__ == "__main__":
    main()
