"""`hearth run NAME` where no server answers: one is started in the background, and is left there."""

import os
import re
import signal
import socket
import time
from pathlib import Path

import pytest

GREEDY = ["-o", "temperature=0", "-o", "num_predict=4"]
STARTED = re.compile(r"started a server at (\S+): process (\d+), its log is (\S+)\n")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def is_running(pid):
    return Path(f"/proc/{pid}/stat").exists() and Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"


class User:
    """Somebody with a home, the tiny model, and no server yet; those that start end with the test."""

    def __init__(self, hearth, store, home):
        self.hearth, self.home, self.pids = hearth, home, []
        self.env = {
            "HOME": str(home),
            "OLLAMA_MODELS": str(store),
            "OLLAMA_HOST": f"127.0.0.1:{free_port()}",
            "HEARTH_AUTO_START": "true",
        }

    def run(self, *args, **env):
        done = self.hearth("run", *args, *GREEDY, env=self.env | env)
        self.pids += [int(pid) for _, pid, _ in STARTED.findall(done.stderr.decode())]
        return done

    def end_servers(self):
        """What was started answers to SIGTERM, and nothing else of this home runs."""
        for pid in self.pids:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + 20
        while any(map(is_running, self.pids)):
            assert time.monotonic() < deadline, self.pids
            time.sleep(0.02)
        assert self.strays() == []

    def strays(self):
        home = f"HOME={self.home}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if home in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
            except OSError:
                continue  # it ended meanwhile, or is somebody else's
        return [pid for pid in found if is_running(pid)]


@pytest.fixture
def user(hearth, tiny_store, tmp_path):
    user = User(hearth, tiny_store, tmp_path)
    yield user
    user.end_servers()


def test_the_first_run_starts_a_server_and_the_next_one_finds_it(user):
    first, second = user.run("tiny", "the cat"), user.run("tiny", "the cat")
    assert first.returncode == 0 and first.stdout == second.stdout != b""
    told = STARTED.fullmatch(first.stderr.decode())
    assert told and told[1] == user.env["OLLAMA_HOST"]
    assert second.stderr == b""
    log = Path(told[3])
    assert log == user.home / ".hearth/serve.log" and log.stat().st_mode & 0o77 == 0
    assert log.read_text().count("/api/generate") == 2
    assert user.hearth.text("ps", env=user.env).splitlines()[1].startswith("tiny:latest ")


def test_it_outlives_its_client_in_a_session_of_its_own(user):
    user.run("tiny", "the cat")
    (pid,) = user.pids
    assert os.getsid(pid) == pid
    files = {os.readlink(file) for file in Path(f"/proc/{pid}/fd").iterdir()}
    assert str(user.home / ".hearth/serve.log") in files
    assert not any(file.startswith("pipe:") for file in files)  # or a script that reads the answer would never end


def test_a_server_that_dies_is_an_error_with_the_end_of_its_log(user):
    with socket.socket() as other:  # which takes connections and says nothing
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = user.run("tiny", "hi", OLLAMA_HOST=f"127.0.0.1:{other.getsockname()[1]}")
    assert done.returncode == 1
    message = done.stderr.decode()
    assert message.startswith("Error: cannot start a server in the background: it ended with status 1; its log ")
    assert "Address already in use" in message and message.count("\n") == 1


@pytest.mark.parametrize("host", ["192.0.2.1:9", "http://no-such-host.invalid", "https://127.0.0.1:9"])
def test_none_is_started_for_another_machine(user, host):
    done = user.run("tiny", "hi", OLLAMA_HOST=host)
    assert done.stderr == b"Error: could not connect to ollama server, run 'hearth serve' to start it\n"


def test_none_is_started_where_none_is_needed(user, chat_model):
    local = user.run("tiny", "the cat", "--local")
    assert (local.returncode, local.stderr) == (0, b"")
    assert user.run(chat_model, "the cat").stdout == local.stdout
    unasked = user.run("tiny", "the cat", HEARTH_AUTO_START="false")
    assert unasked.stderr == b"Error: could not connect to ollama server, run 'hearth serve' to start it\n"
    for command in [["list"], ["ps"], ["show", "tiny"]]:
        user.hearth(*command, env=user.env)
    assert user.strays() == []
