"""Hearth's server under load, beside llama.cpp's: `./dev bench --serve`.

Clients on this machine stream greedy answers of /api/generate. Measured are

    tokens/s     of all clients together, 1 and 8 of them
    first token  the time from sending a request to the first piece of its answer
    inter-token  the time between two pieces of a running answer, alone and while a prompt of 4,000 tokens comes in
    cancelled    the time from a client's leaving in the middle of such a prompt until its memory is free again (Hearth)

The peer is llama.cpp with continuous batching (peer_server.py). Both run in turn, the whole round several times, and
all samples of a kind count together.

    ./dev bench --serve                      the default model
    ./dev bench --serve A.gguf -r 5          this model, five rounds
"""

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import bench

CLIENTS = 8
LONG_PROMPT_WORDS = 3990  # of one token each, nearly
SUBJECTS = ["a lighthouse", "two brothers", "an old clock", "the river", "a lost letter", "winter", "a fox", "the market"]


# --- servers ---------------------------------------------------------------------------------------------------


@contextmanager
def running(command, environment, url_from):
    """A server in a process of its own, as (host, port); it ends with the block."""
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} | {url_from: subprocess.PIPE}
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, text=True, env=os.environ | environment, **pipes)
    try:
        output = getattr(process, url_from)
        found = next((m for line in output if (m := re.search(r"listens on http://([\d.]+):(\d+),", line))), None)
        if not found:
            raise SystemExit(f"Error: {' '.join(command)} ended with {process.wait()}")
        threading.Thread(target=output.read, daemon=True).start()  # or a full pipe would stop it
        yield found[1], int(found[2])
    finally:
        process.terminate()
        process.wait()


@contextmanager
def hearth_server(model, threads):
    with tempfile.TemporaryDirectory() as folder:
        modelfile = Path(folder, "Modelfile")
        modelfile.write_text(f"FROM {model.resolve()}\n")
        settings = {"OLLAMA_MODELS": folder + "/models", "HEARTH_NUM_THREADS": str(threads), "OLLAMA_NUM_PARALLEL": "8"}
        with running([bench.HEARTH, "serve", "--host", "127.0.0.1:0"], settings, "stderr") as address:
            client = settings | {"OLLAMA_HOST": f"{address[0]}:{address[1]}"}
            create = [bench.HEARTH, "create", "bench", "-f", str(modelfile)]
            subprocess.run(create, check=True, capture_output=True, env=os.environ | client)
            yield address


def peer_server(model, threads):
    command = [sys.executable, str(Path(__file__).with_name("peer_server.py")), str(model), "-t", str(threads)]
    return running([*command, "--parallel", str(CLIENTS)], {}, "stdout")


# --- one client ------------------------------------------------------------------------------------------------


def start_answer(address, prompt, n_predict):
    connection = http.client.HTTPConnection(*address)
    options = {"num_predict": n_predict, "temperature": 0}
    body = {"model": "bench", "prompt": prompt, "raw": True, "options": options}
    connection.request("POST", "/api/generate", json.dumps(body))
    return connection


def answer_times(address, prompt, n_predict, keep_going=lambda: True):
    """When the answer was asked for, when each of its pieces came, and how many tokens it had."""
    asked = time.perf_counter()
    connection = start_answer(address, prompt, n_predict)
    response, times, n_tokens = connection.getresponse(), [], 0
    while keep_going() and (line := response.readline()):
        times.append(time.perf_counter())
        chunk = json.loads(line)
        if "error" in chunk:
            raise SystemExit(f"Error: {chunk['error']}")
        n_tokens = chunk.get("eval_count", n_tokens)
    connection.close()
    return asked, times, n_tokens


def story(number):
    return f"Chapter {number}. This is a long story about {SUBJECTS[number % len(SUBJECTS)]}. Once upon a time"


def long_prompt(number):
    """Begins as no other, so that nothing of it is in a cache."""
    return f"Story {number}:" + " and then" * (LONG_PROMPT_WORDS // 2)


# --- what is measured ------------------------------------------------------------------------------------------


class Load:
    """One server and everything measured so far, by test."""

    def __init__(self, name, start):
        self.name, self.start, self.samples, self.n_asked = name, start, {}, 0

    def add(self, test, *numbers):
        self.samples.setdefault(test, []).extend(numbers)

    def next_number(self):
        self.n_asked += 1
        return self.n_asked

    def measure(self, model, options):
        with self.start(model, options.threads) as address:
            answer_times(address, "Warm up.", 16)
            for n_clients in (1, CLIENTS):
                self.throughput(address, n_clients, options.answers, options.tokens)
            self.long_prompt_comes_in(address)
            if self.name == "hearth":
                self.cancellation(address)

    def throughput(self, address, n_clients, n_answers, n_tokens):
        numbers = [[self.next_number() for _ in range(n_answers)] for _ in range(n_clients)]

        def client(own):
            return [answer_times(address, story(number), n_tokens) for number in own]

        started = time.perf_counter()
        with ThreadPoolExecutor(n_clients) as pool:
            answers = [answer for found in pool.map(client, numbers) for answer in found]
        seconds = time.perf_counter() - started
        clients = "1 client" if n_clients == 1 else f"{n_clients} clients"
        self.add(f"tokens/s, {clients}", sum(n for _, _, n in answers) / seconds)
        self.add(f"first token ms, {clients}", *(1000 * (times[0] - asked) for asked, times, _ in answers))

    def long_prompt_comes_in(self, address):
        """The gaps of an answer that runs before, and those until the long prompt has its first token."""
        done, found = threading.Event(), {}

        def answer():
            found["times"] = answer_times(address, story(self.next_number()), 4000, lambda: not done.is_set())[1]

        runner = threading.Thread(target=answer)
        runner.start()
        time.sleep(2)
        asked, times, _ = answer_times(address, long_prompt(self.next_number()), 1)
        done.set()
        runner.join()
        gaps = [(end, 1000 * (end - begin)) for begin, end in zip(found["times"][8:], found["times"][9:])]
        self.add("inter-token ms, alone", *(gap for end, gap in gaps if end < asked))
        self.add("inter-token ms, long prompt", *(gap for end, gap in gaps if asked < end - gap / 1000 and end < times[0]))
        self.add("first token ms, long prompt", 1000 * (times[0] - asked))

    def cancellation(self, address):
        """How long a prompt whose client leaves after 200 ms still holds pages."""
        connection = start_answer(address, long_prompt(self.next_number()), 1)
        time.sleep(0.2)
        connection.sock.close()
        left = time.perf_counter()
        while pages_used(address) > 0:
            pass
        self.add("cancelled ms", 1000 * (time.perf_counter() - left))


def pages_used(address):
    connection = http.client.HTTPConnection(*address)
    connection.request("GET", "/api/ps")
    models = json.loads(connection.getresponse().read())["models"]
    connection.close()
    return sum(model["kv_pages"]["used"] for model in models)


# --- reporting -------------------------------------------------------------------------------------------------


def percentile(samples, share):
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def lines_of(test):
    """The rows of a test: what is taken of its samples."""
    if test.startswith("tokens/s") or test.startswith("cancelled"):
        return [(test, median)]
    return [(f"{test}, p50", median), (f"{test}, p99", lambda samples: percentile(samples, 0.99))]


def ratios(load):
    """What the goals are about: the gain from many clients, and what a long prompt costs a running answer."""
    found = {test: median(samples) for test, samples in load.samples.items()}
    return {
        f"gain of {CLIENTS} clients": found[f"tokens/s, {CLIENTS} clients"] / found["tokens/s, 1 client"],
        "inter-token, long prompt / alone": found["inter-token ms, long prompt"] / found["inter-token ms, alone"],
    }


def report(model, loads):
    rows = [["", *(load.name for load in loads)]]
    for test in loads[0].samples:
        for name, take in lines_of(test):
            rows.append([name, *(bench.number(take(s) if (s := load.samples.get(test)) else None) for load in loads)])
    for name in ratios(loads[0]):
        rows.append([name, *(f"{ratios(load)[name]:.2f}" for load in loads)])
    return f"\n{model.name}\n\n{bench.table(rows)}"


def parse_arguments():
    parser = argparse.ArgumentParser(description="Hearth's server under load, beside llama.cpp's.")
    parser.add_argument("models", nargs="*", type=Path, help="GGUF files; the default model when none is named")
    parser.add_argument("-r", "--rounds", type=int, default=3)
    parser.add_argument("-t", "--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--answers", type=int, default=2, help="answers for each client and round")
    parser.add_argument("--tokens", type=int, default=128, help="tokens of an answer")
    parser.add_argument("--no-peer", dest="peer", action="store_false", help="Hearth only")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample there")
    return parser.parse_args()


def main():
    options = parse_arguments()
    if options.peer:
        bench.install_peer()
    measured = {}
    for model in options.models or [Path(bench.default_model())]:
        loads = [Load("hearth", hearth_server)] + ([Load("llama.cpp", peer_server)] if options.peer else [])
        for round_number in range(options.rounds):
            print(f"{model.name}: round {round_number + 1} of {options.rounds}", file=sys.stderr)
            for load in loads:
                load.measure(model, options)
        print(report(model, loads), flush=True)
        measured[str(model)] = {load.name: load.samples for load in loads}
    if options.json:
        options.json.write_text(json.dumps(measured, indent=1) + "\n")


if __name__ == "__main__":
    main()
