"""The `langchain-ollama` package, unmodified."""

import asyncio
from typing import Literal

import ollama
import pytest
from langchain_core.messages import ToolMessage
from langchain_ollama import ChatOllama, OllamaEmbeddings, OllamaLLM
from pydantic import BaseModel, ConfigDict
from wire import NEVER_ENDS

QUESTION = [("system", "Be brief."), ("human", "the cat")]


class Pet(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["cat", "dog"]
    tame: bool


@pytest.fixture(scope="module")
def target(server):
    return {"base_url": server.url, "model": "tiny"}


@pytest.fixture(scope="module")
def chat(target):
    return ChatOllama(temperature=0, num_predict=8, validate_model_on_init=True, **target)


def test_a_chat(chat):
    answer = chat.invoke(QUESTION)
    assert answer.content and answer.usage_metadata["output_tokens"] == 8
    assert answer.response_metadata["done_reason"] == "length"
    again = chat.invoke([*QUESTION, answer, ("human", "and then?")])
    assert again.usage_metadata["input_tokens"] > answer.usage_metadata["input_tokens"]


def test_a_chat_streams(chat):
    chunks = list(chat.stream(QUESTION))
    assert len(chunks) > 2
    assert "".join(chunk.content for chunk in chunks) == chat.invoke(QUESTION).content


def test_asynchronous_chats(chat):
    async def ask():
        streamed = "".join([chunk.content async for chunk in chat.astream(QUESTION)])
        return [streamed, *(answer.content for answer in await chat.abatch([QUESTION] * 3))]

    assert set(asyncio.run(ask())) == {chat.invoke(QUESTION).content}


def test_options(target, chat):
    def draw(seed):
        return ChatOllama(temperature=2, seed=seed, num_predict=16, top_k=50, top_p=0.99, **target).invoke(QUESTION).content

    assert draw(1) == draw(1) != draw(2)
    whole = chat.invoke(QUESTION).content
    stopped = chat.invoke(QUESTION, stop=[whole[-1]])
    assert stopped.content == whole[: whole.index(whole[-1])]
    assert stopped.response_metadata["done_reason"] == "stop"


def test_log_probabilities(target):
    chat = ChatOllama(temperature=0, num_predict=4, logprobs=True, top_logprobs=2, **target)
    assert [len(entry["top_logprobs"]) for entry in chat.invoke(QUESTION).response_metadata["logprobs"]] == [2] * 4


@pytest.mark.parametrize("seed", range(3))
def test_structured_output(target, seed):
    chat = ChatOllama(seed=seed, num_predict=200, **target)
    assert isinstance(chat.with_structured_output(Pet).invoke(QUESTION), Pet)
    Pet.model_validate_json(chat.invoke(QUESTION, format=Pet.model_json_schema()).content)
    assert chat.invoke(QUESTION, format="json").content.lstrip().startswith("{")


def test_tools_and_thoughts(server, says):
    def look(x: int) -> int:
        """Looks something up."""

    model = says('hm hm</think>So:<tool_call>{"name": "look", "arguments": {"x": 1}}</tool_call>')
    chat = ChatOllama(base_url=server.url, model=model, num_predict=200, reasoning=True).bind_tools([look])
    answer = chat.invoke(QUESTION)
    first, *others = chat.stream(QUESTION)
    for whole in [answer, sum(others, first)]:
        assert whole.content == "So:" and whole.additional_kwargs["reasoning_content"] == "hm hm"
        assert [(call["name"], call["args"]) for call in whole.tool_calls] == [("look", {"x": 1})]
    history = [*QUESTION, answer, ToolMessage("42", tool_call_id=answer.tool_calls[0]["id"])]
    again = chat.invoke(history)
    assert again.usage_metadata["input_tokens"] > answer.usage_metadata["input_tokens"]


def test_a_model_without_tools_refuses_them(chat):
    with pytest.raises(ollama.ResponseError, match="does not support tools"):
        chat.bind_tools([Pet]).invoke(QUESTION)


def test_a_completion(target):
    model = OllamaLLM(temperature=0, num_predict=8, **target)
    whole = model.invoke("the cat")
    assert whole and "".join(model.stream("the cat")) == whole


def test_embeddings(target):
    embeddings = OllamaEmbeddings(**target)
    documents = embeddings.embed_documents(["the cat", "a dog"])
    assert len(documents) == 2 and len(documents[0]) == len(documents[1])
    assert embeddings.embed_query("the cat") == pytest.approx(documents[0], rel=1e-6)
    assert asyncio.run(embeddings.aembed_query("a dog")) == pytest.approx(documents[1], rel=1e-6)


def test_a_model_that_is_not_there(server):
    nobody = {"base_url": server.url, "model": "nobody"}
    for use in [
        lambda: ChatOllama(**nobody).invoke(QUESTION),
        lambda: list(ChatOllama(**nobody).stream(QUESTION)),
        lambda: OllamaLLM(**nobody).invoke("the cat"),
        lambda: OllamaEmbeddings(**nobody).embed_query("the cat"),
    ]:
        with pytest.raises(ollama.ResponseError, match="nobody") as refused:
            use()
        assert refused.value.status_code == 404
    with pytest.raises(ValueError, match="Available local models: tiny:latest"):
        ChatOllama(validate_model_on_init=True, **nobody)


def test_who_leaves_a_stream_stops_it(own_server):
    own_server.ask("/api/create", {"model": "endless", "from": "tiny", "parameters": NEVER_ENDS})
    stream = ChatOllama(base_url=own_server.url, model="endless").stream(QUESTION)
    next(stream)
    stream.close()
    own_server.wait_for_log("(client left)")
