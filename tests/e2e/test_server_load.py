"""`hearth serve` under load and with clients that misbehave: it answers everybody else, as if they were alone."""

import json
import random
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from conftest import MODELS
from wire import conversation, error, generation

# With `shift` nothing ends such an answer: not the context, and not the model, whose end tokens are banned.
ENDLESS = {"num_predict": -1, "temperature": 0, "logit_bias": {"272": False, "273": False}}
SHORT = {"num_predict": 8, "temperature": 0}
BUSY = (503, "server busy, please try again.  maximum pending requests exceeded")
SOON = 10  # seconds that a busy machine may take for what takes milliseconds


@pytest.fixture
def narrow(hearth, start_server, tmp_path):
    """A server that answers one request at a time and lets two more wait. Its model is slow, so that readers keep up."""
    server = start_server(OLLAMA_NUM_PARALLEL="1", OLLAMA_MAX_QUEUE="2", HEARTH_ISA="scalar", HEARTH_ACTIVATIONS="f32")
    (tmp_path / "Modelfile").write_text(f"FROM {MODELS / 'llama-k-quants.gguf'}\nTEMPLATE {{{{ .Prompt }}}}\n")
    hearth.text("create", "slow", "-f", tmp_path / "Modelfile", env=server.env)
    yield server
    wait_until_quiet(server)
    server.stop()


@pytest.fixture(scope="module")
def wide(start_server):
    server = start_server(OLLAMA_NUM_PARALLEL="8")
    yield server
    wait_until_quiet(server)
    server.stop()


def state(server):
    """What goes on in the one model in memory: requests and pages, as /api/ps tells."""
    models = server.get("/api/ps").json["models"]
    return models[0]["requests"] | models[0]["kv_pages"] if models else None


def wait_for(condition, what):
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, what()
        time.sleep(0.005)


def wait_until_quiet(server):
    """Nothing runs or waits, and every page is back in the pool."""

    def quiet():
        now = state(server)
        return now is None or (now["running"], now["waiting"], now["used"]) == (0, 0, 0)

    wait_for(quiet, lambda: state(server))


@contextmanager
def stream(server, body, path="/api/generate", headers=None):
    """The response to a request whose client leaves at the end of the block."""
    connection = server.connect()
    connection.request("POST", path, json.dumps(body), headers or {})
    response = connection.getresponse()
    try:
        yield response
    finally:
        response.close()
        connection.close()


def first_chunk(response):
    assert response.status == 200
    line = json.loads(response.readline())
    assert line["done"] is False
    return line


@contextmanager
def occupied(server):
    """The server's one place is taken by an answer that goes on; a function that ends it."""
    body = generation(model="slow", options=ENDLESS, shift=True, stream=False)
    connection = server.connect()
    connection.request("POST", "/api/generate", json.dumps(body))
    wait_for(lambda: (state(server) or {}).get("running") == 1, lambda: state(server))
    try:
        yield connection.close
    finally:
        connection.close()


def question(**more):
    return generation(model="slow", options=SHORT) | more


def endless(prompt="the cat"):
    return generation(prompt, options=ENDLESS, shift=True)


# --- the queue -----------------------------------------------------------------------------------------------


def test_who_waits_is_told_the_place_and_the_time(narrow):
    with occupied(narrow) as end:
        with stream(narrow, question()) as first, stream(narrow, question()) as second:
            for place, response in enumerate([first, second], 1):
                assert response.status == 200
                assert int(response.headers["X-Queue-Position"]) == place
                assert int(response.headers["Retry-After"]) >= 1
            assert (state(narrow)["running"], state(narrow)["waiting"]) == (1, 2)
            end()
            for response in (first, second):
                assert json.loads(response.read().splitlines()[-1])["done_reason"] == "length"


def test_a_full_queue_refuses_and_says_when_to_ask_again(narrow):
    with occupied(narrow):
        with stream(narrow, question()), stream(narrow, question()):
            for path, body in [("/api/generate", question()), ("/api/chat", conversation("hi", model="slow", stream=False))]:
                answer = narrow.post(path, body)
                assert error(answer) == BUSY
                assert int(answer.headers["Retry-After"]) >= 1
    wait_until_quiet(narrow)
    assert narrow.ask("/api/generate", question())["done"]


def test_who_leaves_the_queue_makes_room(narrow):
    with occupied(narrow):
        with stream(narrow, question()), stream(narrow, question()):
            assert state(narrow)["waiting"] == 2
        wait_for(lambda: state(narrow)["waiting"] == 0, lambda: state(narrow))
        with stream(narrow, question()) as next_one:
            assert next_one.headers["X-Queue-Position"] == "1"


@pytest.mark.parametrize("field, headers", [({"priority": "batch"}, {}), ({}, {"X-Priority": "batch"})])
def test_work_that_can_wait_lets_people_pass(narrow, field, headers):
    with occupied(narrow) as end:
        with (
            stream(narrow, question() | field, headers=headers) as batch,
            stream(narrow, question()) as person,
        ):
            assert (batch.headers["X-Queue-Position"], person.headers["X-Queue-Position"]) == ("1", "1")
            end()
            ends = {name: json.loads(response.read().splitlines()[-1]) for name, response in
                    [("batch", batch), ("person", person)]}  # fmt: skip
    assert ends["person"]["created_at"] < ends["batch"]["created_at"]


def test_a_priority_that_is_none(narrow):
    expected = (400, 'invalid priority: "urgent" (must be "interactive" or "batch")')
    assert error(narrow.post("/api/generate", question(priority="urgent"))) == expected
    assert error(narrow.send("POST", "/api/generate", question(), {"X-Priority": "urgent"})) == expected


def test_a_client_that_leaves_gives_its_pages_back(narrow):
    with stream(narrow, endless("the cat in the hat " * 20)) as response:
        first_chunk(response)
        assert state(narrow)["used"] > 0
    wait_until_quiet(narrow)
    with stream(narrow, endless("a prompt that is read when its client leaves " * 60) | {"truncate": True}):
        pass
    wait_until_quiet(narrow)


# --- many at once --------------------------------------------------------------------------------------------

PROMPTS = [f"client {i} asks about number {i * 7919 % 1000}" for i in range(25)]


def whole_text(server, prompt):
    """The text of a streamed answer, put together from its pieces."""
    lines = server.post("/api/generate", generation(prompt, options=SHORT | {"num_predict": 24})).lines
    assert lines[-1]["done"], lines[-1]
    return "".join(line["response"] for line in lines)


def leaves_in_the_middle(server, draw):
    with stream(server, endless(draw.choice(PROMPTS))) as response:
        for _ in range(draw.randrange(4)):
            response.readline()


def leaves_before_the_answer(server, draw):
    connection = server.connect()
    connection.request("POST", "/api/chat", json.dumps(conversation(draw.choice(PROMPTS), options=ENDLESS)))
    time.sleep(draw.random() / 50)
    connection.close()


def sends_half_a_request(server, draw):
    with socket.create_connection(server.address) as sock:
        text = b"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400\r\n\r\n" + b'{"model": "tiny", ' * 10
        sock.sendall(text[: draw.randrange(len(text))])


def sends_nonsense(server, draw):
    with socket.create_connection(server.address) as sock:
        sock.sendall(bytes(draw.randrange(256) for _ in range(draw.randrange(1, 2000))))
        sock.settimeout(SOON)
        try:
            assert sock.recv(4096)[:9] in (b"", b"HTTP/1.1 ")
        except ConnectionResetError:
            pass


def sends_bad_json(server, draw):
    body = json.dumps(conversation("hi"))
    cut = body[: draw.randrange(len(body))] + draw.choice(["", "\x00", "]]", '{"', "\ud83d".encode("utf-8", "replace").decode()])
    answer = server.post("/api/chat", cut)
    assert answer.status == 400 and list(answer.json) == ["error"]


def reads_slowly(server, draw):
    with socket.create_connection(server.address) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        body = json.dumps(endless(draw.choice(PROMPTS)))
        sock.sendall(f"POST /api/generate HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        for _ in range(5):
            sock.recv(100)
            time.sleep(0.1)


MISBEHAVIOURS = [leaves_in_the_middle, leaves_before_the_answer, sends_half_a_request, sends_nonsense, sends_bad_json,
                 reads_slowly]  # fmt: skip


def test_two_hundred_clients_each_get_their_own_answer(wide):
    alone = {prompt: whole_text(wide, prompt) for prompt in PROMPTS}
    assert len(set(alone.values())) > len(PROMPTS) // 2  # a mix-up would show
    begin = threading.Barrier(200)

    def client(i):
        begin.wait(SOON)
        prompt = PROMPTS[i % len(PROMPTS)]
        return prompt, whole_text(wide, prompt)

    started = time.monotonic()
    with ThreadPoolExecutor(200) as pool:
        answers = list(pool.map(client, range(200)))
    assert time.monotonic() - started < 60
    assert [prompt for prompt, text in answers if text != alone[prompt]] == []
    wait_until_quiet(wide)


def test_clients_that_misbehave_harm_nobody_else(wide):
    alone = {prompt: whole_text(wide, prompt) for prompt in PROMPTS}

    def client(i):
        if i % 3 == 0:
            prompt = PROMPTS[i % len(PROMPTS)]
            return None if whole_text(wide, prompt) == alone[prompt] else prompt
        draw = random.Random(i)
        draw.choice(MISBEHAVIOURS)(wide, draw)
        return None

    with ThreadPoolExecutor(60) as pool:
        assert [prompt for prompt in pool.map(client, range(240)) if prompt] == []
    wait_until_quiet(wide)
    assert wide.process.poll() is None


# --- requests that are too large -----------------------------------------------------------------------------


def test_headers_that_are_too_large(wide):
    answer = wide.send("GET", "/api/tags", headers={"X-Large": "x" * 100_000})
    assert answer.status == 431


@pytest.mark.parametrize("megabytes, text", [(50, "the prompt is longer than the context length"), (100, "json of 1")])
@pytest.mark.parametrize("path", ["/api/chat", "/api/generate"])
def test_a_prompt_of_many_megabytes_is_refused_in_time(wide, path, megabytes, text):
    prompt = "the cat in the hat. " * (megabytes * 50_000)
    started = time.monotonic()
    status, message = error(wide.post(path, conversation(prompt) if path == "/api/chat" else generation(prompt)))
    assert time.monotonic() - started < 30
    assert status == 400 and message.startswith(text) and len(message) < 400
    wait_until_quiet(wide)


def test_a_body_above_every_limit_is_refused_unread(wide):
    with socket.create_connection(wide.address) as sock:
        sock.sendall(b"POST /api/chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000000\r\n\r\n{")
        assert sock.recv(4096).startswith(b"HTTP/1.1 413 ")


# --- models and the server's end in the middle of it ---------------------------------------------------------


def test_a_model_that_is_deleted_finishes_its_answers(start_server):
    server = start_server()
    with stream(server, endless()) as response:
        before = first_chunk(response)
        assert server.send("DELETE", "/api/delete", {"model": "tiny"}).status == 200
        assert error(server.post("/api/generate", generation()))[0] == 404
        for _ in range(50):
            assert first_chunk(response)["model"] == before["model"]
    wait_for(lambda: state(server) is None, lambda: state(server))
    server.stop()


@pytest.mark.parametrize("delay", [0, 0.002, 0.005, 0.01, 0.02, 0.05])
def test_a_server_told_to_end_in_the_middle_of_a_load(start_server, delay):
    server = start_server()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(server.post, "/api/generate", generation(stream=False)) for _ in range(8)]
        time.sleep(delay)
        server.terminate()
        assert server.wait() == 0
        for request in asked:
            try:
                answer = request.result(SOON)
            except OSError:
                continue  # it came when nobody listened any more
            assert answer.status == 200 and answer.json["done"] or answer.status == 503
