"""What Hearth cannot run is refused with one sentence that names it."""

import gguf_edit
import pytest


@pytest.fixture
def changed(model, tmp_path):
    """A function that writes the tiny model with a change, and gives its path."""

    def write(change):
        file = gguf_edit.read(model)
        change(file)
        path = tmp_path / "changed.gguf"
        file.write(path)
        return path

    return write


def run(hearth, path):
    return hearth.error("run", path, "hi", "--raw", "--option", "num_predict=1")


def test_the_edited_but_unchanged_file_still_runs(hearth, changed):
    hearth.text("run", changed(lambda file: None), "hi", "--raw", "--option", "num_predict=1")


@pytest.mark.parametrize(
    "arguments", [["run", "FILE", "hi"], ["show", "FILE"], ["tokenize", "FILE", "hi"], ["bench", "FILE"]]
)
def test_a_missing_file(hearth, arguments):
    named = ["no_such.gguf" if word == "FILE" else word for word in arguments]
    assert "no_such.gguf" in hearth.error(*named)


def test_a_folder(hearth, tmp_path):
    assert str(tmp_path) in run(hearth, tmp_path)


def test_an_empty_file(hearth, tmp_path):
    path = tmp_path / "empty.gguf"
    path.write_bytes(b"")
    assert "empty.gguf" in run(hearth, path)


def test_a_file_of_another_kind(hearth, tmp_path):
    path = tmp_path / "notes.gguf"
    path.write_text("these are my notes\n" * 10)
    assert "notes.gguf" in run(hearth, path)


def test_an_unknown_version(hearth, changed):
    path = changed(lambda file: setattr(file, "version", 77))
    assert "77" in run(hearth, path)


@pytest.mark.parametrize("share", [0.001, 0.01, 0.05, 0.3, 0.9, 0.9999])
def test_a_truncated_file(hearth, model, tmp_path, share):
    path = tmp_path / "truncated.gguf"
    data = model.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert "truncated.gguf" in run(hearth, path)


def test_an_unknown_architecture(hearth, changed):
    path = changed(lambda file: file.set("general.architecture", gguf_edit.string("perceptron")))
    assert "perceptron" in run(hearth, path)


def test_an_unknown_tokenizer(hearth, changed):
    path = changed(lambda file: file.set("tokenizer.ggml.model", gguf_edit.string("abacus")))
    assert "abacus" in run(hearth, path)


def test_a_missing_tensor(hearth, changed):
    path = changed(lambda file: file.tensors.remove(file.tensor("blk.1.ffn_up.weight")))
    assert "blk.1.ffn_up.weight" in run(hearth, path)


def test_a_tensor_of_the_wrong_shape(hearth, changed):
    def turn(file):
        file.tensor("blk.0.ffn_up.weight").dims.reverse()

    message = run(hearth, changed(turn))
    assert "blk.0.ffn_up.weight" in message


def test_an_unknown_weight_format(hearth, changed):
    path = changed(lambda file: setattr(file.tensor("blk.0.ffn_up.weight"), "format", 999))
    assert "999" in run(hearth, path)


@pytest.mark.parametrize("key", ["block_count", "embedding_length", "attention.head_count", "feed_forward_length"])
def test_a_missing_number(hearth, changed, key):
    path = changed(lambda file: file.keys.pop(f"llama.{key}"))
    assert f"llama.{key}" in run(hearth, path)


@pytest.mark.parametrize("value", [0, 7, 2**31, 2**32 - 1])
@pytest.mark.parametrize("key", ["block_count", "embedding_length", "attention.head_count", "attention.head_count_kv"])
def test_a_number_that_cannot_be(hearth, changed, key, value):
    path = changed(lambda file: file.set(f"llama.{key}", gguf_edit.u32(value)))
    assert "changed.gguf" in run(hearth, path)


def test_a_rope_scaling_that_nobody_knows(hearth, changed):
    path = changed(lambda file: file.set("llama.rope.scaling.type", gguf_edit.string("elastic")))
    assert "elastic" in run(hearth, path)


def test_a_template_that_does_not_parse(hearth, changed):
    path = changed(lambda file: file.set("tokenizer.chat_template", gguf_edit.string("{% for message in %}")))
    assert hearth.error("run", path, "hi")
    hearth.text("run", path, "hi", "--raw", "--option", "num_predict=1")  # which needs no template


@pytest.mark.parametrize("arguments", [["frobnicate"], ["run"], ["run", "--no-such-flag"], ["bench", "--json"]])
def test_a_command_line_that_makes_no_sense(hearth, arguments):
    done = hearth(*arguments)
    assert done.returncode not in (0, None) and done.returncode > 0
    assert done.stderr
