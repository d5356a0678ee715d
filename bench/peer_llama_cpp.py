"""llama.cpp as `hearth bench` would run it: the same tests, the same JSON, so that bench.py can compare them.

Drives the copy of llama.cpp inside llama-cpp-python through its C interface, in this process. What a test means is
llama-bench's convention: `pp512` decodes a prompt of 512 random tokens (in batches of 512), `tg128` decodes 128
tokens one by one, `@4096` first fills the context with 4096 tokens untimed, `tg64x8` steps eight sequences at once.

    python bench/peer_llama_cpp.py MODEL -p 512 -n 128 -d 0,4096 -t 2 [--no-repack] [--parallel 8] [--first-token]
"""

import argparse
import ctypes
import json
import random
import time

import llama_cpp as llama

BATCH = 512


@ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
def drop_log_line(_level, _text, _user_data):
    pass


def memory_bytes(field):
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith(field + ":"))


class Peer:
    """One model and one context of llama.cpp."""

    def __init__(self, options, n_ctx, n_sequences):
        # numpy and this interpreter are not llama.cpp's memory or time, so both count from here.
        self.memory_before = memory_bytes("VmRSS")
        self.started = time.perf_counter()
        llama.llama_backend_init()
        params = llama.llama_model_default_params()
        params.use_extra_bufts = options.repack
        self.model = llama.llama_model_load_from_file(options.model.encode(), params)
        if not self.model:
            raise SystemExit(f"Error: llama.cpp cannot load {options.model}")
        self.vocab = llama.llama_model_get_vocab(self.model)
        self.n_vocab = llama.llama_vocab_n_tokens(self.vocab)
        self.context = llama.llama_init_from_model(self.model, self.context_params(options, n_ctx, n_sequences))
        if not self.context:
            raise SystemExit(f"Error: llama.cpp cannot make a context of {n_ctx} tokens")
        self.memory = llama.llama_get_memory(self.context)
        self.batch = llama.llama_batch_init(BATCH, 0, n_sequences)
        self.load_seconds = time.perf_counter() - self.started

    @staticmethod
    def context_params(options, n_ctx, n_sequences):
        params = llama.llama_context_default_params()
        params.n_ctx = n_ctx * n_sequences
        params.n_batch = params.n_ubatch = BATCH
        params.n_seq_max = n_sequences
        params.n_threads = params.n_threads_batch = options.threads
        params.flash_attn_type = options.flash_attention
        params.swa_full = False
        return params

    def decode(self, rows):
        """One call of llama_decode on rows of (token, position, sequence, wants logits)."""
        batch = self.batch
        batch.n_tokens = len(rows)
        for i, (token, position, sequence, wants_logits) in enumerate(rows):
            batch.token[i] = token
            batch.pos[i] = position
            batch.n_seq_id[i] = 1
            batch.seq_id[i][0] = sequence
            batch.logits[i] = wants_logits
        status = llama.llama_decode(self.context, batch)
        if status != 0:
            raise SystemExit(f"Error: llama_decode returned {status}")
        llama.llama_synchronize(self.context)

    def prompt(self, tokens, sequence=0):
        for start in range(0, len(tokens), BATCH):
            part = tokens[start : start + BATCH]
            last = len(part) - 1
            self.decode([(token, start + i, sequence, i == last) for i, token in enumerate(part)])

    def random_tokens(self, count):
        return [random.randrange(self.n_vocab) for _ in range(count)]

    def clear(self):
        llama.llama_memory_clear(self.memory, True)

    def time_prompt(self, n_prompt):
        tokens = self.random_tokens(n_prompt)
        self.clear()
        start = time.perf_counter()
        self.prompt(tokens)
        return n_prompt / (time.perf_counter() - start)

    def time_generation(self, n_generate, depth, n_sequences):
        """Tokens per second of all sequences together."""
        self.clear()
        for sequence in range(n_sequences):
            self.prompt(self.random_tokens(depth), sequence)
        steps = [self.random_tokens(n_sequences) for _ in range(n_generate)]
        start = time.perf_counter()
        for i, tokens in enumerate(steps):
            self.decode([(token, depth + i, sequence, True) for sequence, token in enumerate(tokens)])
        return n_generate * n_sequences / (time.perf_counter() - start)

    def first_token(self, text):
        """Seconds from the first call into llama.cpp to the id of the first greedy token."""
        text = text.encode()
        ids = (llama.llama_token * (len(text) + 8))()
        count = llama.llama_tokenize(self.vocab, text, len(text), ids, len(ids), True, True)
        self.prompt(list(ids[:count]))
        logits = llama.llama_get_logits_ith(self.context, -1)
        max(range(self.n_vocab), key=logits.__getitem__)
        return time.perf_counter() - self.started


def numbers(text):
    return [int(part) for part in text.split(",") if part]


def parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("-p", type=numbers, default=[], metavar="N,...", help="prompt lengths")
    parser.add_argument("-n", type=numbers, default=[], metavar="N,...", help="tokens to generate")
    parser.add_argument("-d", type=numbers, default=[0], metavar="N,...", help="depths at which to generate")
    parser.add_argument("-t", "--threads", type=int, default=2)
    parser.add_argument("-r", "--repetitions", type=int, default=1)
    parser.add_argument("--parallel", type=int, default=1, help="sequences in one step")
    parser.add_argument("--no-repack", dest="repack", action="store_false", help="keep the weights as in the file")
    parser.add_argument("--flash-attention", type=int, default=-1, help="-1 auto, 0 off, 1 on")
    parser.add_argument("--first-token", metavar="PROMPT", help="only: start, answer PROMPT with one token, stop")
    parser.add_argument("--ctx", type=int, help="context size; the smallest that the tests need when not given")
    parser.add_argument("--json", action="store_true", help="accepted for likeness: JSON is all there is")
    return parser.parse_args()


def run_tests(peer, options):
    results = []
    peer.time_prompt(32)
    peer.time_generation(2, 0, 1)
    for _ in range(options.repetitions):
        for n in options.p:
            results.append({"test": f"pp{n}", "tokens_per_second": peer.time_prompt(n)})
        for n in options.n:
            for depth in options.d:
                name = (
                    f"tg{n}" + (f"x{options.parallel}" if options.parallel > 1 else "") + (f"@{depth}" if depth else "")
                )
                rate = peer.time_generation(n, depth, options.parallel)
                results.append({"test": name, "tokens_per_second": rate})
    return results


def main():
    options = parse_arguments()
    llama.llama_log_set(drop_log_line, ctypes.c_void_p(0))
    longest = max([*options.p, *(n + d for n in options.n for d in options.d), 64])
    peer = Peer(options, options.ctx or longest, options.parallel)
    results = [{"test": "load", "seconds": peer.load_seconds}]
    if options.first_token is not None:
        results.append({"test": "first_token", "seconds": peer.first_token(options.first_token)})
    else:
        results += run_tests(peer, options)
    results.append({"test": "memory", "bytes": memory_bytes("VmHWM") - peer.memory_before})
    print(json.dumps(results))


if __name__ == "__main__":
    main()
