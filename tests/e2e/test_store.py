"""What takes how much of the disk, what can go, and whether the rest is as it should be."""

import re

import pytest


@pytest.fixture
def store(hearth, chat_model, tmp_path):
    """Environment and folder of a store with a model of this test's own."""
    env = {"OLLAMA_MODELS": str(tmp_path / "models"), "HOME": str(tmp_path)}
    modelfile = tmp_path / "Modelfile"
    modelfile.write_text(f"FROM {chat_model}\nSYSTEM Be brief.\n")
    hearth.text("create", "tiny", "-f", modelfile, env=env)
    return env, tmp_path / "models"


def test_verify_reads_every_blob(hearth, store):
    env, folder = store
    assert re.fullmatch(r"1 models, \d blobs, .*\n", hearth.text("verify", env=env))
    blob = max((folder / "blobs").iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(blob.read_bytes())
    data[-1] ^= 1
    blob.unlink()
    blob.write_bytes(data)
    done = hearth("verify", env=env)
    assert done.returncode == 1
    assert f"{blob}: its content is not what its name says" in done.stdout.decode()
    assert done.stderr.decode().startswith("Error: 1 problems found")


def test_df_counts_what_is_shared_once(hearth, store):
    env, folder = store
    hearth("cp", "tiny", "second", env=env)
    (folder / "blobs" / f"sha256-{'0' * 64}").write_bytes(b"x" * 2000)
    (folder / "blobs" / f"sha256-{'1' * 64}-partial").write_bytes(b"x" * 3000)
    text = hearth.text("df", env=env)
    names = [line.split()[0] for line in text.splitlines()[1:3]]
    assert sorted(names) == ["second:latest", "tiny:latest"]
    assert re.search(r"^unused +1 +2 KB ", text, re.M) and re.search(r"^unfinished +1 +3 KB ", text, re.M)
    assert re.search(r"^used +\d ", text, re.M)


def test_prune_removes_what_no_model_needs(hearth, store):
    env, folder = store
    orphan = folder / "blobs" / f"sha256-{'0' * 64}"
    orphan.write_bytes(b"x" * 2000)
    before = sorted((folder / "blobs").iterdir())
    assert hearth.text("prune", env=env) == "freed 0 B\n"  # it is too young
    assert "would free 2 KB" in hearth.text("prune", "--dry-run", "--age", "0s", env=env)
    assert sorted((folder / "blobs").iterdir()) == before
    text = hearth.text("prune", "--age", "0s", env=env)
    assert str(orphan) in text and text.endswith("freed 2 KB\n")
    assert not orphan.exists()
    hearth.text("verify", env=env)
    assert "unit" in hearth.error("prune", "--age", "5", env=env)
