"""OpenAI's responses through its own package for Python, unmodified."""

import json

import openai
import pytest

SHORT = {"temperature": 0, "max_output_tokens": 8}


@pytest.fixture(scope="module")
def client(server):
    return openai.OpenAI(base_url=server.url + "/v1", api_key="none needed", max_retries=0)


def respond(client, **more):
    return client.responses.create(**{"model": "tiny", "input": "the cat", "store": False} | SHORT | more)


def test_a_text_is_answered(client):
    answer = respond(client)
    assert answer.object == "response" and answer.id.startswith("resp_") and answer.output_text
    assert answer.status == "incomplete" and answer.incomplete_details.reason == "max_output_tokens"
    (message,) = answer.output
    assert message.type == "message" and message.role == "assistant" and message.content[0].text == answer.output_text
    assert answer.usage.output_tokens == 8
    assert answer.usage.total_tokens == answer.usage.input_tokens + 8


def test_it_is_the_answer_that_the_chat_gives(client):
    chat = client.chat.completions.create(
        model="tiny",
        messages=[{"role": "system", "content": "Be brief."}, {"role": "user", "content": "the cat"}],
        temperature=0,
        max_tokens=8,
    )
    answer = respond(client, instructions="Be brief.")
    assert answer.output_text == chat.choices[0].message.content
    items = [{"role": "user", "content": [{"type": "input_text", "text": "the cat"}]}]
    assert respond(client, instructions="Be brief.", input=items).output_text == answer.output_text


def test_the_events_come_in_their_order(client):
    events = list(respond(client, stream=True))
    kinds = [event.type for event in events]
    assert kinds[:4] == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
    ]
    assert set(kinds[4:-4]) == {"response.output_text.delta"}
    assert kinds[-4:] == [
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.incomplete",
    ]
    assert [event.sequence_number for event in events] == list(range(len(events)))
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert text == events[-1].response.output_text == respond(client).output_text
    assert events[-1].response.usage.output_tokens == 8


def test_the_packages_own_stream(client):
    stop = {"stop": respond(client).output_text[3:5]}  # it knows no end but "completed"
    with client.responses.stream(model="tiny", input="the cat", extra_body=stop, **SHORT) as stream:
        assert stream.get_final_response().output_text == respond(client, extra_body=stop).output_text


def test_a_conversation_goes_on(client):
    first = respond(client)
    items = [{"role": "user", "content": "the cat"}, *first.output, {"role": "user", "content": "and then?"}]
    items[1] = items[1].model_dump(exclude_none=True)
    assert respond(client, input=items).usage.input_tokens > first.usage.input_tokens


def test_logprobs(client):
    answer = respond(client, include=["message.output_text.logprobs"], top_logprobs=2)
    assert [len(entry.top_logprobs) for entry in answer.output[0].content[0].logprobs] == [2] * 8


# --- tools and thoughts --------------------------------------------------------------------------------------

TOOL = {"type": "function", "name": "f", "parameters": {"type": "object"}, "strict": False}
THINK = {"reasoning": {"effort": "high"}}


def say(client, model, **more):
    return respond(client, **{"model": model, "max_output_tokens": 200, "temperature": 1} | more)


def calls(*names):
    return "".join(f'<tool_call>{{"name": "{name}", "arguments": {{"x": 1}}}}</tool_call>' for name in names)


def refused_field(call):
    with pytest.raises(openai.BadRequestError) as caught:
        call()
    return caught.value.param


def test_a_model_without_tools_or_thoughts_refuses_them(client, says):
    assert refused_field(lambda: respond(client, tools=[TOOL])) == "tools"
    assert refused_field(lambda: respond(client, **THINK)) == "reasoning"
    assert refused_field(lambda: say(client, says("Yes"), tools=[TOOL], tool_choice="required")) == "tool_choice"


def test_thoughts_text_and_calls_are_items(client, says):
    answer = say(client, says("hm</think>So:" + calls("f", "f")), tools=[TOOL], **THINK)
    thoughts, message, first, second = answer.output
    assert answer.status == "completed" and answer.output_text == "So:" and message.type == "message"
    assert (thoughts.type, thoughts.content[0].text) == ("reasoning", "hm")
    assert (first.type, first.name, json.loads(first.arguments)) == ("function_call", "f", {"x": 1})
    assert first.call_id != second.call_id and {item.status for item in answer.output} == {"completed"}
    assert 0 < answer.usage.output_tokens_details.reasoning_tokens < answer.usage.output_tokens


def test_streamed_items_follow_each_other(client, says):
    events = list(say(client, says("hm</think>So:" + calls("f")), tools=[TOOL], stream=True, **THINK))
    kinds = [event.type.removeprefix("response.") for event in events]
    once = [kind for i, kind in enumerate(kinds) if kinds[i - 1] != kind]  # deltas may be several
    part = ["content_part.done", "output_item.done"]
    assert once == [
        *["created", "in_progress"],
        *["output_item.added", "content_part.added", "reasoning_text.delta", "reasoning_text.done", *part],
        *["output_item.added", "content_part.added", "output_text.delta", "output_text.done", *part],
        *["output_item.added", "function_call_arguments.delta", "function_call_arguments.done", "output_item.done"],
        "completed",
    ]
    done = [event.item for event in events if event.type == "response.output_item.done"]
    assert done == events[-1].response.output
    assert [event.sequence_number for event in events] == list(range(len(events)))


def test_the_packages_own_stream_has_calls(client, says):
    with client.responses.stream(model=says("hm</think>" + calls("f")), input="x", tools=[TOOL], **THINK) as stream:
        thoughts, call = stream.get_final_response().output
    assert (thoughts.content[0].text, call.name, call.arguments) == ("hm", "f", '{"x":1}')


def test_a_conversation_goes_on_after_a_call(client, says):
    first = say(client, says("hm</think>" + calls("f")), tools=[TOOL], **THINK)
    items = [item.model_dump(exclude_none=True) for item in first.output]
    result = {"type": "function_call_output", "call_id": first.output[-1].call_id, "output": "42"}
    again = say(client, says("Yes"), tools=[TOOL], input=[{"role": "user", "content": "the cat"}, *items, result])
    assert again.output_text == "Yes" and again.usage.input_tokens > first.usage.input_tokens


def test_only_text_has_logprobs(client, says):
    more = {"include": ["message.output_text.logprobs"], "tools": [TOOL], **THINK}
    model = says("hm</think>Yes" + calls("f"))
    _, message, _ = say(client, model, **more).output
    entries = message.content[0].logprobs
    assert "Yes" in "".join(entry.token for entry in entries)
    assert "f" not in "".join(entry.token for entry in entries)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("previous_response_id", "resp_1"),
        ("background", True),
        ("input", 5),
        ("input", []),
        ("input", [{"role": "pirate", "content": "x"}]),
        ("input", [{"type": "function_call_output", "output": "x"}]),
        ("max_output_tokens", 0),
        ("text", {"format": {"type": "xml"}}),
        ("tools", [{"type": "web_search"}]),
    ],
)
def test_a_wrong_value_names_its_field(client, field, value):
    with pytest.raises(openai.BadRequestError) as caught:
        respond(client, extra_body={field: value})
    assert caught.value.param.startswith(field)


def test_what_is_not_kept_is_said(client):
    assert any("store" in line for line in respond(client, store=True).warnings)
