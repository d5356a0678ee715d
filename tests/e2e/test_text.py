"""`hearth tokenize` and `hearth detokenize`, against llama.cpp's tokens of the same texts."""

import json

import pytest

NAMES = ["llama2-f32", "llama3-rope-freqs-f16", "gemma3-window-8-q8_0"]  # one of each vocabulary


@pytest.fixture(scope="module")
def models(request):
    return request.path.parents[1] / "golden/models"


@pytest.mark.parametrize("name", NAMES)
def test_tokens_equal_llama_cpps(hearth, golden, models, name):
    for case in golden(name)["texts"]:
        if case["text"]:
            assert hearth.json("tokenize", models / f"{name}.gguf", case["text"]) == case["tokens"], case["text"]


@pytest.mark.parametrize("name", NAMES)
def test_the_text_may_come_from_standard_input(hearth, golden, models, name):
    for case in golden(name)["texts"]:
        assert hearth.json("tokenize", models / f"{name}.gguf", stdin=case["text"]) == case["tokens"]


@pytest.mark.parametrize("name", NAMES)
def test_detokenize_gives_the_text_back(hearth, golden, models, name):
    for case in golden(name)["texts"]:
        if not case["text"]:
            continue
        shown = hearth.text("detokenize", models / f"{name}.gguf", *case["tokens"])
        assert shown.removesuffix("\n") == case["text"]


def test_a_special_token_in_the_text_counts_only_when_asked_for(hearth, models):
    model = models / "llama3-rope-freqs-f16.gguf"
    plain = hearth.json("tokenize", model, "the<|eot_id|>")
    special = hearth.json("tokenize", model, "the<|eot_id|>", "--special")
    assert len(special) < len(plain)
    assert special[-1] not in plain


def test_tokens_are_one_line_of_json(hearth, models):
    text = hearth.text("tokenize", models / "llama2-f32.gguf", "the cat")
    assert text.count("\n") == 1 and isinstance(json.loads(text), list)


def test_an_id_outside_the_vocabulary_is_refused(hearth, models):
    message = hearth.error("detokenize", models / "llama2-f32.gguf", "5", "320")
    assert "320" in message


def test_what_is_no_id_is_refused(hearth, models):
    assert "cat" in hearth.error("detokenize", models / "llama2-f32.gguf", "cat")
