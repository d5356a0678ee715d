"""Clients of the server, unmodified: the `ollama` package for Python, and Hearth's own commands."""

import asyncio
import json

import ollama
import pytest
from wire import SHORT

QUESTION = [{"role": "user", "content": "the cat"}]


@pytest.fixture(scope="module")
def client(server):
    return ollama.Client(server.url)


# --- the package for Python ----------------------------------------------------------------------------------


def test_chat(client):
    answer = client.chat("tiny", QUESTION, options=SHORT)
    assert answer.message.role == "assistant" and answer.message.content
    assert answer.done and answer.done_reason == "length"
    assert answer.eval_count == 8 and answer.prompt_eval_count > 0


def test_chat_streams(client):
    chunks = list(client.chat("tiny", QUESTION, options=SHORT, stream=True))
    assert [chunk.done for chunk in chunks] == [False] * (len(chunks) - 1) + [True]
    whole = client.chat("tiny", QUESTION, options=SHORT).message.content
    assert "".join(chunk.message.content for chunk in chunks) == whole


def test_chat_with_a_history(client):
    history = [*QUESTION, client.chat("tiny", QUESTION, options=SHORT).message, *QUESTION]
    assert client.chat("tiny", history, options=SHORT).prompt_eval_count > 8


def test_generate(client):
    whole = client.generate("tiny", "the cat", options=SHORT)
    assert whole.response and whole.context
    chunks = list(client.generate("tiny", "the cat", options=SHORT, stream=True))
    assert "".join(chunk.response for chunk in chunks) == whole.response
    assert client.generate("tiny", "the cat", raw=True, options=SHORT).context is None


def test_log_probabilities(client):
    answer = client.generate("tiny", "the cat", options=SHORT, logprobs=True, top_logprobs=2)
    assert len(answer.logprobs) == 8
    assert all(len(entry.top_logprobs) == 2 for entry in answer.logprobs)


def test_list_and_show(client):
    (model,) = client.list().models
    assert model.model == "tiny:latest" and model.details.family == "llama"
    info = client.show("tiny")
    assert info.modelinfo["general.architecture"] == "llama"
    assert "completion" in info.capabilities


def test_create_copy_and_delete(client):
    client.create(model="kind", from_="tiny", system="be kind")
    assert "be kind" in client.show("kind").modelfile
    client.copy("kind", "kinder")
    assert {model.model for model in client.list().models} == {"tiny:latest", "kind:latest", "kinder:latest"}
    for name in ["kind", "kinder"]:
        assert client.delete(name).status == "success"
    assert [model.model for model in client.list().models] == ["tiny:latest"]


def test_create_from_an_uploaded_file(client, request):
    digest = client.create_blob(request.path.parents[1] / "golden/models/llama2-f32.gguf")
    steps = [step.status for step in client.create(model="uploaded", files={"llama2.gguf": digest}, stream=True)]
    assert steps[-1] == "success"
    assert client.generate("uploaded", "the cat", raw=True, options=SHORT).eval_count == 8
    client.delete("uploaded")


def test_ps(client):
    client.generate("tiny", keep_alive="1m")
    (model,) = client.ps().models
    assert model.model == "tiny:latest" and model.size > 0 and model.context_length > 0
    client.generate("tiny", keep_alive=0)
    assert client.ps().models == []


def test_errors(client):
    with pytest.raises(ollama.ResponseError, match="model 'nobody' not found") as refused:
        client.chat("nobody", QUESTION)
    assert refused.value.status_code == 404
    with pytest.raises(ollama.ResponseError, match="model 'nobody' not found"):
        list(client.chat("nobody", QUESTION, stream=True))
    with pytest.raises(ollama.ResponseError, match="raw mode does not support"):
        client.generate("tiny", "hi", raw=True, system="be kind")


def test_many_at_a_time(client, server):
    async def ask_all():
        asynchronous = ollama.AsyncClient(server.url)

        async def ask(i):
            options = {"seed": i, "num_predict": 16}
            return (await asynchronous.generate("tiny", "the cat", options=options)).response

        return await asyncio.gather(*[ask(i % 2) for i in range(6)])

    texts = asyncio.run(ask_all())
    assert len(set(texts)) == 2 and texts[::2] == [texts[0]] * 3


def test_an_asynchronous_stream(server):
    async def ask():
        chunks = await ollama.AsyncClient(server.url).chat("tiny", QUESTION, options=SHORT, stream=True)
        return [chunk async for chunk in chunks]

    assert asyncio.run(ask())[-1].done


# --- Hearth's own commands -----------------------------------------------------------------------------------


@pytest.fixture
def at_server(hearth, server, tmp_path):
    """The program with no models of its own: all it shows is the server's."""
    env = server.env | {"OLLAMA_MODELS": str(tmp_path / "no models")}

    class AtServer:
        def text(self, *args, **more):
            return hearth.text(*args, env=env, **more)

        def error(self, *args, **more):
            return hearth.error(*args, env=env, **more)

    return AtServer()


def test_list_shows_the_servers_models(at_server):
    header, row = at_server.text("list").splitlines()
    assert header.split() == ["NAME", "ID", "SIZE", "MODIFIED"]
    assert row.startswith("tiny:latest ")


def test_run_answers_as_the_server_does(at_server, client):
    text = at_server.text("run", "tiny", "the cat", "--nowordwrap", "-o", "temperature=0", "-o", "num_predict=8")
    assert text.rstrip("\n") == client.generate("tiny", "the cat", options=SHORT).response.rstrip("\n")


def test_run_as_json_and_raw_is_the_servers_answer(at_server, client):
    greedy = ["-o", "temperature=0", "-o", "num_predict=8"]
    found = json.loads(at_server.text("run", "tiny", "the cat", "--json", "--logprobs", "2", *greedy))
    expected = client.generate("tiny", "the cat", options=SHORT)
    assert (found["response"], found["eval_count"]) == (expected.response, expected.eval_count)
    assert found["prompt_tokens"] + found["tokens"] == list(expected.context)
    assert [len(entry["top_logprobs"]) for entry in found["logprobs"]] == [2] * 8
    raw = client.generate("tiny", "the cat", raw=True, options=SHORT)
    assert at_server.text("run", "tiny", "the cat", "--raw", *greedy).rstrip("\n") == raw.response.rstrip("\n")


def test_ps_and_stop(at_server):
    at_server.text("run", "tiny", "--keepalive", "10m")
    header, row = at_server.text("ps").splitlines()
    assert header.split() == ["NAME", "ID", "SIZE", "PROCESSOR", "CONTEXT", "UNTIL"]
    assert row.startswith("tiny:latest ") and "100% CPU" in row and row.rstrip().endswith("minutes from now")
    assert len(at_server.text("ps", "tin").splitlines()) == 2
    assert len(at_server.text("ps", "Tin").splitlines()) == 1
    assert at_server.text("stop", "tiny") == ""
    assert len(at_server.text("ps").splitlines()) == 1
    assert at_server.error("stop", "nobody") == 'couldn\'t find model "nobody" to stop'


def test_cp_show_and_rm(at_server):
    assert at_server.text("cp", "tiny", "second") == "copied 'tiny' to 'second'\n"
    assert at_server.text("show", "second") == at_server.text("show", "tiny")
    assert at_server.text("rm", "second") == "deleted 'second'\n"
    assert at_server.error("rm", "second") == "model 'second' not found"


def test_run_of_a_model_that_is_nowhere_says_so(hearth, server):
    failed = hearth("run", "nobody", "hi", env=server.env)
    assert failed.returncode == 1 and not failed.stdout
    assert b"Error: model 'nobody' is not here" in failed.stderr


def test_options_for_an_engine_of_ones_own_are_told_to_have_no_effect(hearth, server):
    done = hearth("run", "tiny", "hi", "-o", "num_thread=1", "-o", "num_predict=1", env=server.env)
    assert done.returncode == 0
    assert b"warning: option num_thread is ignored" in done.stderr


def test_a_server_that_was_named_and_is_not_there(hearth, own_server, chat_model):
    own_server.stop()
    expected = "could not connect to ollama server, run 'hearth serve' to start it"
    for command in [["list"], ["ps"], ["show", "tiny"], ["run", "tiny", "hi"]]:
        assert hearth.error(*command, env=own_server.env) == expected
    # What is a file needs none.
    assert hearth.text("run", chat_model, "the cat", "-o", "num_predict=2", env=own_server.env)
    assert hearth.text("show", chat_model, env=own_server.env)
