"""Anthropic's API through its own package for Python, unmodified."""

import json

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


# --- tools and thoughts --------------------------------------------------------------------------------------

TOOL = {"name": "f", "description": "Finds.", "input_schema": {"type": "object", "properties": {"x": {"type": "integer"}}}}
THINK = {"thinking": {"type": "enabled", "budget_tokens": 1024}, "max_tokens": 2000}


def calls(*names):
    return "".join(f'<tool_call>{{"name": "{name}", "arguments": {{"x": 1}}}}</tool_call>' for name in names)


def test_a_model_without_tools_or_thoughts_refuses_them(client):
    status, kind, message = refusal(lambda: say(client, tools=[TOOL]))
    assert (status, kind) == (400, "invalid_request_error") and "does not support tools" in message
    assert say(client, tools=[TOOL], tool_choice={"type": "none"}).content
    assert "does not support thinking" in refusal(lambda: say(client, **THINK))[2]


def test_uses_of_a_tool_are_blocks(client, says):
    answer = say(client, model=says("So:" + calls("f", "f")), tools=[TOOL], max_tokens=200)
    text, first, second = answer.content
    assert answer.stop_reason == "tool_use" and (text.type, text.text) == ("text", "So:")
    assert (first.type, first.name, first.input) == ("tool_use", "f", {"x": 1}) and first.id != second.id
    one = {"type": "auto", "disable_parallel_tool_use": True}
    assert len(say(client, model=says(calls("f", "f")), tools=[TOOL], tool_choice=one, max_tokens=200).content) == 1


def test_streamed_blocks_follow_each_other(client, says):
    model = says("hm</think>So:" + calls("f", "f"))
    events = list(say(client, model=model, tools=[TOOL], stream=True, **THINK))
    kinds = [event.type for event in events]
    assert kinds[0] == "message_start" and kinds[-2:] == ["message_delta", "message_stop"]
    starts = [event for event in events if event.type == "content_block_start"]
    assert [event.content_block.type for event in starts] == ["thinking", "text", "tool_use", "tool_use"]
    open_blocks = []
    for event in events[1:-2]:
        if event.type == "content_block_start":
            open_blocks.append(event.index)
        assert open_blocks == [event.index]
        if event.type == "content_block_stop":
            open_blocks.pop()
    inputs = [event.delta.partial_json for event in events if event.type == "content_block_delta" and event.index > 1]
    assert [json.loads(text) for text in inputs] == [{"x": 1}] * 2
    assert events[-2].delta.stop_reason == "tool_use"


def test_a_stream_comes_to_the_same_message(client, says):
    more = {"model": says("hm hm</think>So:" + calls("f")), "messages": QUESTION, "tools": [TOOL]} | THINK
    with client.messages.stream(**more) as stream:
        streamed = stream.get_final_message()
    whole = client.messages.create(**more)
    thinking, text, use = streamed.content
    assert (thinking.thinking, text.text, use.input) == ("hm hm", "So:", {"x": 1})
    assert [block.type for block in whole.content] == ["thinking", "text", "tool_use"]
    assert whole.content[0] == streamed.content[0] and whole.stop_reason == streamed.stop_reason == "tool_use"


def test_a_conversation_goes_on_after_a_call(client, says):
    first = say(client, model=says("hm</think>" + calls("f")), tools=[TOOL], **THINK)
    result = {"type": "tool_result", "tool_use_id": first.content[-1].id, "content": [{"type": "text", "text": "42"}]}
    turns = [{"role": "assistant", "content": first.content}, {"role": "user", "content": [result]}]
    again = say(client, model=says("Yes"), tools=[TOOL], messages=[*QUESTION, *turns])
    assert again.content[-1].text == "Yes" and again.stop_reason == "end_turn"
    assert again.usage.input_tokens > first.usage.input_tokens


def test_tools_and_thinking_are_counted(client, says):
    model, count = says("hm</think>Yes"), client.messages.count_tokens
    plain = count(model=model, messages=QUESTION).input_tokens
    with_tools = count(model=model, messages=QUESTION, tools=[TOOL]).input_tokens
    thinking = count(model=model, messages=QUESTION, thinking=THINK["thinking"]).input_tokens
    assert plain < with_tools and plain < thinking
    assert thinking == say(client, model=model, **THINK).usage.input_tokens


def test_a_call_cannot_be_ensured(client, says):
    model = says("Yes")
    for choice in ({"type": "any"}, {"type": "tool", "name": "f"}):
        status, _, message = refusal(lambda: say(client, model=model, tools=[TOOL], tool_choice=choice))
        assert status == 400 and "tool_choice" in message


def test_an_answer_that_was_begun_is_not_thought_about(client, says):
    begun = [*QUESTION, {"role": "assistant", "content": "So"}]
    assert say(client, model=says("Yes"), messages=begun).content[0].text == "Yes"
    assert "thinking" in refusal(lambda: say(client, model=says("Yes"), messages=begun, **THINK))[2]


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
