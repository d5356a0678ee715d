"""The `llama-index-llms-ollama` and `llama-index-embeddings-ollama` packages, unmodified."""

import asyncio
from typing import Literal

import ollama
import pytest
from llama_index.core.llms import ChatMessage
from llama_index.core.prompts import PromptTemplate
from llama_index.core.tools import FunctionTool
from llama_index.embeddings.ollama import OllamaEmbedding
from llama_index.llms.ollama import Ollama
from pydantic import BaseModel, ConfigDict
from wire import NEVER_ENDS

QUESTION = [ChatMessage(role="system", content="Be brief."), ChatMessage(role="user", content="the cat")]


class Pet(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["cat", "dog"]
    tame: bool


@pytest.fixture(scope="module")
def start(server):
    """A function that gives the language model with options, which the package sends as they are."""
    return lambda model="tiny", **options: Ollama(model=model, base_url=server.url, additional_kwargs=options)


@pytest.fixture(scope="module")
def llm(start):
    return start(temperature=0, num_predict=8)


def test_a_chat(llm):
    answer = llm.chat(QUESTION)
    assert answer.message.role == "assistant" and answer.message.content
    assert answer.raw["usage"]["completion_tokens"] == 8
    again = llm.chat([*QUESTION, answer.message, *QUESTION])
    assert again.raw["usage"]["prompt_tokens"] > answer.raw["usage"]["prompt_tokens"]


def test_a_chat_streams(llm):
    chunks = list(llm.stream_chat(QUESTION))
    assert len(chunks) > 2
    whole = llm.chat(QUESTION).message.content
    assert "".join(chunk.delta for chunk in chunks) == chunks[-1].message.content == whole


def test_a_completion(llm):
    whole = llm.complete("the cat").text
    assert whole
    assert "".join(chunk.delta for chunk in llm.stream_complete("the cat")) == whole


def test_asynchronous_chats(llm):
    async def ask():
        streamed = "".join([chunk.delta async for chunk in await llm.astream_chat(QUESTION)])
        answers = await asyncio.gather(*[llm.achat(QUESTION) for _ in range(3)])
        return [streamed, *(answer.message.content for answer in answers)]

    assert set(asyncio.run(ask())) == {llm.chat(QUESTION).message.content}


def test_options(start, llm):
    def draw(seed):
        return start(temperature=2, seed=seed, num_predict=16).complete("the cat").text

    assert draw(1) == draw(1) != draw(2)
    whole = llm.complete("the cat").text
    stopped = start(temperature=0, num_predict=8, stop=[whole[-1]]).complete("the cat").text
    assert stopped == whole[: whole.index(whole[-1])]


def test_the_context_length_is_the_models(server, llm):
    info = server.ask("/api/show", {"model": "tiny"})["model_info"]
    assert llm.metadata.context_window == info["llama.context_length"]


@pytest.mark.parametrize("seed", range(3))
def test_structured_output(start, seed):
    llm = start(seed=seed, num_predict=200)
    prompt = PromptTemplate("Which pet is {name}?")
    assert isinstance(llm.structured_predict(Pet, prompt, name="Tom"), Pet)
    *_, last = llm.stream_structured_predict(Pet, prompt, name="Tom")
    Pet.model_validate(last.model_dump())


def test_tools(server, says):
    def look(x: int) -> int:
        """Looks something up."""
        return 41 + x

    tool = FunctionTool.from_defaults(look)
    name = says('So:<tool_call>{"name": "look", "arguments": {"x": 1}}</tool_call>')
    llm = Ollama(model=name, base_url=server.url, additional_kwargs={"num_predict": 200})
    answer = llm.chat_with_tools([tool], chat_history=QUESTION)
    *_, streamed = llm.stream_chat_with_tools([tool], chat_history=QUESTION)
    for whole in [answer, streamed]:
        (call,) = llm.get_tool_calls_from_response(whole)
        assert whole.message.content == "So:" and (call.tool_name, call.tool_kwargs) == ("look", {"x": 1})
    assert llm.predict_and_call([tool], chat_history=QUESTION).response == "42"
    result = ChatMessage(role="tool", content="42", additional_kwargs={"tool_call_id": call.tool_id})
    assert llm.chat_with_tools([tool], chat_history=[*QUESTION, answer.message, result]).message.content == "So:"


def test_thoughts(server, says):
    llm = Ollama(model=says("hm hm</think>Yes"), base_url=server.url, thinking=True)
    for whole in [llm.chat(QUESTION), list(llm.stream_chat(QUESTION))[-1]]:
        assert whole.message.content == "Yes"
        assert whole.message.blocks[0].content == "hm hm"


def test_embeddings(server):
    embedding = OllamaEmbedding(model_name="tiny", base_url=server.url)
    texts = embedding.get_text_embedding_batch(["the cat", "a dog"])
    assert len(texts) == 2 and len(texts[0]) == len(texts[1])
    assert embedding.get_query_embedding("the cat") == pytest.approx(texts[0], rel=1e-6)
    assert asyncio.run(embedding.aget_text_embedding("a dog")) == pytest.approx(texts[1], rel=1e-6)


def test_a_model_that_is_not_there(server, start):
    nobody = start("nobody")
    for use in [
        lambda: nobody.chat(QUESTION),
        lambda: list(nobody.stream_chat(QUESTION)),
        lambda: OllamaEmbedding(model_name="nobody", base_url=server.url).get_query_embedding("the cat"),
    ]:
        with pytest.raises(ollama.ResponseError, match="nobody") as refused:
            use()
        assert refused.value.status_code == 404


def test_who_leaves_a_stream_stops_it(own_server):
    own_server.ask("/api/create", {"model": "endless", "from": "tiny", "parameters": NEVER_ENDS})
    stream = Ollama(model="endless", base_url=own_server.url).stream_chat(QUESTION)
    next(stream)
    stream.close()
    own_server.wait_for_log("(client left)")
