"""What the end-to-end tests share: the program, the tiny models, how to run one on the other, and a server."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import threading
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
ABLE_TEMPLATE = (
    "{{ range .Tools }}{{ .Function.Name }};{{ end }}"
    "{{ range .Messages }}[{{ .Role }}] {{ if .Thinking }}<think>{{ .Thinking }}</think>{{ end }}{{ .Content }}"
    "{{ range .ToolCalls }}<tool_call>{{ .Function.Name }} {{ .Function.Arguments }}</tool_call>{{ end }}\n{{ end }}"
    "[assistant]{{ if .Think }}<think>{{ end }}"
)


def environment():
    """The user's own settings are not the tests'; those of how to compute may be. No server is started unasked."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("OLLAMA_") and k != "HEARTH_CONFIG"}
    # Port 9 is nobody's: a test that pulls says from where.
    return kept | {"HEARTH_NUM_THREADS": "2", "HEARTH_AUTO_START": "false", "HEARTH_REGISTRY": "http://127.0.0.1:9"}


class Hearth:
    """The program under test. Every run has to end by itself, in time."""

    def __call__(self, *args, stdin=None, env=None):
        """A finished run, whatever its exit status. Without `stdin`, standard input is empty."""
        command = [str(BINARY), *map(str, args)]
        data = stdin.encode() if isinstance(stdin, str) else stdin or b""
        return subprocess.run(
            command,
            input=data,
            capture_output=True,
            check=False,
            timeout=TIMEOUT_SECONDS,
            env=environment() | (env or {}),
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


class Answer:
    """What a server answered: status, headers, and the bytes of the body."""

    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def lines(self):
        """The objects of a streamed answer."""
        return [json.loads(line) for line in self.body.splitlines()]


class Server:
    """`hearth serve` on a free port, with a store of its own; `settings` are variables of its environment."""

    def __init__(self, store, home, settings=None):
        self.store, self.log = store, []
        self.env = {"OLLAMA_MODELS": str(store), "HOME": str(home)} | (settings or {})
        self.process = subprocess.Popen(
            [str(BINARY), "serve", "--host", "127.0.0.1:0"],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=environment() | self.env,
        )
        self.url = self._wait_until_it_listens()
        self.env["OLLAMA_HOST"] = self.url  # what its clients need
        self._logged = threading.Condition()
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()

    def _wait_until_it_listens(self):
        for line in self.process.stderr:
            self.log.append(line)
            if found := re.search(r" listens on (http://127\.0\.0\.1:\d+),", line):
                return found[1]
        raise AssertionError(f"the server ended with {self.process.wait()}: {''.join(self.log)}")

    def _read_log(self):
        for line in self.process.stderr:
            with self._logged:
                self.log.append(line)
                self._logged.notify_all()

    def wait_for_log(self, text):
        """Returns once a line of the log has `text`."""
        with self._logged:
            found = self._logged.wait_for(lambda: any(text in line for line in self.log), TIMEOUT_SECONDS)
        assert found, (text, self.log)

    @property
    def address(self):
        host, port = self.url.removeprefix("http://").split(":")
        return host, int(port)

    def connect(self):
        return http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=TIMEOUT_SECONDS)

    def send(self, method, path, body=None, headers=None):
        """The answer to one request. `body` is sent as it is when it is text or bytes, else as JSON."""
        connection = self.connect()
        data = body if body is None or isinstance(body, (str, bytes)) else json.dumps(body)
        connection.request(method, path, body=data, headers=headers or {})
        answer = Answer(connection.getresponse())
        connection.close()
        return answer

    def get(self, path):
        return self.send("GET", path)

    def post(self, path, body):
        return self.send("POST", path, body)

    def ask(self, path, body):
        """The one object that a request succeeds with."""
        answer = self.post(path, {"stream": False} | body)
        assert answer.status == 200, answer.text
        return answer.json

    def terminate(self):
        self.process.send_signal(signal.SIGTERM)

    def wait(self):
        """The exit status of a server that was told to end."""
        status = self.process.wait(TIMEOUT_SECONDS)
        self._reader.join(TIMEOUT_SECONDS)
        return status

    def stop(self):
        if self.process.poll() is None:
            self.terminate()
        assert self.wait() == 0, self.log


@pytest.fixture(scope="session")
def tiny_store(hearth, chat_model, tmp_path_factory):
    """A store with the model `tiny`: the chat model as it is."""
    folder = tmp_path_factory.mktemp("store")
    modelfile = folder / "Modelfile"
    modelfile.write_text(f"FROM {chat_model}\n")
    hearth.text("create", "tiny", "-f", modelfile, env={"OLLAMA_MODELS": str(folder / "models")})
    return folder / "models"


@pytest.fixture(scope="session")
def start_server(tiny_store, tmp_path_factory):
    """A function that starts a server with a copy of the tiny store, or of another one, and settings as variables."""

    def start(store=tiny_store, **settings):
        home = tmp_path_factory.mktemp("server")
        return Server(Path(shutil.copytree(store, home / "models")), home, settings)

    return start


@pytest.fixture(scope="module")
def server(start_server):
    """The server of a module's tests, which leave in its store what they found there."""
    server = start_server()
    yield server
    server.stop()


@pytest.fixture
def own_server(start_server):
    """A server of one test, which may end it."""
    server = start_server()
    yield server
    server.stop()


@pytest.fixture
def made(server):
    """A function that makes a model from `tiny`; it goes when the test ends."""
    names = []

    def make(name, **parts):
        assert server.ask("/api/create", {"model": name, "from": "tiny"} | parts) == {"status": "success"}
        names.append(name)
        return name

    yield make
    for name in names:
        server.send("DELETE", "/api/delete", {"model": name})


@pytest.fixture
def says(made):
    """A function that makes the model `able`, which knows tools, thinks, and says what it is told to."""

    def make(answer):
        return made("able", template=ABLE_TEMPLATE, parameters={"grammar": "root ::= " + json.dumps(answer)})

    return make
