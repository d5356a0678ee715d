"""llama.cpp as a server with continuous batching, for serve_load.py: what llama-server does, around the same library.

One thread owns the context. Each of its steps takes one token of every answer that is being generated and as much of
the waiting prompts as fits into a batch of 2,048 tokens (llama-server's default), and picks the likeliest next tokens.
It speaks just enough of /api/generate for the load: a prompt in, one line of JSON for each token out.

    python bench/peer_server.py MODEL --parallel 8 --ctx 6144 -t 2
"""

import argparse
import ctypes
import json
import queue
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import llama_cpp as llama
import numpy
from peer_llama_cpp import drop_log_line

BATCH, MICRO_BATCH = 2048, 512


class Job:
    """One request: its tokens so far, how far they are computed, and where its pieces go."""

    def __init__(self, tokens, n_predict):
        self.tokens, self.n_predict, self.n_done = tokens, n_predict, 0
        self.n_computed, self.slot, self.cancelled = 0, None, False
        self.pieces = queue.SimpleQueue()  # bytes, then None


class Engine:
    """The model, its sequences, and the thread that steps them."""

    def __init__(self, options):
        llama.llama_log_set(drop_log_line, ctypes.c_void_p(0))
        llama.llama_backend_init()
        self.model = llama.llama_model_load_from_file(options.model.encode(), llama.llama_model_default_params())
        if not self.model:
            raise SystemExit(f"Error: llama.cpp cannot load {options.model}")
        self.vocab = llama.llama_model_get_vocab(self.model)
        self.n_vocab = llama.llama_vocab_n_tokens(self.vocab)
        params = llama.llama_context_default_params()
        params.n_ctx, params.n_seq_max = options.ctx * options.parallel, options.parallel
        params.n_batch, params.n_ubatch = BATCH, MICRO_BATCH
        params.n_threads = params.n_threads_batch = options.threads
        self.context = llama.llama_init_from_model(self.model, params)
        self.memory = llama.llama_get_memory(self.context)
        self.batch = llama.llama_batch_init(BATCH, 0, 1)
        self.free_slots = list(range(options.parallel))
        self.arrived = queue.SimpleQueue()
        threading.Thread(target=self.work, daemon=True).start()

    def tokenize(self, text):
        data = text.encode()
        ids = (llama.llama_token * (len(data) + 8))()
        count = llama.llama_tokenize(self.vocab, data, len(data), ids, len(ids), True, True)
        return list(ids[:count])

    def submit(self, prompt, n_predict):
        job = Job(self.tokenize(prompt), n_predict)
        self.arrived.put(job)
        return job

    def piece(self, token):
        buffer = ctypes.create_string_buffer(256)
        return buffer.raw[: llama.llama_token_to_piece(self.vocab, token, buffer, len(buffer), 0, True)]

    def work(self):
        waiting, running = [], []
        while True:
            while not self.arrived.empty() or not (waiting or running):
                waiting.append(self.arrived.get())
            waiting = [job for job in waiting if not job.cancelled]
            for job in [job for job in running if job.cancelled]:
                self.end(running, job)
            while waiting and self.free_slots:
                job = waiting.pop(0)
                job.slot = self.free_slots.pop()
                running.append(job)
            if running:
                self.step(running)

    def step(self, running):
        """Decodes one batch; those whose tokens are all computed get their next one."""
        outputs, n = [], 0
        for job in sorted(running, key=lambda job: len(job.tokens) - job.n_computed):
            todo = job.tokens[job.n_computed : job.n_computed + BATCH - n]
            for token in todo:
                job.n_computed += 1
                wants_logits = job.n_computed == len(job.tokens)
                self.add_row(n, token, job.n_computed - 1, job.slot, wants_logits)
                if wants_logits:
                    outputs.append((n, job))
                n += 1
        self.batch.n_tokens = n
        status = llama.llama_decode(self.context, self.batch)
        if status != 0:
            raise SystemExit(f"Error: llama_decode returned {status}")
        for row, job in outputs:
            logits = llama.llama_get_logits_ith(self.context, row)
            token = int(numpy.ctypeslib.as_array(logits, shape=(self.n_vocab,)).argmax())
            job.tokens.append(token)
            job.n_done += 1
            job.pieces.put(self.piece(token))
            if job.n_done == job.n_predict or llama.llama_vocab_is_eog(self.vocab, token):
                self.end(running, job)

    def add_row(self, i, token, position, sequence, wants_logits):
        batch = self.batch
        batch.token[i], batch.pos[i], batch.n_seq_id[i] = token, position, 1
        batch.seq_id[i][0], batch.logits[i] = sequence, wants_logits

    def end(self, running, job):
        llama.llama_memory_seq_rm(self.memory, job.slot, -1, -1)
        running.remove(job)
        self.free_slots.append(job.slot)
        job.pieces.put(None)


class Handler(BaseHTTPRequestHandler):
    engine = None

    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        job = self.engine.submit(request["prompt"], request["options"]["num_predict"])
        self.send_response(200)
        self.end_headers()
        try:
            while (piece := job.pieces.get()) is not None:
                self.send_line({"response": piece.decode(errors="replace"), "done": False})
            self.send_line({"response": "", "done": True, "eval_count": job.n_done})
        except OSError:
            job.cancelled = True

    def send_line(self, line):
        self.wfile.write(json.dumps(line).encode() + b"\n")

    def log_message(self, *_arguments):
        pass


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("--parallel", type=int, default=8, help="sequences at a time")
    parser.add_argument("--ctx", type=int, default=6144, help="tokens of each")
    parser.add_argument("-t", "--threads", type=int, default=2)
    Handler.engine = Engine(parser.parse_args())
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"listens on http://127.0.0.1:{server.server_port},", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
