"""The `litellm` package, unmodified: as a client of OpenAI's API, of Ollama's (by both of its providers) and of
Anthropic's."""

import asyncio
import json
import os

import pytest
from wire import NEVER_ENDS

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else it fetches prices when it is imported
import litellm  # noqa: E402

QUESTION = [{"role": "user", "content": "the cat"}]
SHORT = {"temperature": 0, "max_tokens": 8}
PET = {
    "type": "object",
    "properties": {"pet": {"enum": ["cat", "dog"]}},
    "required": ["pet"],
    "additionalProperties": False,
}


def dialect(name, server, model="tiny"):
    """Where a dialect's requests go."""
    base = server.url + ("/v1" if name == "openai" else "")
    return {"model": f"{name}/{model}", "api_base": base, "api_key": "none needed"}


@pytest.fixture(params=["openai", "ollama_chat", "ollama", "anthropic"])
def target(request, server):
    return dialect(request.param, server)


@pytest.fixture(params=["ollama_chat", "ollama"])
def ollama(request, server):
    return dialect(request.param, server)


def content(answer):
    return answer.choices[0].message.content


def test_a_chat_in_each_dialect(target):
    answer = litellm.completion(messages=QUESTION, **target, **SHORT)
    # Its provider `ollama` says "stop" of every answer.
    ended = "stop" if target["model"].startswith("ollama/") else "length"
    assert content(answer) and answer.choices[0].finish_reason == ended
    assert answer.usage.completion_tokens == 8
    chunks = litellm.completion(messages=QUESTION, stream=True, **target, **SHORT)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text == content(answer)


def test_asynchronous_chats(ollama):
    async def ask():
        answers = await asyncio.gather(*[litellm.acompletion(messages=QUESTION, **ollama, **SHORT) for _ in range(3)])
        stream = await litellm.acompletion(messages=QUESTION, stream=True, **ollama, **SHORT)
        streamed = "".join([chunk.choices[0].delta.content or "" async for chunk in stream])
        return [streamed, *map(content, answers)]

    texts = asyncio.run(ask())
    assert texts == [texts[0]] * 4


def test_options_of_ollama(ollama):
    def draw(seed):
        options = {"seed": seed, "temperature": 2, "max_tokens": 16, "top_k": 50, "num_ctx": 512}
        return content(litellm.completion(messages=QUESTION, **ollama, **options))

    assert draw(1) == draw(1) != draw(2)
    whole = content(litellm.completion(messages=QUESTION, **ollama, **SHORT))
    stopped = content(litellm.completion(messages=QUESTION, stop=[whole[-1]], **ollama, **SHORT))
    assert stopped == whole[: whole.index(whole[-1])]


@pytest.mark.parametrize("seed", range(3))
def test_structured_output_of_ollama(ollama, seed):
    wanted = {"type": "json_schema", "json_schema": {"name": "pet", "schema": PET}}
    answer = litellm.completion(messages=QUESTION, response_format=wanted, seed=seed, max_tokens=200, **ollama)
    assert json.loads(content(answer))["pet"] in ["cat", "dog"]


def test_tools_and_thoughts_of_ollama(server, says):
    model = says('hm hm</think><tool_call>{"name": "f", "arguments": {"x": 1}}</tool_call>')
    function = {"name": "f", "parameters": {"type": "object", "properties": {"x": {"type": "integer"}}}}
    more = {"tools": [{"type": "function", "function": function}], "reasoning_effort": "high", "max_tokens": 200}
    target = dialect("ollama_chat", server, model)
    answer = litellm.completion(messages=QUESTION, **target, **more)
    chunks = list(litellm.completion(messages=QUESTION, stream=True, **target, **more))
    for whole in [answer, litellm.stream_chunk_builder(chunks)]:
        message = whole.choices[0].message
        (call,) = message.tool_calls
        assert message.reasoning_content == "hm hm" and whole.choices[0].finish_reason == "tool_calls"
        assert (call.function.name, json.loads(call.function.arguments)) == ("f", {"x": 1})
    result = {"role": "tool", "tool_call_id": call.id, "content": "42"}
    again = litellm.completion(messages=[*QUESTION, answer.choices[0].message, result], **target, **more)
    assert again.usage.prompt_tokens > answer.usage.prompt_tokens


def test_a_model_that_is_not_there(target):
    with pytest.raises((litellm.NotFoundError, litellm.APIConnectionError), match="nobody"):
        litellm.completion(messages=QUESTION, **target | {"model": target["model"].replace("tiny", "nobody")})


@pytest.mark.parametrize("name", ["openai", "ollama"])
def test_embeddings(server, name):
    form = {"encoding_format": "float"} if name == "openai" else {}
    answer = litellm.embedding(input=["the cat", "a dog"], **dialect(name, server), **form)
    assert len(answer.data) == 2 and answer.usage.prompt_tokens > 0


def test_who_leaves_a_stream_stops_it(own_server):
    own_server.ask("/api/create", {"model": "endless", "from": "tiny", "parameters": NEVER_ENDS})

    async def leave():
        target = dialect("ollama_chat", own_server, "endless")
        stream = await litellm.acompletion(messages=QUESTION, stream=True, **target)
        await anext(stream)
        await stream.aclose()
        await asyncio.to_thread(own_server.wait_for_log, "(client left)")

    asyncio.run(leave())
