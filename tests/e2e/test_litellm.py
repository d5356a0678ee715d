"""The `litellm` package, unmodified: as a client of OpenAI's API, and of Ollama's."""

import litellm
import pytest

QUESTION = [{"role": "user", "content": "the cat"}]
SHORT = {"temperature": 0, "max_tokens": 8}


@pytest.fixture(params=["openai", "ollama_chat", "anthropic"])
def target(request, server):
    """Where a dialect's requests go."""
    base = {"openai": server.url + "/v1", "ollama_chat": server.url, "anthropic": server.url}[request.param]
    return {"model": f"{request.param}/tiny", "api_base": base, "api_key": "none needed"}


def test_a_chat_in_each_dialect(target):
    answer = litellm.completion(messages=QUESTION, **target, **SHORT)
    assert answer.choices[0].message.content and answer.choices[0].finish_reason == "length"
    assert answer.usage.completion_tokens == 8
    chunks = litellm.completion(messages=QUESTION, stream=True, **target, **SHORT)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert text == answer.choices[0].message.content


def test_a_model_that_is_not_there(target):
    with pytest.raises((litellm.NotFoundError, litellm.APIConnectionError)):
        litellm.completion(messages=QUESTION, **target | {"model": target["model"].replace("tiny", "nobody")})


def test_embeddings(server):
    answer = litellm.embedding(
        model="openai/tiny", input=["the cat", "a dog"], api_base=server.url + "/v1", api_key="none", encoding_format="float"
    )
    assert len(answer.data) == 2 and answer.usage.prompt_tokens > 0
