"""OpenAI's responses through its own package for Python, unmodified."""

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
