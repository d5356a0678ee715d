"""OpenAI's API through its own package for Python, unmodified."""

import json
import time

import openai
import pytest

QUESTION = [{"role": "user", "content": "the cat"}]
SHORT = {"temperature": 0, "max_tokens": 8}


@pytest.fixture(scope="module")
def client(server):
    return openai.OpenAI(base_url=server.url + "/v1", api_key="none needed", max_retries=0)


def chat(client, **more):
    return client.chat.completions.create(**{"model": "tiny", "messages": QUESTION} | SHORT | more)


def complete(client, **more):
    return client.completions.create(**{"model": "tiny", "prompt": "the cat"} | SHORT | more)


def refusal(call):
    """What a call is refused with: status, the field at fault, and the message."""
    with pytest.raises(openai.APIStatusError) as caught:
        call()
    return caught.value.status_code, caught.value.param, caught.value.message


# --- chats ---------------------------------------------------------------------------------------------------


def test_a_chat_answers(client):
    answer = chat(client)
    (choice,) = answer.choices
    assert answer.object == "chat.completion" and answer.id.startswith("chatcmpl-") and answer.model == "tiny"
    assert abs(answer.created - time.time()) < 60
    assert choice.message.role == "assistant" and choice.message.content
    assert choice.finish_reason == "length"
    assert answer.usage.completion_tokens == 8
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + 8


def test_a_stream_has_the_same_text_in_parts(client):
    chunks = list(chat(client, stream=True))
    deltas = [chunk.choices[0].delta for chunk in chunks]
    assert deltas[0].role == "assistant" and all(delta.role is None for delta in deltas[1:])
    assert "".join(delta.content or "" for delta in deltas) == chat(client).choices[0].message.content
    assert [chunk.choices[0].finish_reason for chunk in chunks] == [None] * (len(chunks) - 1) + ["length"]
    assert all(chunk.usage is None for chunk in chunks)
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_stream_says_what_it_cost_when_asked(client):
    *chunks, last = chat(client, stream=True, stream_options={"include_usage": True})
    assert last.choices == [] and last.usage.completion_tokens == 8
    assert all(chunk.usage is None and len(chunk.choices) == 1 for chunk in chunks)


def test_the_wire_is_as_openai_has_it(server):
    body = {"model": "tiny", "messages": QUESTION, "stream": True} | SHORT
    answer = server.post("/v1/chat/completions", body)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    events = answer.text.split("\n\n")
    assert all(event.startswith("data: {") for event in events[:-2])
    assert events[-2:] == ["data: [DONE]", ""]


def test_a_prompt_that_was_seen_is_not_computed_again(client):
    long = [{"role": "user", "content": "the cat sat on the mat and looked at the dog and the dog looked back " * 3}]
    chat(client, messages=long)
    again = chat(client, messages=long)
    assert 64 <= again.usage.prompt_tokens_details.cached_tokens < again.usage.prompt_tokens


def test_several_answers_share_a_prompt(client):
    answer = chat(client, n=3, temperature=1.5, seed=7)
    assert [choice.index for choice in answer.choices] == [0, 1, 2]
    texts = [choice.message.content for choice in answer.choices]
    assert len(set(texts)) == 3
    assert answer.usage.completion_tokens == 24
    again = chat(client, n=3, temperature=1.5, seed=7)
    assert [choice.message.content for choice in again.choices] == texts
    assert chat(client, temperature=1.5, seed=7).choices[0].message.content == texts[0]
    streamed = ["", "", ""]
    for chunk in chat(client, n=3, temperature=1.5, seed=7, stream=True):
        streamed[chunk.choices[0].index] += chunk.choices[0].delta.content or ""
    assert streamed == texts


def test_greedy_answers_are_all_the_same(client):
    answer = chat(client, n=2)
    assert answer.choices[0].message.content == answer.choices[1].message.content


def test_stop_strings_end_an_answer_and_are_left_out(client):
    whole = chat(client).choices[0].message.content
    stop = whole[3:5]
    for form in (stop, ["never said", stop]):
        choice = chat(client, stop=form).choices[0]
        assert choice.finish_reason == "stop" and choice.message.content == whole[: whole.index(stop)]


def test_logprobs(client):
    (choice,) = chat(client, logprobs=True, top_logprobs=3).choices
    assert len(choice.logprobs.content) == 8
    for entry in choice.logprobs.content:
        assert entry.logprob <= 0 and len(entry.top_logprobs) == 3
        assert entry.top_logprobs[0].logprob == entry.logprob  # greedy
        assert bytes(entry.bytes).decode(errors="replace") == entry.token
    assert "".join(bytes(e.bytes).decode(errors="replace") for e in choice.logprobs.content) == choice.message.content
    assert chat(client, logprobs=True).choices[0].logprobs.content[0].top_logprobs == []
    assert chat(client).choices[0].logprobs is None


def test_a_bias_bans_a_token_or_forces_it(client, server):
    whole = chat(client).choices[0].message.content
    token = server.ask("/api/tokenize", {"model": "tiny", "content": " cat"})["tokens"][-1]
    forced = chat(client, logit_bias={str(token): 100}, logprobs=True).choices[0]
    assert len({entry.token for entry in forced.logprobs.content}) == 1
    first = server.ask("/api/tokenize", {"model": "tiny", "content": whole})["tokens"]
    banned = chat(client, logit_bias={str(id): -100 for id in first}).choices[0].message.content
    assert banned != whole


def test_penalties_change_an_answer(client):
    plain = chat(client, max_tokens=40).choices[0].message.content
    assert chat(client, max_tokens=40, presence_penalty=2, frequency_penalty=2).choices[0].message.content != plain


def test_content_may_come_in_parts(client):
    parts = [{"type": "text", "text": "the "}, {"type": "text", "text": "cat"}]
    answer = chat(client, messages=[{"role": "user", "content": parts}])
    assert answer.choices[0].message.content == chat(client).choices[0].message.content


def test_max_completion_tokens(client):
    answer = client.chat.completions.create(model="tiny", messages=QUESTION, max_completion_tokens=3)
    assert answer.usage.completion_tokens == 3


def test_hearths_own_options_are_taken_too(client):
    answer = chat(client, temperature=2, extra_body={"top_k": 1})
    assert answer.choices[0].message.content == chat(client).choices[0].message.content
    assert answer.model_extra.get("warnings") is None


def test_what_has_no_effect_is_said(client):
    answer = chat(client, user="me", extra_body={"colour": "red"})
    warnings = " ".join(answer.warnings)
    assert "user" in warnings and '"colour" is not known' in warnings


# --- the shape of an answer ----------------------------------------------------------------------------------


def test_an_answer_keeps_to_a_schema(client):
    schema = {
        "type": "object",
        "properties": {"n": {"type": "integer", "minimum": 0, "maximum": 9}, "ok": {"type": "boolean"}},
        "required": ["n", "ok"],
        "additionalProperties": False,
    }
    form = {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": schema}}
    for seed in range(5):
        answer = chat(client, response_format=form, temperature=2, seed=seed, max_tokens=200)
        found = json.loads(answer.choices[0].message.content)
        assert found["n"] in range(10) and isinstance(found["ok"], bool) and len(found) == 2
    streamed = chat(client, response_format=form, temperature=2, seed=4, max_tokens=200, stream=True)
    assert json.loads("".join(chunk.choices[0].delta.content or "" for chunk in streamed)) == found
    through_responses = client.responses.create(
        model="tiny", input="x", max_output_tokens=200, text={"format": {"type": "json_schema", "name": "a", "schema": schema}}
    )
    assert set(json.loads(through_responses.output_text)) == {"n", "ok"}


def test_a_schema_that_is_not_supported_is_refused_by_its_keyword(client):
    schema = {"type": "object", "properties": {"a": {"not": {"type": "string"}}}}
    form = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}
    status, param, message = refusal(lambda: chat(client, response_format=form))
    assert (status, param) == (400, "response_format") and "not" in message


# --- tools and thoughts --------------------------------------------------------------------------------------

TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}


def say(client, model, **more):
    return chat(client, **{"model": model, "max_tokens": 200} | more)


def calls(*names):
    return "".join(f'<tool_call>{{"name": "{name}", "arguments": {{"x": 1}}}}</tool_call>' for name in names)


def test_a_model_without_tools_or_thoughts_refuses_them(client):
    status, param, message = refusal(lambda: chat(client, tools=[TOOL]))
    assert (status, param) == (400, "tools") and "registry.ollama.ai/library/tiny:latest does not support tools" in message
    assert chat(client, tools=[TOOL], tool_choice="none").choices[0].message.content
    assert refusal(lambda: chat(client, reasoning_effort="high"))[:2] == (400, "reasoning_effort")


def test_a_call_of_a_tool(client, says):
    answer = say(client, says("So:" + calls("f", "f")), tools=[TOOL])
    (choice,) = answer.choices
    assert choice.finish_reason == "tool_calls" and choice.message.content == "So:"
    first, second = choice.message.tool_calls
    assert (first.type, first.function.name, json.loads(first.function.arguments)) == ("function", "f", {"x": 1})
    assert first.id and first.id != second.id
    (only,) = say(client, says(calls("f", "f")), tools=[TOOL], parallel_tool_calls=False).choices
    assert only.message.content is None and len(only.message.tool_calls) == 1


def test_streamed_calls_are_numbered(client, says):
    chunks = list(say(client, says("So:" + calls("f", "f")), tools=[TOOL], stream=True))
    deltas = [chunk.choices[0].delta for chunk in chunks]
    found = [call for delta in deltas for call in delta.tool_calls or []]
    assert [(call.index, call.function.name, call.function.arguments) for call in found] == [
        (0, "f", '{"x":1}'),
        (1, "f", '{"x":1}'),
    ]
    assert "".join(delta.content or "" for delta in deltas) == "So:"
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices[0].finish_reason] == ["tool_calls"]


def test_each_of_several_answers_calls(client, says):
    answer = say(client, says(calls("f")), tools=[TOOL], n=3)
    assert [len(choice.message.tool_calls) for choice in answer.choices] == [1, 1, 1]


def test_a_conversation_goes_on_after_a_call(client, says):
    first = say(client, says(calls("f")), tools=[TOOL])
    message = first.choices[0].message.model_dump(exclude_none=True)
    result = {"role": "tool", "tool_call_id": message["tool_calls"][0]["id"], "content": "42"}
    again = say(client, says("Yes"), tools=[TOOL], messages=[*QUESTION, message, result])
    assert again.choices[0].message.content == "Yes" and again.choices[0].finish_reason == "stop"
    assert again.usage.prompt_tokens > first.usage.prompt_tokens


def test_the_prompt_has_the_tools_that_may_be_called(client, says):
    with_tools = say(client, says("Yes"), tools=[TOOL]).usage.prompt_tokens
    without = say(client, says("Yes")).usage.prompt_tokens
    assert say(client, says("Yes"), tools=[TOOL], tool_choice="none").usage.prompt_tokens == without < with_tools


@pytest.mark.parametrize("choice", ["required", {"type": "function", "function": {"name": "f"}}])
def test_a_call_cannot_be_ensured(client, says, choice):
    assert refusal(lambda: say(client, says("Yes"), tools=[TOOL], tool_choice=choice))[:2] == (400, "tool_choice")


def test_thoughts_stand_apart(client, says):
    answer = say(client, says("hm hm</think>Yes"), reasoning_effort="high")
    message = answer.choices[0].message
    assert (message.reasoning_content, message.content) == ("hm hm", "Yes")
    assert 0 < answer.usage.completion_tokens_details.reasoning_tokens < answer.usage.completion_tokens
    deltas = [chunk.choices[0].delta for chunk in say(client, says("hm hm</think>Yes"), reasoning_effort="high", stream=True)]
    assert "".join(getattr(delta, "reasoning_content", None) or "" for delta in deltas) == "hm hm"
    assert "".join(delta.content or "" for delta in deltas) == "Yes"


def test_thoughts_can_be_sent_back(client, says):
    begun = [*QUESTION, {"role": "assistant", "content": "So", "reasoning_content": "hm"}, *QUESTION]
    without = [*QUESTION, {"role": "assistant", "content": "So"}, *QUESTION]
    assert say(client, says("Yes"), messages=begun).usage.prompt_tokens > say(client, says("Yes"), messages=without).usage.prompt_tokens


# --- completions ---------------------------------------------------------------------------------------------


def test_a_text_is_continued(client):
    answer = complete(client)
    (choice,) = answer.choices
    assert answer.object == "text_completion" and choice.text and choice.finish_reason == "length"
    assert "".join(chunk.choices[0].text for chunk in complete(client, stream=True)) == choice.text
    assert complete(client, echo=True).choices[0].text == "the cat" + choice.text
    streamed = complete(client, echo=True, stream=True)
    assert "".join(chunk.choices[0].text for chunk in streamed) == "the cat" + choice.text


def test_several_prompts_in_any_form(client, server):
    tokens = server.ask("/api/tokenize", {"model": "tiny", "content": "the cat", "add_special": True})["tokens"]
    text = complete(client).choices[0].text
    assert complete(client, prompt=tokens).choices[0].text == text
    assert complete(client, prompt=[tokens, tokens]).choices[1].text == text
    both = complete(client, prompt=["the cat", "a dog"], n=2).choices
    assert [choice.index for choice in both] == [0, 1, 2, 3]
    assert [choice.text for choice in both[:2]] == [text, text]
    assert both[2].text == both[3].text == complete(client, prompt="a dog").choices[0].text


def test_logprobs_of_a_completion(client):
    choice = complete(client, logprobs=2).choices[0]
    assert len(choice.logprobs.tokens) == len(choice.logprobs.token_logprobs) == len(choice.logprobs.text_offset) == 8
    assert choice.logprobs.text_offset[0] == 0 and sorted(choice.logprobs.text_offset) == choice.logprobs.text_offset
    assert all(1 <= len(top) <= 2 for top in choice.logprobs.top_logprobs)


# --- models --------------------------------------------------------------------------------------------------


def test_models_are_listed_and_shown(client):
    (model,) = client.models.list().data
    assert model.id == "tiny:latest" and model.object == "model" and model.created > 0
    assert client.models.retrieve("tiny").id == "tiny"
    assert refusal(lambda: client.models.retrieve("nobody"))[0] == 404


# --- embeddings ----------------------------------------------------------------------------------------------


def test_embeddings(client, server):
    both = client.embeddings.create(model="tiny", input=["the cat", "a dog"]).data  # as base64
    assert [entry.index for entry in both] == [0, 1]
    plain = client.embeddings.create(model="tiny", input="the cat", encoding_format="float")
    assert plain.data[0].embedding == pytest.approx(both[0].embedding, rel=1e-6)
    assert sum(x * x for x in plain.data[0].embedding) == pytest.approx(1, rel=1e-5)
    assert plain.usage.prompt_tokens == plain.usage.total_tokens > 0
    tokens = server.ask("/api/tokenize", {"model": "tiny", "content": "the cat"})["tokens"]
    as_tokens = client.embeddings.create(model="tiny", input=tokens).data[0].embedding
    assert as_tokens == pytest.approx(both[0].embedding, rel=1e-6)
    assert len(client.embeddings.create(model="tiny", input="the cat", dimensions=8).data[0].embedding) == 8


@pytest.mark.parametrize(
    ("field", "value"),
    [("input", []), ("input", 5), ("input", [[999_999]]), ("dimensions", 0), ("encoding_format", "xml")],
)
def test_embeddings_that_are_refused(client, field, value):
    status, param, _ = refusal(
        lambda: client.embeddings.create(model="tiny", input="x", extra_body={field: value})
    )
    assert status == 400 and param.startswith(field)


# --- what is refused -----------------------------------------------------------------------------------------


def test_an_unknown_model(client):
    with pytest.raises(openai.NotFoundError) as caught:
        chat(client, model="nobody")
    assert caught.value.code == "model_not_found" and caught.value.param == "model"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("temperature", 3),
        ("temperature", "warm"),
        ("top_p", -0.1),
        ("n", 0),
        ("n", 1000),
        ("max_tokens", 0),
        ("max_tokens", 1.5),
        ("presence_penalty", 9),
        ("stop", 5),
        ("stop", ["x"] * 10_000),
        ("logit_bias", {"x": 1}),
        ("logit_bias", {"999999": 1}),
        ("logit_bias", [1]),
        ("top_logprobs", 3),
        ("stream_options", {"include_usage": True}),
        ("modalities", ["audio"]),
        ("messages", []),
        ("messages", "hi"),
        ("response_format", {}),
        ("tools", {}),
        ("tool_choice", "sometimes"),
        ("tool_choice", "required"),
    ],
)
def test_a_wrong_value_names_its_field(client, field, value):
    status, param, message = refusal(lambda: chat(client, extra_body={field: value}))
    assert status == 400 and param.startswith(field) and field in message


@pytest.mark.parametrize(
    ("message", "param"),
    [
        ({"role": "pirate", "content": "x"}, "role"),
        ({"content": "x"}, "role"),
        ({"role": "user"}, "content"),
        ({"role": "user", "content": 5}, "content"),
        ({"role": "user", "content": [{"type": "text"}]}, "content[0].text"),
        ({"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:"}}]}, "content[0].type"),
        ({"role": "user", "content": ["x"]}, "content[0]"),
        ({"role": "tool", "content": "x"}, "tool_call_id"),
        ({"role": "assistant", "tool_calls": [{"id": "a", "function": {}}]}, "tool_calls[0].function.name"),
        (
            {"role": "assistant", "tool_calls": [{"id": "a", "function": {"name": "f", "arguments": "{"}}]},
            "tool_calls[0].function.arguments",
        ),
    ],
)
def test_a_wrong_message_names_its_field(client, message, param):
    status, found, text = refusal(lambda: chat(client, messages=[QUESTION[0], message]))
    assert (status, found) == (400, "messages[1]." + param) and found in text


def test_bodies_that_are_no_request(server):
    for body in ("", "{", "[]", "null", "[" * 100_000, '{"model": "tiny"}'):
        answer = server.post("/v1/chat/completions", body)
        assert answer.status == 400 and answer.json["error"]["type"] == "invalid_request_error", answer.text
        assert set(answer.json["error"]) == {"message", "type", "param", "code"}


def test_a_prompt_that_is_too_long(client):
    status, param, message = refusal(lambda: chat(client, messages=[{"role": "user", "content": "cat " * 100_000}]))
    assert (status, param) == (400, "messages") and "context" in message


@pytest.mark.parametrize("prompt", [[999_999], [-1], [[1], [2**40]], ["a", 1], [], {}, 5, [True]])
def test_prompts_that_are_none(client, prompt):
    status, param, _ = refusal(lambda: complete(client, prompt="", extra_body={"prompt": prompt}))
    assert status == 400 and param.startswith("prompt")


def test_what_is_not_supported_is_refused_and_not_ignored(client):
    assert refusal(lambda: complete(client, echo=True, logprobs=1))[:2] == (400, "logprobs")
    assert refusal(lambda: complete(client, best_of=3))[:2] == (400, "best_of")
    assert refusal(lambda: complete(client, suffix=" end"))[:2] == (400, "suffix")


def test_what_the_server_itself_refuses_has_the_same_shape(server):
    for method, path in (("GET", "/v1/nothing"), ("GET", "/v1/chat/completions")):
        answer = server.send(method, path)
        assert answer.status in (404, 405) and answer.json["error"]["message"], answer.text


# --- leaving -------------------------------------------------------------------------------------------------


def test_who_leaves_a_stream_stops_it(own_server):
    client = openai.OpenAI(base_url=own_server.url + "/v1", api_key="none")
    banned = {str(id): -100 for id in range(8)}  # what would end the answer
    with chat(client, max_tokens=100_000, n=2, logit_bias=banned, stream=True) as stream:
        next(iter(stream))
    own_server.wait_for_log("(client left)")
    assert chat(client).choices[0].message.content
