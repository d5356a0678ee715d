#!/usr/bin/env python3
"""Writes tests/golden/sampling/: what is left of a vocabulary after sampling's stages, for golden_test.cpp.

Usage: make_samplers.py [output folder]     needs: pip install numpy==2.2.6

Each stage is written down here a second time, straight from its paper: over the whole vocabulary, in double precision,
with sorting and quadratic loops wherever they are plainer. A case has logits, what they depend on and the options; and
what is expected: each token that may be drawn and its probability, and for mirostat the limit after one was drawn.
"""

import json
import math
import pathlib
import platform
import sys

import numpy as np

DEFAULTS = {
    "temperature": 0.8, "top_k": 40, "top_p": 0.9, "min_p": 0.0, "typical_p": 1.0, "min_keep": 0, "seed": 0,
    "repeat_last_n": 64, "repeat_penalty": 1.0, "presence_penalty": 0.0, "frequency_penalty": 0.0,
    "mirostat": 0, "mirostat_tau": 5.0, "mirostat_eta": 0.1,
    "dry_multiplier": 0.0, "dry_base": 1.75, "dry_allowed_length": 2, "dry_penalty_last_n": -1,
    "dry_sequence_breakers": [], "xtc_probability": 0.0, "xtc_threshold": 0.1,
    "dynatemp_range": 0.0, "dynatemp_exponent": 1.0, "top_n_sigma": -1.0, "logit_bias": [],
}  # fmt: skip
PLAIN = {"temperature": 1.0, "top_k": 0, "top_p": 1.0}  # nothing but the softmax
MASK64 = (1 << 64) - 1


def single(value):
    return float(np.float32(value)) if isinstance(value, float) else value


def softmax(logits):
    """Over what is left; a token that is not has -infinity, and probability 0."""
    weights = np.exp(logits - logits.max())
    return weights / weights.sum()


def ranking(logits):
    """The tokens that are left, likeliest first, equals by id."""
    order = np.lexsort((np.arange(len(logits)), -logits))
    return [int(i) for i in order if logits[i] > -np.inf]


def only(logits, ids):
    kept = np.full_like(logits, -np.inf)
    kept[list(ids)] = logits[list(ids)]
    return kept


def window(history, last_n):
    return history if last_n < 0 else history[len(history) - min(last_n, len(history)):]


def mix64(x):
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK64
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK64
    return x ^ (x >> 31)


def xtc_coin(seed, position):
    step = 0x9E3779B97F4A7C15
    stream = mix64(mix64((seed + step) & MASK64) ^ 0xD1B54A32D192ED03)
    return (mix64((stream + (position + 1) * step) & MASK64) >> 11) / 2**53


def apply_mask(logits, case, _):
    return logits if case["allowed"] is None else only(logits, case["allowed"])


def apply_logit_bias(logits, _, o):
    logits = logits.copy()
    biases = [(i, b) for i, b in o["logit_bias"]]
    for i, b in biases:
        if math.isfinite(b):
            logits[i] += b
    forced = [i for i, b in biases if b == math.inf and logits[i] > -np.inf]
    if forced:
        logits = only(logits, forced)
    banned = logits.copy()
    banned[[i for i, b in biases if b == -math.inf]] = -np.inf
    return banned if banned.max() > -np.inf else logits


def apply_penalties(logits, case, o):
    logits = logits.copy()
    recent = window(case["history"], o["repeat_last_n"])
    for token in set(recent):
        logits[token] = logits[token] / o["repeat_penalty"] if logits[token] > 0 else logits[token] * o["repeat_penalty"]
        logits[token] -= o["presence_penalty"] + recent.count(token) * o["frequency_penalty"]
    return logits


def apply_dry(logits, case, o):
    if o["dry_multiplier"] == 0:
        return logits
    tokens, breakers = window(case["history"], o["dry_penalty_last_n"]), o["dry_sequence_breakers"]
    ends = [e for e in range(1, len(tokens) + 1) for b in breakers if e >= len(b) and tokens[e - len(b):e] == b]
    most = len(tokens) - max(ends, default=0)
    longest = {}
    for i in range(1, len(tokens)):  # tokens[i] followed tokens[:i]
        length = 0
        while length < min(i, most) and tokens[i - 1 - length] == tokens[-1 - length]:
            length += 1
        longest[tokens[i]] = max(longest.get(tokens[i], 0), length)
    logits = logits.copy()
    for token, length in longest.items():
        if length >= o["dry_allowed_length"] and [token] not in breakers:
            logits[token] -= o["dry_multiplier"] * o["dry_base"] ** (length - o["dry_allowed_length"])
    return logits


def at_least(logits, kept, o):
    """`kept`, or the min_keep likeliest when those are more."""
    least = max(o["min_keep"], 1)
    return only(logits, kept if len(kept) >= least else ranking(logits)[:least])


def apply_top_n_sigma(logits, _, o):
    if o["top_n_sigma"] <= 0:
        return logits
    bound = logits.max() - o["top_n_sigma"] * np.std(logits[logits > -np.inf])
    return at_least(logits, [i for i in ranking(logits) if logits[i] >= bound], o)


def apply_top_k(logits, _, o):
    return logits if o["top_k"] <= 0 else only(logits, ranking(logits)[:max(o["top_k"], o["min_keep"])])


def shortest(ids, probabilities, p, least):
    kept, reached = [], 0.0
    for i in ids:
        if reached >= p and len(kept) >= least:
            break
        kept.append(i)
        reached += probabilities[i]
    return kept


def apply_typical_p(logits, _, o):
    if o["typical_p"] >= 1:
        return logits
    p = softmax(logits)
    left = ranking(logits)
    surprise = {i: -math.log(p[i]) for i in left}
    expected = sum(p[i] * surprise[i] for i in left)
    left.sort(key=lambda i: (abs(surprise[i] - expected), i))
    return only(logits, shortest(left, p, o["typical_p"], max(o["min_keep"], 1)))


def apply_top_p(logits, _, o):
    if o["top_p"] >= 1:
        return logits
    return only(logits, shortest(ranking(logits), softmax(logits), o["top_p"], max(o["min_keep"], 1)))


def apply_min_p(logits, _, o):
    p = softmax(logits)
    return at_least(logits, [i for i in ranking(logits) if p[i] >= o["min_p"] * p.max()], o)


def apply_xtc(logits, case, o):
    if o["xtc_threshold"] > 0.5 or xtc_coin(o["seed"], case["position"]) >= o["xtc_probability"]:
        return logits
    p, left = softmax(logits), ranking(logits)
    likely = [i for i in left if p[i] >= o["xtc_threshold"]]
    if len(likely) < 2 or len(left) - len(likely) + 1 < max(o["min_keep"], 1):
        return logits
    return only(logits, left[len(likely) - 1:])


def apply_temperature(logits, _, o):
    middle, spread = o["temperature"], o["dynatemp_range"]
    if spread > 0:
        p = softmax(logits)
        p = p[logits > -np.inf]
        part = -(p * np.log(np.maximum(p, 1e-300))).sum() / math.log(len(p)) if len(p) > 1 else 0.0
        low = max(middle - spread, 0.0)
        middle = max(low + (middle + spread - low) * part ** o["dynatemp_exponent"], 1e-6)
    return logits / middle


def apply_mirostat(logits, case, o):
    limit, order = case["mirostat_limit"], ranking(logits)
    p = softmax(logits)
    if o["mirostat"] == 2:
        kept = [i for i in order if -math.log2(p[i]) <= limit] if limit > 0 else []
        return only(logits, kept or order[:1])
    top = order[:100]
    t = [math.log((i + 2) / (i + 1)) for i in range(len(top) - 1)]
    b = [math.log(p[top[i]] / p[top[i + 1]]) for i in range(len(top) - 1)]
    s = sum(x * y for x, y in zip(t, b)) / sum(x * x for x in t)
    excess, n = s - 1, len(logits)
    k = (excess * 2**limit / (1 - n**-excess)) ** (1 / s)
    return only(logits, order[:max(int(min(k, n)), 1)])


CHANGES = [apply_mask, apply_logit_bias, apply_penalties, apply_dry]
CUTS = [apply_top_n_sigma, apply_top_k, apply_typical_p, apply_top_p, apply_min_p, apply_xtc]


def solve(case):
    o = {name: single(value) for name, value in (DEFAULTS | case["options"]).items()}
    logits = np.array(case["logits"], dtype=np.float64)
    for change in CHANGES:
        logits = change(logits, case, o)
    if o["temperature"] == 0:
        case["expected"] = [[ranking(logits)[0], 1.0]]
        return
    stages = [apply_temperature, apply_mirostat] if o["mirostat"] else [*CUTS, apply_temperature]
    for stage in stages:
        logits = stage(logits, case, o)
    p = softmax(logits)
    case["expected"] = [[i, float(p[i])] for i in sorted(ranking(logits))]
    if o["mirostat"]:
        surprise = -math.log2(case["expected"][0][1])
        case["limit_after_first"] = case["mirostat_limit"] - o["mirostat_eta"] * (surprise - o["mirostat_tau"])


def logits_of(rng, n, spread):
    """Multiples of 1/64, so that some are equal and all are exact."""
    return [float(x) for x in np.round(rng.normal(0, spread, n) * 64) / 64]


def case(rng, name, options, *, n=120, spread=3.0, history=(), allowed=None, position=0, limit=0.0):
    return {"name": name, "options": options, "history": [int(t) for t in history], "allowed": allowed,
            "position": position, "mirostat_limit": limit, "logits": logits_of(rng, n, spread)}  # fmt: skip


def single_stages(rng):
    yield case(rng, "plain", PLAIN)
    yield case(rng, "plain, several blocks", PLAIN, n=1500)
    yield case(rng, "defaults", {})
    for t in [0.1, 0.5, 1.5, 10.0]:
        yield case(rng, f"temperature {t}", PLAIN | {"temperature": t})
    for k in [1, 2, 17, 119, 120, 1000]:
        yield case(rng, f"top_k {k}", PLAIN | {"top_k": k})
    for p in [0.0, 0.3, 0.7, 0.95, 0.999]:
        yield case(rng, f"top_p {p}", PLAIN | {"top_p": p})
        yield case(rng, f"typical_p {p}", PLAIN | {"typical_p": p})
        yield case(rng, f"typical_p {p} of a flat vocabulary", PLAIN | {"typical_p": p}, spread=0.5)
    for p in [0.01, 0.1, 0.5, 1.0]:
        yield case(rng, f"min_p {p}", PLAIN | {"min_p": p})
    for s in [0.5, 1.0, 2.5, 100.0]:
        yield case(rng, f"top_n_sigma {s}", PLAIN | {"top_n_sigma": s})
    for stage in [{"top_k": 1}, {"top_p": 0.1}, {"min_p": 0.9}, {"typical_p": 0.1}, {"top_n_sigma": 0.1}]:
        yield case(rng, f"min_keep with {stage}", PLAIN | stage | {"min_keep": 5})
    for threshold in [0.0, 0.05, 0.1, 0.3, 0.6]:
        yield case(rng, f"xtc {threshold}", PLAIN | {"xtc_probability": 1.0, "xtc_threshold": threshold}, spread=2.0)
    yield case(rng, "xtc and min_keep", PLAIN | {"xtc_probability": 1.0, "top_k": 3, "min_keep": 3}, spread=0.5)
    for position in range(6):
        options = PLAIN | {"xtc_probability": 0.5, "xtc_threshold": 0.01, "seed": 7}
        yield case(rng, f"xtc's coin at {position}", options, position=position)
    for spread, exponent in [(0.5, 1.0), (0.5, 2.5), (3.0, 0.0), (3.0, 1.0)]:
        options = PLAIN | {"dynatemp_range": spread, "dynatemp_exponent": exponent}
        yield case(rng, f"dynamic temperature {spread}, {exponent}", options)


def changes(rng):
    history = rng.integers(0, 30, 100)
    yield case(rng, "repeat_penalty", PLAIN | {"repeat_penalty": 1.3}, history=history)
    yield case(rng, "repeat_penalty of all", PLAIN | {"repeat_penalty": 1.3, "repeat_last_n": -1}, history=history)
    yield case(rng, "presence_penalty", PLAIN | {"presence_penalty": 0.7, "repeat_last_n": 10}, history=history)
    yield case(rng, "frequency_penalty", PLAIN | {"frequency_penalty": 0.4}, history=history)
    yield case(rng, "negative penalties", PLAIN | {"frequency_penalty": -0.4, "presence_penalty": -1.0}, history=history)
    biases = [[3, 2.5], [4, -1.25], [3, 0.5], [9, -100.0]]
    yield case(rng, "logit_bias", PLAIN | {"logit_bias": biases})
    yield case(rng, "bans", PLAIN | {"logit_bias": [[i, -math.inf] for i in range(50)]})
    yield case(rng, "bans of all", PLAIN | {"logit_bias": [[i, -math.inf] for i in range(20)]}, n=20)
    yield case(rng, "forced", PLAIN | {"logit_bias": [[5, math.inf], [7, math.inf], [7, 1.0], [8, 9.0]]})
    yield case(rng, "forced but not allowed", PLAIN | {"logit_bias": [[5, math.inf]]}, allowed=[1, 6])
    yield case(rng, "mask", {}, allowed=[int(i) for i in rng.choice(120, 60, replace=False)])
    yield case(rng, "mask of one", {}, allowed=[119])
    yield case(rng, "mask, plain", PLAIN, allowed=[0, 31, 32, 63, 64, 100])
    yield case(rng, "mask and top_n_sigma", PLAIN | {"top_n_sigma": 1.0}, allowed=list(range(0, 120, 3)))
    yield case(rng, "mask and dynamic temperature", PLAIN | {"dynatemp_range": 0.5}, allowed=list(range(0, 120, 3)))
    dry = PLAIN | {"dry_multiplier": 0.8}
    phrase = [5, 6, 7, 8, 9, 10]
    yield case(rng, "dry", dry, history=[*phrase, 20, 21, *phrase, 22, 7, 8, 1, *phrase[:4]])
    yield case(rng, "dry of one token", dry, history=[4] * 30)
    yield case(rng, "dry of few tokens", dry | {"dry_base": 1.2}, history=rng.integers(0, 3, 300))
    yield case(rng, "dry, last 12", dry | {"dry_penalty_last_n": 12}, history=[*phrase, *range(30, 38), *phrase[:3]])
    yield case(rng, "dry, longer allowed", dry | {"dry_allowed_length": 4}, history=[*phrase, 1, 2, *phrase[:4]])
    for breakers in [[[7]], [[6, 7]], [[9]], [[2, 5], [5, 6, 7, 8]], [[1, 2], [50]]]:
        options = dry | {"dry_sequence_breakers": breakers}
        yield case(rng, f"dry with breakers {breakers}", options, history=[*phrase, 1, 2, *phrase[:4]])
    for options in [{}, {"repeat_penalty": 1.5}, dry, {"logit_bias": [[3, 20.0]]}, {"top_k": 1, "mirostat": 2}]:
        greedy = options | {"temperature": 0.0}
        yield case(rng, f"greedy with {options}", greedy, history=[*phrase, *phrase[:3]], allowed=list(range(2, 90)))


def mirostats(rng):
    for version in [1, 2]:
        for limit in [-1.0, 0.5, 2.0, 4.0, 6.0, 10.0, 80.0]:
            options = {"mirostat": version, "mirostat_tau": 3.0, "mirostat_eta": 0.2, "temperature": 0.7, "top_k": 2}
            yield case(rng, f"mirostat {version} at {limit}", options, limit=limit)
        yield case(rng, f"mirostat {version} after bias", {"mirostat": version, "logit_bias": [[3, 9.0]]}, limit=3.0)


def together(rng):
    """Random options of all stages at once."""
    for i in range(24):
        options = {"temperature": round(rng.uniform(0.3, 2), 2), "top_k": int(rng.integers(0, 60)),
                   "top_p": round(rng.uniform(0.5, 1), 3), "min_p": round(rng.uniform(0, 0.1), 3),
                   "typical_p": round(rng.uniform(0.5, 1), 3), "min_keep": int(rng.integers(0, 4)),
                   "repeat_penalty": round(rng.uniform(1, 1.3), 2), "frequency_penalty": round(rng.uniform(0, 0.5), 2),
                   "dry_multiplier": round(rng.uniform(0, 1), 2), "dry_sequence_breakers": [[11]],
                   "xtc_probability": 0.5, "xtc_threshold": 0.15, "seed": i,
                   "top_n_sigma": round(rng.uniform(1, 3), 2), "logit_bias": [[int(rng.integers(0, 120)), 3.0]],
                   "dynatemp_range": [0.0, 0.25][i % 2]}  # fmt: skip
        allowed = None if i % 3 else sorted(int(t) for t in rng.choice(120, 90, replace=False))
        yield case(rng, f"together {i}", options, history=rng.integers(0, 12, 80), allowed=allowed, position=i)


def encode(value):
    """JSON has no infinities: text stands for them."""
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, list):
        return [encode(item) for item in value]
    return str(value) if isinstance(value, float) and math.isinf(value) else value


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "tests/golden/sampling")
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(20240726)
    for name, make in [("single_stages", single_stages), ("changes", changes), ("mirostat", mirostats),
                       ("together", together)]:  # fmt: skip
        cases = list(make(rng))
        for item in cases:
            solve(item)
        program = f"numpy {np.__version__}, Python {platform.python_version()}"
        lines = ",\n".join(json.dumps(encode(item)) for item in cases)
        text = f'{{\n"program": "{program}",\n"command": "tools/goldens/make_samplers.py",\n"cases": [\n{lines}\n]\n}}\n'
        (folder / f"{name}.json").write_text(text)


if __name__ == "__main__":
    main()
