"""What the tests of the server send, and what they look for in its answers."""

import hashlib
import re

SHORT = {"temperature": 0, "num_predict": 8}
NEVER_ENDS = {"logit_bias": {"272": -100, "273": -100}, "num_predict": -1}  # against the tiny model's ends of a text
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
JSON = "application/json; charset=utf-8"
LINES = "application/x-ndjson"


def generation(prompt="the cat", model="tiny", **more):
    return {"model": model, "prompt": prompt, "options": SHORT} | more


def conversation(*texts, model="tiny", **more):
    """A chat in which user and assistant take turns."""
    roles = ["user", "assistant"] * len(texts)
    messages = [{"role": role, "content": text} for role, text in zip(roles, texts)]
    return {"model": model, "messages": messages, "options": SHORT} | more


def error(answer):
    """The status and the text of a refusal, which is one object with nothing else in it."""
    assert answer.headers["Content-Type"] == JSON
    assert list(answer.json) == ["error"], answer.text
    return answer.status, answer.json["error"]


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()
