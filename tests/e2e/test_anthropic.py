"""Anthropic's API through its own package for Python, unmodified."""

import anthropic
import pytest
from wire import NEVER_ENDS

QUESTION = [{"role": "user", "content": "the cat"}]
SHORT = {"max_tokens": 8}


@pytest.fixture(scope="module")
def client(server):
    return anthropic.Anthropic(base_url=server.url, api_key="none needed", max_retries=0)


def say(client, **more):
    body = {"temperature": 0} | more.pop("extra_body", {})  # which the package no longer has an argument for
    return client.messages.create(**{"model": "tiny", "messages": QUESTION} | SHORT | more, extra_body=body)


def refusal(call):
    with pytest.raises(anthropic.APIStatusError) as caught:
        call()
    assert caught.value.body["type"] == "error"
    return caught.value.status_code, caught.value.body["error"]["type"], caught.value.body["error"]["message"]


def test_a_message_is_answered(client):
    answer = say(client)
    assert answer.id.startswith("msg_") and (answer.type, answer.role, answer.model) == ("message", "assistant", "tiny")
    (block,) = answer.content
    assert block.type == "text" and block.text
    assert answer.stop_reason == "max_tokens" and answer.stop_sequence is None
    assert answer.usage.output_tokens == 8 and answer.usage.input_tokens > 0


def test_a_stream_has_the_same_text_in_parts(client):
    whole = say(client)
    with client.messages.stream(model="tiny", messages=QUESTION, extra_body={"temperature": 0}, **SHORT) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    assert text == whole.content[0].text == final.content[0].text
    assert final.stop_reason == "max_tokens" and final.usage.output_tokens == 8
    assert final.usage.input_tokens == whole.usage.input_tokens


def test_the_events_come_in_their_order(client):
    kinds = [event.type for event in say(client, stream=True)]
    assert kinds[:2] == ["message_start", "content_block_start"]
    assert set(kinds[2:-3]) == {"content_block_delta"}
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]


def test_the_wire_is_as_anthropic_has_it(server):
    answer = server.post("/v1/messages", {"model": "tiny", "messages": QUESTION, "stream": True} | SHORT)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    events = [event.split("\n") for event in answer.text.strip().split("\n\n")]
    for name, data in events:
        assert data.startswith('data: {"type":"' + name.removeprefix("event: ") + '"')


def test_a_stop_sequence_is_named(client):
    whole = say(client).content[0].text
    stop = whole[3:5]
    answer = say(client, stop_sequences=["never said", stop])
    assert answer.stop_reason == "stop_sequence" and answer.stop_sequence == stop
    assert answer.content[0].text == whole[: whole.index(stop)]


def test_a_system_prompt_and_blocks(client):
    blocks = [{"role": "user", "content": [{"type": "text", "text": "the "}, {"type": "text", "text": "cat"}]}]
    text = say(client, system="Be brief.").content[0].text
    assert say(client, system=[{"type": "text", "text": "Be brief."}], messages=blocks).content[0].text == text
    assert say(client, system="Sing a song of sixpence.").usage.input_tokens > say(client).usage.input_tokens


def test_an_answer_that_was_begun_goes_on(client):
    whole = say(client).content[0].text
    begun = [*QUESTION, {"role": "assistant", "content": whole[:3]}]
    count = client.messages.count_tokens
    assert count(model="tiny", messages=begun).input_tokens < count(
        model="tiny", messages=[*begun, QUESTION[0]]
    ).input_tokens
    assert say(client, messages=begun).content


def test_tokens_are_counted_as_they_are_used(client):
    counted = client.messages.count_tokens(model="tiny", messages=QUESTION, system="Be brief.")
    assert counted.input_tokens == say(client, system="Be brief.").usage.input_tokens


def test_cached_tokens_are_told_to_who_asks_for_a_cache(client):
    text = "the cat sat on the mat and looked at the dog and the dog looked back " * 3
    block = {"type": "text", "text": text, "cache_control": {"type": "ephemeral"}}
    messages = [{"role": "user", "content": [block]}]
    say(client, messages=messages)
    usage = say(client, messages=messages).usage
    assert usage.cache_read_input_tokens >= 64
    total = client.messages.count_tokens(model="tiny", messages=messages).input_tokens
    assert usage.input_tokens + usage.cache_read_input_tokens == total


def test_errors_have_anthropics_shape(client):
    assert refusal(lambda: say(client, model="nobody"))[:2] == (404, "not_found_error")
    for field, value in {
        "max_tokens": 0,
        "temperature": 1.5,
        "top_k": -1,
        "stop_sequences": ["x"] * 10_000,
        "messages": [],
        "tools": [{"name": "f"}],
        "tool_choice": {"type": "any"},
        "thinking": {"type": "sometimes"},
    }.items():
        status, kind, message = refusal(lambda: say(client, extra_body={field: value}))
        assert (status, kind) == (400, "invalid_request_error") and field in message, message
    wrong = [{"role": "user", "content": [{"type": "image", "source": {"type": "url", "url": "x"}}]}]
    assert "messages[0].content[0].type" in refusal(lambda: say(client, messages=wrong))[2]


def test_who_leaves_a_stream_stops_it(own_server):
    client = anthropic.Anthropic(base_url=own_server.url, api_key="none", max_retries=0)
    own_server.ask("/api/create", {"model": "endless", "from": "tiny", "parameters": NEVER_ENDS})
    with client.messages.stream(model="endless", messages=QUESTION, max_tokens=100_000) as stream:
        next(iter(stream.text_stream))
    own_server.wait_for_log("(client left)")
    assert say(client).content
