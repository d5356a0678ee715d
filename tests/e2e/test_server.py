"""`hearth serve`: what answers and refuses, alone or many at a time, as Ollama's clients know it."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from wire import JSON, LINES, SHORT, TIME, conversation, error, generation

# With `shift` nothing ends such an answer: not the context, and not the model, whose end tokens are banned.
ENDLESS = {"num_predict": -1, "loop_limit": 0, "logit_bias": {"272": False, "273": False}}


# --- that a server is here -----------------------------------------------------------------------------------


def test_the_root_says_what_clients_look_for(server):
    answer = server.get("/")
    assert (answer.status, answer.text) == (200, "Ollama is running")
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_the_version(server):
    answer = server.get("/api/version")
    assert answer.headers["Content-Type"] == JSON
    assert re.fullmatch(r"\d+\.\d+\.\d+", answer.json["version"])


@pytest.mark.parametrize("path", ["/", "/api/version", "/api/tags"])
def test_head_is_get_without_its_body(server, path):
    answer = server.send("HEAD", path)
    assert (answer.status, answer.body) == (200, b"")
    assert answer.headers["Content-Type"] == server.get(path).headers["Content-Type"]


@pytest.mark.parametrize("path", ["/nothing", "/api", "/api/nothing", "/api/blobs"])
def test_an_unknown_path(server, path):
    answer = server.get(path)
    assert (answer.status, answer.text) == (404, "404 page not found")
    assert answer.headers["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "method, path", [("GET", "/api/chat"), ("GET", "/api/show"), ("POST", "/api/tags"), ("POST", "/api/delete")]
)
def test_a_known_path_with_another_method(server, method, path):
    answer = server.send(method, path)
    assert (answer.status, answer.text) == (405, "405 method not allowed")


@pytest.mark.parametrize("method, path, status", [("GET", "/api/tags/", 301), ("POST", "/api/chat/", 307)])
def test_a_slash_too_many_is_redirected(server, method, path, status):
    answer = server.send(method, path)
    assert answer.status == status
    assert answer.headers["Location"].endswith(path.rstrip("/"))


def test_pages_of_other_sites_are_refused(server):
    answer = server.send("GET", "/api/tags", headers={"Origin": "https://example.com"})
    assert (answer.status, answer.body) == (403, b"")
    allowed = server.send("GET", "/api/tags", headers={"Origin": "http://localhost:3000"})
    assert allowed.status == 200
    assert allowed.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"


def test_a_host_that_is_not_this_machine_is_refused(server):
    assert server.send("GET", "/api/tags", headers={"Host": "example.com"}).status == 403
    assert server.send("GET", "/api/tags", headers={"Host": "localhost"}).status == 200


# --- requests that cannot be read ----------------------------------------------------------------------------

POSTS = ["/api/chat", "/api/generate", "/api/show", "/api/copy", "/api/create"]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "body, text",
    [
        ("", "missing request body"),
        ("x", "invalid character 'x' looking for beginning of value"),
        ('{"model":', "unexpected EOF"),
        ('{"model" "tiny"}', "invalid character '\"' after object key"),
    ],
)
def test_a_body_that_is_no_json(server, path, body, text):
    assert error(server.post(path, body)) == (400, text)


@pytest.mark.parametrize("path", ["/api/chat", "/api/generate", "/api/show"])
def test_a_field_of_the_wrong_type(server, path):
    status, text = error(server.post(path, {"model": 7}))
    assert status == 400
    assert text.startswith("json: cannot unmarshal number into Go struct field ")


def test_only_the_first_value_of_a_body_is_read_and_unknown_fields_are_ignored(server):
    body = json.dumps(generation(stream=False, no_such_field=[1])) + " and more"
    assert server.post("/api/generate", body).status == 200


def test_field_names_may_have_any_case(server):
    assert server.ask("/api/generate", {"MODEL": "tiny", "Prompt": "the cat", "options": SHORT})["done"]


@pytest.mark.parametrize(
    "path, body, refusal",
    [
        ("/api/generate", {}, (404, "model '' not found")),
        ("/api/generate", generation(model="nobody"), (404, "model 'nobody' not found")),
        ("/api/generate", generation(model="nobody:7b"), (404, "model 'nobody:7b' not found")),
        ("/api/generate", generation(model="a b"), (400, "invalid model name")),
        ("/api/generate", generation(model="../x"), (400, "invalid model name")),
        ("/api/chat", {}, (400, "model is required")),
        ("/api/chat", conversation("hi", model="nobody"), (404, "model 'nobody' not found")),
        ("/api/chat", conversation("hi", model="a b"), (400, "invalid model name")),
        ("/api/show", {}, (400, "model is required")),
        ("/api/show", {"model": "a b"}, (400, "invalid model name")),
        ("/api/show", {"model": "nobody"}, (404, "model 'nobody:latest' not found")),
        ("/api/copy", {"source": "a b", "destination": "c"}, (400, 'source "a b" is invalid')),
        ("/api/copy", {"source": "tiny", "destination": "a b"}, (400, 'destination "a b" is invalid')),
        ("/api/copy", {"source": "nobody", "destination": "c"}, (404, 'model "nobody" not found')),
        ("/api/create", {"model": "a b", "from": "tiny"}, (400, "invalid model name")),
        ("/api/create", {"model": "new"}, (400, "neither 'from' or 'files' was specified")),
    ],
)
def test_a_model_that_is_none(server, path, body, refusal):
    assert error(server.post(path, body)) == refusal


@pytest.mark.parametrize(
    "body, refusal",
    [
        ({}, (400, "model is required")),
        ({"model": "a b"}, (400, 'name "a b" is invalid')),
        ({"model": "nobody"}, (404, "model 'nobody' not found")),
    ],
)
def test_deleting_a_model_that_is_none(server, body, refusal):
    assert error(server.send("DELETE", "/api/delete", body)) == refusal


def question(**more):
    return conversation("hi", **more)


RAW_CONFLICT = (400, "raw mode does not support template, system, or context")
TOP_LOGPROBS = (400, "top_logprobs must be between 0 and 20")
THINK = (400, 'invalid think value: "very" (must be "high", "medium", "low", "max", true, or false)')


@pytest.mark.parametrize("path, request_of", [("/api/generate", generation), ("/api/chat", question)])
@pytest.mark.parametrize(
    "more, refusal",
    [
        ({"top_logprobs": 21}, TOP_LOGPROBS),
        ({"top_logprobs": -1}, TOP_LOGPROBS),
        ({"think": "very"}, THINK),
        ({"think": True}, (400, '"tiny" does not support thinking')),
        ({"keep_alive": True}, (400, "Unsupported type: 'bool'")),
        ({"keep_alive": "5"}, (400, 'time: missing unit in duration "5"')),
        ({"options": {"num_ctx": "many"}}, (500, 'option "num_ctx" must be of type integer')),
        ({"format": "xml"}, (500, r'invalid format: "\"xml\""; expected "json" or a valid JSON Schema object')),
    ],
    ids=lambda value: json.dumps(value) if isinstance(value, dict) else "",
)
def test_a_request_that_asks_for_what_there_is_not(server, path, request_of, more, refusal):
    assert error(server.post(path, request_of(**more))) == refusal


@pytest.mark.parametrize("more", [{"template": "{{ .Prompt }}"}, {"system": "be kind"}, {"context": [1, 2]}])
def test_a_raw_prompt_has_nothing_around_it(server, more):
    assert error(server.post("/api/generate", generation(raw=True, **more))) == RAW_CONFLICT


# --- answers -------------------------------------------------------------------------------------------------


def check_metrics(last, n_tokens=8):
    assert last["done"] is True and last["done_reason"] == "length"
    assert last["eval_count"] == n_tokens
    assert last["prompt_eval_count"] > 0
    for name in ["total_duration", "prompt_eval_duration", "eval_duration"]:
        assert isinstance(last[name], int) and last[name] > 0


def test_a_generation_is_streamed_unless_that_is_not_wanted(server):
    streamed = server.post("/api/generate", generation())
    assert (streamed.status, streamed.headers["Content-Type"]) == (200, LINES)
    *chunks, last = streamed.lines
    assert chunks
    for chunk in chunks:
        assert list(chunk) == ["model", "created_at", "response", "done"]
        assert (chunk["model"], chunk["done"]) == ("tiny", False)
        assert TIME.fullmatch(chunk["created_at"])
    check_metrics(last)
    assert last["response"] == ""

    whole = server.post("/api/generate", generation(stream=False))
    assert (whole.status, whole.headers["Content-Type"]) == (200, JSON)
    check_metrics(whole.json)
    assert whole.json["response"] == "".join(chunk["response"] for chunk in chunks)
    assert whole.json["context"] == last["context"]


def test_a_chat_is_streamed_unless_that_is_not_wanted(server):
    streamed = server.post("/api/chat", conversation("the cat"))
    assert (streamed.status, streamed.headers["Content-Type"]) == (200, LINES)
    *chunks, last = streamed.lines
    for chunk in chunks:
        assert list(chunk) == ["model", "created_at", "message", "done"]
        assert chunk["message"]["role"] == "assistant"
    check_metrics(last)
    assert "context" not in last

    whole = server.ask("/api/chat", conversation("the cat"))
    check_metrics(whole)
    assert whole["message"]["content"] == "".join(chunk["message"]["content"] for chunk in chunks)


def test_a_generation_is_a_chat_of_one_message(server):
    chat = server.ask("/api/chat", conversation("the cat"))
    assert server.ask("/api/generate", generation())["response"] == chat["message"]["content"]


def test_a_conversation_goes_on_from_the_context(server):
    first = server.ask("/api/generate", generation())
    assert len(first["context"]) == first["prompt_eval_count"] + first["eval_count"]
    second = server.ask("/api/generate", generation("and then", context=first["context"]))
    assert second["context"][: len(first["context"])] == first["context"]
    assert second["prompt_eval_count"] > first["prompt_eval_count"]


def test_a_raw_prompt_is_taken_as_it_is(server, hearth):
    raw = server.ask("/api/generate", generation(raw=True))
    assert "context" not in raw
    assert raw["prompt_eval_count"] < server.ask("/api/generate", generation())["prompt_eval_count"]


def rendered(server, path, body):
    answer = server.ask(path, body | {"_debug_render_only": True})
    assert answer["done"] is False and "done_reason" not in answer
    return answer["_debug_info"]["rendered_template"]


def test_the_prompt_can_be_seen_without_an_answer(server):
    system = {"role": "system", "content": "be kind"}
    body = conversation("hi", "ho", "hum")
    body["messages"].insert(0, system)
    text = rendered(server, "/api/chat", body)
    assert text.endswith("[system] be kind\n[user] hi\n[assistant] ho\n[user] hum\n[assistant]")
    assert rendered(server, "/api/generate", generation("hi")).endswith("[user] hi\n[assistant]")
    given = generation("hi", system="be kind", template="{{ .System }}|{{ .Prompt }}")
    assert rendered(server, "/api/generate", given) == "be kind|hi"


def test_a_models_own_parts_are_used_where_the_request_has_none(server, made):
    past = [{"role": "user", "content": "early"}, {"role": "assistant", "content": "bird"}]
    name = made("kind", system="be kind", messages=past, parameters={"num_predict": 3, "temperature": 0})
    text = rendered(server, "/api/chat", conversation("hi", model=name))
    assert text.endswith("[system] be kind\n[user] early\n[assistant] bird\n[user] hi\n[assistant]")
    assert "be rude" in rendered(server, "/api/generate", generation("hi", model=name, system="be rude"))
    assert server.ask("/api/generate", {"model": name, "prompt": "hi"})["eval_count"] == 3
    assert server.ask("/api/generate", generation("hi", model=name))["eval_count"] == 8


def test_the_same_seed_gives_the_same_answer(server):
    def text(seed):
        options = {"temperature": 1.5, "seed": seed, "num_predict": 24}
        return server.ask("/api/chat", conversation("the cat", options=options))["message"]["content"]

    texts = [text(seed) for seed in (1, 2, 3, 1)]
    assert texts[0] == texts[3]
    assert len(set(texts)) > 1


def test_an_answer_ends_before_a_stop_string(server):
    options = {"temperature": 0, "num_predict": 24}
    whole = server.ask("/api/generate", generation(options=options))["response"]
    stop = whole[len(whole) // 2 :][:3]
    cut = server.ask("/api/generate", generation(options=options | {"stop": [stop]}))
    assert cut["response"] == whole[: whole.index(stop)]
    assert cut["done_reason"] == "stop"


@pytest.mark.parametrize("stream", [True, False])
def test_each_token_has_its_log_probability(server, stream):
    body = generation(logprobs=True, top_logprobs=3, stream=stream)
    answer = server.post("/api/generate", body)
    entries = [entry for chunk in answer.lines for entry in chunk.get("logprobs", [])]
    assert len(entries) == SHORT["num_predict"]
    for entry in entries:
        others = [other["logprob"] for other in entry["top_logprobs"]]
        assert len(others) == 3 and others == sorted(others, reverse=True)
        assert entry["logprob"] == max(others)  # greedy
        assert bytes(entry["bytes"]).decode(errors="replace") == entry["token"]
    assert "logprobs" not in server.ask("/api/generate", generation())


def test_what_was_not_done_as_asked_is_told(server):
    answer = server.ask("/api/generate", generation(options=SHORT | {"num_thread": 3, "no_such_option": 1}))
    assert any("num_thread" in line for line in answer["warnings"])
    assert any("no_such_option" in line for line in answer["warnings"])
    assert "warnings" not in server.ask("/api/generate", generation())


LONG = [f"message {i} of a long conversation" for i in range(9)]


def test_a_prompt_that_does_not_fit_is_refused_with_both_numbers(server):
    n_tokens = server.ask("/api/chat", conversation(*LONG))["prompt_eval_count"]
    status, text = error(server.post("/api/chat", conversation(*LONG, options=SHORT | {"num_ctx": 64})))
    assert status == 400
    assert text.startswith("the prompt is longer than the context length currently available to the model")
    assert str(n_tokens) in text and "64" in text


def test_the_oldest_messages_are_left_out_when_that_is_asked_for(server):
    body = conversation(*LONG, truncate=True, options=SHORT | {"num_ctx": 64})
    answer = server.ask("/api/chat", body)
    assert answer["prompt_eval_count"] < 64
    assert any("left out" in line for line in answer["warnings"])


def test_a_prompt_seen_before_is_answered_as_if_it_was_new(server, own_server):
    first = server.ask("/api/chat", conversation(*LONG[:3]))
    again = server.ask("/api/chat", conversation(*LONG[:3]))
    longer = server.ask("/api/chat", conversation(*LONG))
    fresh = own_server.ask("/api/chat", conversation(*LONG))
    assert again["message"] == first["message"]
    assert again["prompt_eval_count"] == first["prompt_eval_count"] > again["prompt_cached_count"] > 0
    assert longer["prompt_cached_count"] > 0 and "prompt_cached_count" not in fresh
    assert longer["message"] == fresh["message"]
    assert longer["prompt_eval_count"] == fresh["prompt_eval_count"]


def test_answers_do_not_depend_on_who_else_asks(server):
    def text(i):
        options = {"temperature": 1.2, "seed": i, "num_predict": 32}
        return server.ask("/api/chat", conversation(f"question {i}", "yes", "go on", options=options))["message"]

    alone = [text(i) for i in range(8)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(text, range(8)))
    assert together == alone


# --- ends ----------------------------------------------------------------------------------------------------


def first_line(server, body):
    """A streamed answer, of which the first line was read, and its connection."""
    connection = server.connect()
    connection.request("POST", "/api/generate", json.dumps(body))
    response = connection.getresponse()
    assert response.status == 200
    assert json.loads(response.readline())["done"] is False
    return connection, response


def test_a_client_that_leaves_ends_its_answer_and_nothing_else(server):
    connection, response = first_line(server, generation(options=ENDLESS, shift=True))
    response.close()
    connection.close()
    server.wait_for_log("(client left)")
    check_metrics(server.ask("/api/generate", generation()))


def test_a_server_that_is_told_to_end_finishes_its_answers(own_server):
    options = {"num_predict": 2000, "temperature": 0, "stop": []}
    _, response = first_line(own_server, generation(options=options, shift=True))
    own_server.terminate()
    last = json.loads(response.read().splitlines()[-1])
    assert last["done"] is True and last["done_reason"] in ("length", "stop")
    assert own_server.wait() == 0
