"""What the end-to-end tests share: the program, the tiny models, and how to run one on the other."""

import json
import os
import subprocess
from pathlib import Path

import gguf_edit
import pytest

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("HEARTH_BINARY", ROOT / "build/release/hearth"))
MODELS = ROOT / "tests/golden/models"
TIMEOUT_SECONDS = 60
CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}[{{ message.role }}] {{ message.content }}\n{% endfor %}[assistant]"
)


class Hearth:
    """The program under test. Every run has to end by itself, in time."""

    def __call__(self, *args, stdin=None, env=None):
        """A finished run, whatever its exit status. Without `stdin`, standard input is empty."""
        command = [str(BINARY), *map(str, args)]
        data = stdin.encode() if isinstance(stdin, str) else stdin or b""
        environment = os.environ | {"HEARTH_NUM_THREADS": "2"} | (env or {})
        return subprocess.run(
            command, input=data, capture_output=True, check=False, timeout=TIMEOUT_SECONDS, env=environment
        )

    def text(self, *args, **kwargs):
        """Standard output of a run that succeeds."""
        done = self(*args, **kwargs)
        assert done.returncode == 0, (args, done.stderr.decode())
        return done.stdout.decode()

    def json(self, *args, **kwargs):
        return json.loads(self.text(*args, **kwargs))

    def error(self, *args, **kwargs):
        """The message of a run that has to fail: one line behind "Error: ", nothing on standard output, status 1."""
        done = self(*args, **kwargs)
        stderr = done.stderr.decode()
        assert done.returncode == 1, (args, done.returncode, stderr)
        assert stderr.startswith("Error: ") and stderr.count("\n") == 1 and stderr.endswith("\n"), stderr
        assert done.stdout == b"", done.stdout
        return stderr.removeprefix("Error: ").rstrip("\n")


@pytest.fixture(scope="session")
def hearth():
    assert BINARY.exists(), f"{BINARY} is not built; HEARTH_BINARY names another one"
    return Hearth()


@pytest.fixture(scope="session")
def golden():
    """The golden of a tiny model, by the model's name (tests/golden/models/README.md)."""
    return lambda name: json.loads((MODELS / f"{name}.json").read_text())


@pytest.fixture(scope="session")
def model():
    """The default tiny model: small, with a BPE vocabulary, no chat template."""
    return MODELS / "llama-yarn-q5.gguf"


@pytest.fixture(scope="session")
def chat_model(model, tmp_path_factory):
    """The same with a chat template."""
    file = gguf_edit.read(model)
    file.set("tokenizer.chat_template", gguf_edit.string(CHAT_TEMPLATE))
    path = tmp_path_factory.mktemp("chat") / "chat.gguf"
    file.write(path)
    return path
