"""`hearth run`: where the prompt comes from, what the options do, what the answers look like."""

import json

import pytest

GREEDY = ["--option", "temperature=0", "--option", "num_predict=8"]
DURATIONS = ["total_duration", "load_duration", "prompt_eval_duration", "eval_duration"]
TINY_MODELS = ["llama2-f32", "llama3-rope-freqs-f16", "llama-linear-biases-q8_0", "llama-yarn-q5", "mistral-wide-heads-q4",
               "llama-k-quants", "gemma3-window-8-q8_0", "gemma3-two-kv-heads-bf16"]  # fmt: skip


def option(**values):
    return [word for name, value in values.items() for word in ("--option", f"{name}={value}")]


@pytest.mark.parametrize("name", TINY_MODELS)
def test_continues_like_llama_cpp_with_exact_activations(hearth, golden, name, request):
    models = request.path.parents[1] / "golden/models"
    for case in golden(name)["texts"]:
        if not case["text"]:
            continue
        answer = hearth.json("run", models / f"{name}.gguf", case["text"], "--raw", "--json",
                             *option(temperature=0, num_predict=16, repeat_penalty=1, activations="f32"))  # fmt: skip
        sure = next((i for i, gap in enumerate(case["gaps"]) if gap < 0.02), len(case["gaps"]))
        assert answer["prompt_tokens"] == case["tokens"]
        assert answer["prompt_eval_count"] == len(case["tokens"])
        assert answer["tokens"][:sure] == case["completion"][:sure]


def test_takes_the_prompt_from_the_argument_from_standard_input_or_both(hearth, model):
    command = ["run", model, "--raw", "--json", *GREEDY]
    from_argument = hearth.json(*command, "the cat in the hat")
    from_stdin = hearth.json(*command, stdin="the cat in the hat")
    from_both = hearth.json(*command, "the hat", stdin="the cat in")
    assert from_argument["tokens"] == from_stdin["tokens"]
    assert from_argument["prompt_eval_count"] == from_stdin["prompt_eval_count"]
    assert (
        from_both["tokens"] == from_argument["tokens"]
    )  # the text of a file comes first, the question about it behind
    assert from_both["prompt_tokens"] == from_argument["prompt_tokens"]


def test_prints_the_same_text_plainly_and_as_json(hearth, model):
    plain = hearth("run", model, "the cat", "--raw", *GREEDY)
    answer = hearth.json("run", model, "the cat", "--raw", "--json", *GREEDY)
    assert plain.returncode == 0
    shown = plain.stdout.decode(errors="replace").rstrip("\n")
    assert shown == answer["response"].rstrip("\n")
    assert plain.stderr == b""


def test_json_is_one_object_with_ollamas_counts_and_times(hearth, model):
    text = hearth.text("run", model, "the cat", "--raw", "--json", *GREEDY)
    answer = json.loads(text)
    assert isinstance(answer["response"], str)
    assert len(answer["tokens"]) == 8 == answer["eval_count"]
    assert answer["done_reason"] == "length"
    assert all(isinstance(answer[name], int) and answer[name] >= 0 for name in DURATIONS)
    assert answer["eval_duration"] > 0 and answer["prompt_eval_duration"] > 0
    parts = answer["load_duration"] + answer["prompt_eval_duration"] + answer["eval_duration"]
    assert answer["total_duration"] >= parts * 0.99
    assert "logprobs" not in answer


def test_logprobs_hold_the_chosen_token_and_as_many_others_as_asked_for(hearth, model):
    answer = hearth.json("run", model, "the cat", "--raw", "--json", "--logprobs", "3", *GREEDY)
    assert len(answer["logprobs"]) == len(answer["tokens"])
    for entry in answer["logprobs"]:
        others = [other["logprob"] for other in entry["top_logprobs"]]
        assert len(others) == 3
        assert entry["logprob"] == max(others)  # greedy
        assert others == sorted(others, reverse=True) and others[0] <= 0


def test_the_chat_template_is_applied_unless_the_prompt_is_raw(hearth, chat_model):
    raw = hearth.json("run", chat_model, "the cat", "--raw", "--json", *GREEDY)
    chat = hearth.json("run", chat_model, "the cat", "--json", *GREEDY)
    rendered = hearth.json("tokenize", chat_model, "[user] the cat\n[assistant]")
    assert chat["prompt_eval_count"] == len(rendered)
    assert chat["prompt_tokens"] == rendered
    assert raw["prompt_eval_count"] < chat["prompt_eval_count"]


def test_the_seed_decides_what_is_drawn(hearth, model):
    def drawn(seed):
        command = [
            "run",
            model,
            "the cat",
            "--raw",
            "--json",
            *option(temperature=1, top_k=0, top_p=1, num_predict=12, seed=seed),
        ]
        return hearth.json(*command)["tokens"]

    assert drawn(7) == drawn(7)
    assert len({tuple(drawn(seed)) for seed in range(4)}) > 1


@pytest.mark.parametrize("narrow", [{"top_k": 1}, {"top_p": 0.0001}, {"min_p": 1}])
def test_sampling_from_one_candidate_is_greedy(hearth, model, narrow):
    command = ["run", model, "the cat", "--raw", "--json"]
    same = option(num_predict=12, repeat_penalty=1)
    greedy = hearth.json(*command, *same, *option(temperature=0))
    assert hearth.json(*command, *same, *option(temperature=1, seed=3, **narrow))["tokens"] == greedy["tokens"]


def test_a_repeat_penalty_stops_repetition(hearth, golden, request):
    models = request.path.parents[1] / "golden/models"
    command = ["run", models / "gemma3-window-8-q8_0.gguf", "the cat in the hat", "--raw", "--json"]
    greedy = option(temperature=0, num_predict=8)
    freely = hearth.json(*command, *greedy, *option(repeat_penalty=1))["tokens"]
    assert len(set(freely)) == 1  # the golden says so as well
    assert len(set(hearth.json(*command, *greedy, *option(repeat_penalty=10))["tokens"])) > 1


def test_a_stop_string_ends_the_answer_and_is_not_shown(hearth, golden, request):
    command = ["run", request.path.parents[1] / "golden/models/llama2-f32.gguf", "the cat", "--raw", "--json", *GREEDY]
    whole = hearth.json(*command)["response"]
    stop = next(letter for letter in whole[1:] if letter.isprintable() and letter not in ' "=\ufffd')
    cut = hearth.json(*command, *option(stop=stop))
    assert cut["response"] == whole[: whole.index(stop)]
    assert cut["done_reason"] == "stop"


def test_without_a_prompt_the_model_is_only_loaded(hearth, model):
    assert hearth.text("run", model) == ""
    assert hearth.json("run", model, "--json")["done_reason"] == "load"


def test_num_predict_bounds_the_answer(hearth, model):
    for count in (1, 5):
        answer = hearth.json("run", model, "the cat", "--raw", "--json", *option(temperature=0, num_predict=count))
        assert answer["eval_count"] == count


def test_a_full_context_ends_the_answer(hearth, model):
    answer = hearth.json("run", model, "the cat", "--raw", "--json", *option(temperature=0, num_ctx=32, num_predict=-1))
    assert answer["done_reason"] == "length"
    assert answer["prompt_eval_count"] + answer["eval_count"] <= 33


def test_a_prompt_longer_than_the_context_is_refused_with_both_numbers(hearth, model):
    message = hearth.error("run", model, "the cat " * 40, "--raw", *option(num_ctx=32))
    assert "32" in message


@pytest.mark.parametrize("environment", [{"HEARTH_NUM_THREADS": "1"}, {"HEARTH_ISA": "scalar"}])
def test_threads_and_instruction_sets_change_no_token_and_no_bit(hearth, model, environment):
    command = [
        "run",
        model,
        "the cat in the hat",
        "--raw",
        "--json",
        "--logprobs",
        "5",
        *option(temperature=1, num_predict=16, seed=5),
    ]
    usual, other = hearth.json(*command), hearth.json(*command, env=environment)
    assert (usual["tokens"], usual["logprobs"]) == (other["tokens"], other["logprobs"])


def test_verbose_adds_counts_and_rates_on_standard_error(hearth, model):
    done = hearth("run", model, "the cat", "--raw", "--verbose", *GREEDY)
    quiet = hearth("run", model, "the cat", "--raw", *GREEDY)
    assert done.returncode == 0 and done.stdout == quiet.stdout
    for line in (
        "total duration:",
        "load duration:",
        "prompt eval count:",
        "prompt eval rate:",
        "eval count:",
        "eval rate:",
    ):
        assert line in done.stderr.decode()


@pytest.mark.parametrize(
    "wrong, named",
    [("temperature=hot", "temperature"), ("no_such_option=1", "no_such_option"),
     ("temperature", "temperature"), ("num_ctx=0.5", "num_ctx"), ("activations=int3", "activations")],
)  # fmt: skip
def test_a_wrong_option_is_refused_by_its_name(hearth, model, wrong, named):
    assert named in hearth.error("run", model, "the cat", "--raw", "--option", wrong)
