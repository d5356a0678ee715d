"""`hearth serve` and memory: planned before a model is loaded, taken as planned, shared by models, and given back."""

import json
import re
import resource
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import gguf_edit
import pytest
from wire import conversation, error, generation

MIB = 2**20
ENDLESS = {"num_predict": -1, "logit_bias": {"272": False, "273": False}}


@pytest.fixture(scope="module")
def large_store(hearth, tmp_path_factory):
    """A store with the model `large`: random weights of some 80 MB."""
    folder = tmp_path_factory.mktemp("large")
    hearth("bench", "--shape", "smollm2-135m", "--type", "q4_0", "--write", folder / "large.gguf")
    (folder / "Modelfile").write_text(f"FROM {folder}/large.gguf\n")
    hearth.text("create", "large", "-f", folder / "Modelfile", env={"OLLAMA_MODELS": str(folder / "models")})
    return folder / "models"


@pytest.fixture
def serve(start_server):
    """start_server for a test whose servers end with it."""
    servers = []

    def start(*args, **settings):
        servers.append(start_server(*args, **settings))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def resident_bytes(server):
    rollup = Path(f"/proc/{server.process.pid}/smaps_rollup").read_text()
    return int(re.search(r"^Rss: +(\d+) kB", rollup, re.MULTILINE)[1]) * 1024


def loaded(server):
    """What `ps` tells of each model in memory, by its name."""
    return {model["name"].removesuffix(":latest"): model for model in server.get("/api/ps").json["models"]}


def loaded_context(server):
    load(server, "tiny")
    return loaded(server)["tiny"]["context_length"]


def load(server, name, **more):
    server.ask("/api/generate", {"model": name} | more)


def unload(server, name):
    load(server, name, keep_alive=0)


def create(hearth, server, name, path):
    modelfile = server.store / "Modelfile"
    modelfile.write_text(f"FROM {path}\n")
    hearth.text("create", name, "-f", modelfile, env=server.env)


def copies(hearth, server, *names):
    """Models with the store's largest weights in files of their own, so that each has memory of its own."""
    for name in names:
        file = gguf_edit.read(max(server.store.glob("blobs/*"), key=lambda blob: blob.stat().st_size))
        file.set("general.name", gguf_edit.string(name))
        file.write(server.store / f"{name}.gguf")
        create(hearth, server, name, server.store / f"{name}.gguf")


def limit_addresses(server, n_bytes):
    """As `ulimit -v` does: the server may map so much more than it has; the file of `large` alone takes 90 MB."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    mapped = int(re.search(r"^VmSize:\s+(\d+) kB", status, re.MULTILINE)[1]) * 1024
    resource.prlimit(server.process.pid, resource.RLIMIT_AS, (mapped + n_bytes, resource.RLIM_INFINITY))


# --- planned, taken and given back ---------------------------------------------------------------------------


def test_a_model_takes_what_was_planned(serve, large_store):
    server = serve(large_store, OLLAMA_CONTEXT_LENGTH="512", OLLAMA_NUM_PARALLEL="4")
    load(server, "large")
    unload(server, "large")  # what the first load leaves behind is the server's
    before = resident_bytes(server)
    # Four whole contexts at a time, which are all pages, and prompts that fill the longest step.
    body = {"model": "large", "raw": True, "options": {"num_predict": 12, "num_ctx": 512}}
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda i: server.ask("/api/generate", body | {"prompt": f"{i}" + 499 * "x"}), range(4)))
    assert [answer["prompt_eval_count"] for answer in answers] == 4 * [501]
    used, planned = resident_bytes(server) - before, loaded(server)["large"]["size"]
    assert abs(used - planned) < 0.03 * planned, (used / MIB, planned / MIB)


def test_memory_is_given_back_after_each_unload(serve, large_store):
    server = serve(large_store, OLLAMA_CONTEXT_LENGTH="512")
    before, after = resident_bytes(server), []
    for _ in range(8):
        server.ask("/api/generate", generation("the cat", model="large", keep_alive=0))
        unload(server, "large")  # waits for it to be gone
        after.append(resident_bytes(server))
    assert max(after) < before + 10 * MIB, (before, after)  # code that had not run before is among it
    assert after[-1] < max(after[:3]) + 3 * MIB, after  # and does not grow from load to load


def test_the_plan_and_the_context_are_told(serve, hearth):
    server = serve()
    load(server, "tiny")
    server.wait_for_log("loaded tiny:latest in ")
    (line,) = [line for line in server.log if "loaded tiny" in line]
    assert re.search(r" \d+ MiB of memory: weights \d+, keys and values \d+, steps \d+, sampling \d+, voc", line)
    model = loaded(server)["tiny"]
    context = server.ask("/api/show", {"model": "tiny"})["model_info"]["llama.context_length"]
    assert model["context_length"] == context  # what it was trained for
    assert f"context {context} tokens" in line
    assert str(context) in hearth.text("ps", env=server.env).splitlines()[1].split()


def test_a_context_that_does_not_fit_is_refused_with_both_numbers(serve):
    server = serve(OLLAMA_CONTEXT_LENGTH="2000000000")
    status, text = error(server.post("/api/generate", generation()))
    assert status == 500
    assert re.search(r"a context of 2000000000 tokens needs \d+ MiB, .*; \d+ MiB are free.*; num_ctx \d+ would fit", text)
    assert loaded(server) == {}


# --- several models ------------------------------------------------------------------------------------------


def test_the_model_used_least_recently_makes_room(serve, hearth):
    server = serve(OLLAMA_MAX_LOADED_MODELS="2")
    copies(hearth, server, "a", "b")
    for name in ("a", "b", "a", "tiny"):
        server.ask("/api/generate", generation(model=name))
    assert set(loaded(server)) == {"a", "tiny"}
    server.wait_for_log("unloaded b:latest: to make room for another model")


def test_when_memory_is_short_the_idle_model_makes_room(serve, large_store, hearth):
    server = serve(large_store, OLLAMA_CONTEXT_LENGTH="512", OLLAMA_NUM_PARALLEL="1")
    copies(hearth, server, "other")
    load(server, "large")
    limit_addresses(server, 100 * MIB)
    load(server, "other")
    assert set(loaded(server)) == {"other"}
    server.wait_for_log("unloaded large:latest: to make room for another model")


def test_a_model_that_does_not_fit_is_refused_and_the_others_stay(serve, large_store, hearth, chat_model):
    server = serve(large_store, OLLAMA_CONTEXT_LENGTH="512", OLLAMA_NUM_PARALLEL="1")
    create(hearth, server, "tiny", chat_model)
    load(server, "tiny")
    limit_addresses(server, 100 * MIB)
    status, text = error(server.post("/api/generate", {"model": "large"}))
    assert status == 500
    assert re.search(r"it needs \d+ MiB of memory, .*; \d+ MiB are free under the limit on addresses", text)
    assert server.ask("/api/generate", generation())["done"]
    assert set(loaded(server)) == {"tiny"}


def test_a_model_in_use_is_waited_for(serve, hearth):
    server = serve(OLLAMA_MAX_LOADED_MODELS="1")
    copies(hearth, server, "a")
    answering = server.connect()
    answering.request("POST", "/api/generate", json.dumps(generation(options=ENDLESS, shift=True)))
    answering.getresponse().readline()
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(server.ask, "/api/generate", generation(model="a"))
        assert set(loaded(server)) == {"tiny"}
        answering.close()
        assert waiting.result()["done"]
    assert set(loaded(server)) == {"a"}


def test_models_answer_side_by_side(serve, hearth):
    server = serve()
    copies(hearth, server, "a")
    alone = {name: server.ask("/api/generate", generation(model=name))["response"] for name in ("tiny", "a")}
    names = 8 * ["tiny", "a"]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda name: server.ask("/api/generate", generation(model=name))["response"], names))
    assert together == [alone[name] for name in names]
    assert set(loaded(server)) == {"tiny", "a"}


def test_many_requests_share_one_load(serve):
    server = serve()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: server.ask("/api/generate", generation()), range(8)))
    assert len({answer["response"] for answer in answers}) == 1
    assert sum(" loaded tiny" in line for line in server.log) == 1


def test_a_load_that_fails_answers_all_who_wait_and_leaves_the_rest(serve, hearth, model):
    server = serve()
    load(server, "tiny")
    broken = gguf_edit.read(model)
    del broken.keys["llama.attention.layer_norm_rms_epsilon"]
    broken.write(server.store / "broken.gguf")
    create(hearth, server, "broken", server.store / "broken.gguf")
    with ThreadPoolExecutor(6) as pool:
        refusals = set(pool.map(lambda _: error(server.post("/api/generate", generation(model="broken"))), range(6)))
    ((status, text),) = refusals
    assert status == 500 and "layer_norm_rms_epsilon" in text
    assert set(loaded(server)) == {"tiny"}
    assert server.ask("/api/generate", generation())["done"]


# --- how long they stay --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings, stays",
    [
        ({"OLLAMA_KEEP_ALIVE": "0"}, False),
        ({"OLLAMA_KEEP_ALIVE": "10ms"}, False),
        ({"OLLAMA_KEEP_ALIVE": "-1"}, True),
        ({"OLLAMA_KEEP_ALIVE": "10ms", "HEARTH_AUTO_UNLOAD": "false"}, True),
    ],
)
def test_how_long_a_model_stays(serve, settings, stays):
    server = serve(**settings)
    server.ask("/api/generate", generation())
    if stays:
        assert loaded(server)["tiny"]["expires_at"] > "2100"
    else:
        server.wait_for_log("unloaded tiny:latest: nobody has used it for a while")
        assert loaded(server) == {}


def test_unload_after_idle_of_the_configuration_file(serve, tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text("unload_after_idle: 10ms\n")
    server = serve(HEARTH_CONFIG=str(config))
    server.ask("/api/generate", generation())
    server.wait_for_log("unloaded tiny:latest: nobody has used it for a while")


@pytest.mark.parametrize("settings, stays", [({}, False), ({"OLLAMA_NOPRUNE": "1"}, True)])
def test_what_a_killed_process_left_behind_is_pruned_at_the_start(serve, tiny_store, tmp_path, settings, stays):
    store = Path(shutil.copytree(tiny_store, tmp_path / "models"))
    (store / "blobs/.hearth-partial-1-1").write_text("half of")
    server = serve(store, **settings)
    assert (server.store / "blobs/.hearth-partial-1-1").exists() == stays


def test_a_server_that_is_told_to_end_gives_up_its_load(start_server, large_store):
    server = start_server(large_store)
    connection = server.connect()
    connection.request("POST", "/api/generate", json.dumps({"model": "large"}))
    server.stop()  # in time, and with status 0


# --- contexts and cached prompts -----------------------------------------------------------------------------


def test_num_ctx_limits_one_request_and_loads_nothing_anew(serve):
    server = serve()
    whole = loaded_context(server)
    ended = server.ask("/api/generate", generation(options=ENDLESS | {"num_ctx": 96}))
    assert ended["prompt_eval_count"] + ended["eval_count"] == 96 and ended["done_reason"] == "length"
    longer = server.ask("/api/generate", generation(options=ENDLESS | {"num_ctx": 128}))
    assert longer["prompt_eval_count"] + longer["eval_count"] == 128
    more = server.ask("/api/generate", generation(options={"num_ctx": whole + 1, "num_predict": 2}))
    assert any(f"num_ctx is {whole + 1}" in line and str(whole) in line for line in more["warnings"])
    assert loaded(server)["tiny"]["context_length"] == whole
    assert sum(" loaded tiny" in line for line in server.log) == 1


def test_what_is_dropped_is_counted(serve):
    server = serve()
    shifted = server.ask("/api/generate", generation(options=ENDLESS | {"num_ctx": 64, "num_predict": 100}, shift=True))
    (told,) = [line for line in shifted["warnings"] if "the context became full" in line]
    n_dropped = int(re.search(r"the (\d+) oldest tokens", told)[1])
    assert shifted["eval_count"] == 100
    assert shifted["prompt_eval_count"] + 100 - n_dropped <= 64

    prompt = " ".join(f"word{i}" for i in range(60))
    whole = server.ask("/api/generate", generation(prompt, raw=True))["prompt_eval_count"]
    cut = server.ask("/api/generate", generation(prompt, raw=True, truncate=True, options={"num_ctx": 64}))
    (told,) = [line for line in cut["warnings"] if "too long" in line]
    assert f"the prompt of {whole} tokens" in told and "context of 64" in told
    assert f"{whole - cut['prompt_eval_count']} tokens" in told

    messages = [f"message {i} of a long conversation" for i in range(9)]
    whole = server.ask("/api/chat", conversation(*messages))["prompt_eval_count"]
    cut = server.ask("/api/chat", conversation(*messages, truncate=True, options={"num_ctx": 64, "num_predict": 4}))
    (told,) = [line for line in cut["warnings"] if "too long" in line]
    assert f"the prompt of {whole} tokens" in told and "context of 64" in told
    assert f"{whole - cut['prompt_eval_count']} tokens" in told


def test_cached_tokens_are_counted_among_those_of_the_prompt(serve):
    server = serve()
    document = "a document that many ask about. " * 20
    first = server.ask("/api/generate", generation(document + "what is it?", raw=True))
    second = server.ask("/api/generate", generation(document + "who wrote it?", raw=True))
    assert "prompt_cached_count" not in first
    assert 0 < second["prompt_cached_count"] < second["prompt_eval_count"]
    assert second["prompt_eval_count"] - second["prompt_cached_count"] < 32  # the question, and no more


def test_nothing_is_cached_when_that_is_asked(serve):
    server = serve(HEARTH_KV_CACHE_POLICY="none")
    for _ in range(2):
        assert "prompt_cached_count" not in server.ask("/api/generate", generation("the same " * 40, raw=True))
