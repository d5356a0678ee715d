"""`hearth show`, `hearth perplexity`, `hearth bench` and `hearth help`."""

import pytest

TINY_MODELS = [
    "llama2-f32",
    "llama3-rope-freqs-f16",
    "llama-linear-biases-q8_0",
    "llama-yarn-q5",
    "mistral-wide-heads-q4",
    "llama-k-quants",
    "gemma3-window-8-q8_0",
    "gemma3-two-kv-heads-bf16",
]


def test_show_names_the_family_the_sizes_and_the_formats(hearth, model):
    brief, complete = hearth.text("show", model), hearth.text("show", model, "--verbose")
    for word in ("llama", "2048", "64", "Q5_1"):
        assert word in brief, word
    for word in ("Q5_0", "[64 320]", "tokenizer.ggml.tokens"):
        assert word in complete, word


@pytest.mark.parametrize("name", TINY_MODELS)
def test_perplexity_equals_llama_cpps_with_exact_activations(hearth, golden, request, tmp_path, name):
    models, wanted, text = request.path.parents[1] / "golden/models", golden(name)["perplexity"], tmp_path / "text.txt"
    text.write_text(wanted["text"])
    command = ["perplexity", models / f"{name}.gguf", text, "--ctx", wanted["n_ctx"], "--json"]
    found = hearth.json(*command, env={"HEARTH_ACTIVATIONS": "f32"})
    assert found["tokens_scored"] == wanted["tokens_scored"]
    assert found["perplexity"] == pytest.approx(wanted["value"], rel=0.002)


def test_kl_compares_fast_with_exact_activations(hearth, golden, model, tmp_path):
    wanted, text = golden(model.stem)["perplexity"], tmp_path / "text.txt"
    text.write_text(wanted["text"])
    command = ["perplexity", model, text, "--ctx", wanted["n_ctx"], "--kl", "--json"]
    found = hearth.json(*command)
    assert found["exact_perplexity"] == pytest.approx(wanted["value"], rel=0.002)
    assert 0 < found["kl_divergence"]["mean"] < 0.1
    assert found["kl_divergence"]["mean"] <= found["kl_divergence"]["maximum"]
    assert 0.5 < found["same_top_token"] <= 1
    same = hearth.json(*command, env={"HEARTH_ACTIVATIONS": "f32"})
    assert same["kl_divergence"]["maximum"] == pytest.approx(0, abs=1e-9)
    assert same["same_top_token"] == 1


def test_perplexity_is_shown_as_text_too(hearth, golden, model, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text(golden(model.stem)["perplexity"]["text"])
    assert "perplexity" in hearth.text("perplexity", model, text, "--ctx", 64)


def test_perplexity_of_too_short_a_text_is_refused(hearth, model, tmp_path):
    short = tmp_path / "short.txt"
    short.write_text("the cat")
    assert "short.txt" in hearth.error("perplexity", model, short)


def test_bench_names_its_tests_like_llama_bench(hearth, model):
    results = hearth.json("bench", model, "-p", "16,32", "-n", "8", "-d", "0,32", "-t", "1", "--json")
    rates = {result["test"]: result["tokens_per_second"] for result in results if "tokens_per_second" in result}
    assert {"pp16", "pp32", "tg8", "tg8@32"} <= rates.keys()
    assert all(rate > 0 for rate in rates.values())


def test_bench_leaves_out_what_is_zero(hearth, model):
    results = hearth.json("bench", model, "-p", "16", "-n", "0", "-t", "1", "--json")
    assert [result["test"] for result in results] == ["load", "pp16", "memory"]


def test_bench_steps_several_sequences_at_once(hearth, model):
    results = hearth.json("bench", model, "-n", "8", "--parallel", "4", "-t", "2", "--json")
    assert any(result["test"] == "tg8x4" and result["tokens_per_second"] > 0 for result in results)


def test_bench_measures_the_limits_of_the_machine(hearth):
    found = {result["test"]: result for result in hearth.json("bench", "--limits", "-t", "1", "--json")}
    assert found["memory_read"]["bytes_per_second"] > 1e8
    assert found["cache_read"]["bytes_per_second"] > 1e8
    assert found["int8_dot"]["operations_per_second"] > 1e8


def test_help_lists_the_commands(hearth):
    shown = hearth.text("help")
    for command in ("run", "tokenize", "detokenize", "show", "perplexity", "bench"):
        assert command in shown
