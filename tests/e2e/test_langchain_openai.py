"""The `langchain-openai` package, unmodified."""

import pytest
from langchain_core.messages import HumanMessage
from langchain_openai import ChatOpenAI, OpenAI, OpenAIEmbeddings


@pytest.fixture(scope="module")
def target(server):
    return {"base_url": server.url + "/v1", "api_key": "none needed", "model": "tiny", "max_retries": 0}


def test_a_chat(target):
    chat = ChatOpenAI(temperature=0, max_tokens=8, **target)
    answer = chat.invoke([("system", "Be brief."), ("human", "the cat")])
    assert answer.content and answer.usage_metadata["output_tokens"] == 8
    assert answer.response_metadata["finish_reason"] == "length"
    streamed = chat.stream([("system", "Be brief."), ("human", "the cat")])
    assert "".join(chunk.content for chunk in streamed) == answer.content
    again = chat.invoke([("human", "the cat"), answer, ("human", "and then?")])
    assert again.usage_metadata["input_tokens"] > answer.usage_metadata["input_tokens"]


def test_several_answers_and_log_probabilities(target):
    chat = ChatOpenAI(temperature=1, seed=1, n=2, max_tokens=4, logprobs=True, top_logprobs=2, **target)
    (generations,) = chat.generate([[HumanMessage("the cat")]]).generations
    assert len(generations) == 2
    assert len(generations[0].message.response_metadata["logprobs"]["content"]) == 4


def test_the_responses(target):
    chat = ChatOpenAI(temperature=0, max_tokens=8, use_responses_api=True, **target)
    assert chat.invoke("the cat").text


def test_a_completion(target):
    assert OpenAI(temperature=0, max_tokens=8, **target).invoke("the cat")


def test_embeddings(target):
    # Its default is to send tokens of OpenAI's vocabulary, which no other model has.
    embeddings = OpenAIEmbeddings(check_embedding_ctx_length=False, **target)
    assert len(embeddings.embed_documents(["the cat", "a dog"])) == 2
    assert embeddings.embed_query("the cat") == pytest.approx(embeddings.embed_documents(["the cat"])[0], rel=1e-6)
