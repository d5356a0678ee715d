"""`hearth config` and `hearth doctor`: which settings hold, and what is said about the machine."""

import json
import os
import resource
import subprocess

import pytest

from conftest import BINARY, Hearth, environment

MANIFEST = {
    "schemaVersion": 2,
    "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
    "config": {
        "mediaType": "application/vnd.docker.container.image.v1+json",
        "digest": "sha256:" + "a" * 64,
        "size": 10,
    },
    "layers": [
        {"mediaType": "application/vnd.ollama.image.model", "digest": "sha256:" + "b" * 64, "size": 1 << 50},
    ],
}


class User(Hearth):
    """The program as somebody runs it who has set nothing. An empty variable counts as absent."""

    def __init__(self, home):
        self.environment = {"HOME": str(home), "HEARTH_ISA": "", "HEARTH_ACTIVATIONS": ""}

    def __call__(self, *args, env=None, **kwargs):
        return super().__call__(*args, env=self.environment | (env or {}), **kwargs)


@pytest.fixture
def home(tmp_path):
    """Her home, empty."""
    return tmp_path


@pytest.fixture
def user(home):
    assert BINARY.exists(), f"{BINARY} is not built; HEARTH_BINARY names another one"
    return User(home)


def write_config(home, text):
    path = home / ".hearth/config.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def add_model(store, name):
    path = store / "manifests/registry.ollama.ai/library" / name / "latest"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(MANIFEST))


def suggestions(report):
    return [" | ".join(one.values()) for one in report["suggestions"]]


# --- config ----------------------------------------------------------------------------------------------------


def test_config_prints_every_setting_with_its_origin(user, home):
    lines = user.text("config").splitlines()
    assert lines[0].split() == ["NAME", "VALUE", "ORIGIN"]
    rows = {line.split()[0]: line.split()[1:] for line in lines[1:]}
    assert rows["host"] == ["127.0.0.1:11434", "default"]
    assert rows["max_queue_length"] == ["256", "default"]
    assert rows["unload_after_idle"] == ["5m0s", "default"]
    assert rows["models"] == [f"{home}/.hearth/models", "default"]
    assert rows["num_threads"] == ["2", "environment", "HEARTH_NUM_THREADS"]


def test_the_file_is_below_the_environment_and_that_is_below_flags(user, home):
    path = write_config(home, "max_queue_length: 1\nmax_parallel_requests: 1\nkv_cache_policy: fifo\n")
    done = user.json(
        "config", "--json", "--max-queue-length", "3", env={"OLLAMA_MAX_QUEUE": "2", "OLLAMA_NUM_PARALLEL": "2"}
    )
    found = {name: (row["value"], row["origin"]) for name, row in done["settings"].items()}
    assert found["max_queue_length"] == (3, "flag --max-queue-length")
    assert found["max_parallel_requests"] == (2, "environment OLLAMA_NUM_PARALLEL")
    assert found["kv_cache_policy"] == ("fifo", f"{path}:3")
    assert done["config_file"] == str(path)
    assert done["warnings"] == []


def test_config_prints_the_settings_that_are_asked_for(user, home):
    lines = user.text("config", "host", "OLLAMA_MAX_QUEUE").splitlines()
    assert [line.split()[0] for line in lines] == ["NAME", "host", "max_queue_length"]
    assert "did you mean max_queue_length?" in user.error("config", "max_queue_lenght")


def test_what_cannot_be_used_is_said_on_standard_error(user, home):
    path = write_config(home, "max_queue_length: many\nhots: a\n")
    done = user("config", env={"OLLAMA_NOPRUNE": "perhaps"})
    assert done.returncode == 0
    warnings = done.stderr.decode().splitlines()
    assert len(warnings) == 3
    assert any(f"{path}:1: max_queue_length is 'many', expected a whole number" in line for line in warnings)
    assert any(f"{path}:2: there is no setting 'hots'; did you mean host?" in line for line in warnings)
    assert any("OLLAMA_NOPRUNE is 'perhaps'" in line and "counts as true" in line for line in warnings)


@pytest.mark.parametrize("text", ["host: [\n", "a: &a [1]\nb: *a\n", "- list\n", "host: a\nhost: b\n", "#" * 70_000])
def test_a_file_that_cannot_be_read_is_refused(user, home, text):
    path = write_config(home, text)
    assert str(path) in user.error("config")


def test_a_flag_that_makes_no_sense_is_refused(user, home):
    assert user.error("config", "--num-threads", "two").startswith("--num-threads is 'two', expected")


def test_the_file_decides_how_models_are_loaded(user, home, model):
    write_config(home, "isa: z80\n")
    assert "z80" in user.error("run", model, "hi", "--raw", "--option", "num_predict=1")
    write_config(home, "isa: scalar\nactivations: f32\n")
    user.text("run", model, "hi", "--raw", "--option", "num_predict=1")


def test_a_setting_that_makes_a_command_stop_is_said_once(user, model):
    message = user.error("run", model, "hi", "--raw", env={"HEARTH_NUM_THREADS": "many"})
    assert message == "HEARTH_NUM_THREADS is 'many', expected a whole number from 0 to 1024"


# --- doctor ----------------------------------------------------------------------------------------------------


def test_doctor_describes_the_machine(user, home):
    report = user.json("doctor", "--json")
    cpu, memory = report["cpu"], report["memory"]
    assert 1 <= cpu["cores"]["usable"] <= len(os.sched_getaffinity(0)) <= cpu["cores"]["online"]
    assert cpu["threads"] == 2
    usable = [one["name"] for one in cpu["instruction_sets"] if one["usable"]]
    assert usable[-1] == "scalar" and cpu["instruction_set"] == usable[0]
    assert memory["total_bytes"] == os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    assert 0 < memory["available_bytes"] <= memory["total_bytes"]
    assert memory["read_bytes_per_second"] is None or memory["read_bytes_per_second"] > 1e8
    assert report["store"]["folder"] == f"{home}/.hearth/models" and not report["store"]["exists"]
    assert report["store"]["disk_bytes"] > 0


def test_doctor_changes_nothing(user, home):
    user.text("doctor")
    assert list(home.iterdir()) == []


def test_doctor_tells_a_person_the_same(user, home):
    text = user.text("doctor")
    for part in ("Processor", "instruction set", "Memory", "huge pages", "Limits", "Model store", "Server", "Settings"):
        assert part in text, part
    assert "environment HEARTH_NUM_THREADS" in text


def test_doctor_says_which_limits_the_process_has(home):
    def limit():
        resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))

    command, variables = [BINARY, "doctor", "--json"], environment() | {"HOME": str(home)}
    done = subprocess.run(command, capture_output=True, check=True, preexec_fn=limit, timeout=60, env=variables)
    report = json.loads(done.stdout)
    assert report["limits"]["open_files"] == 100
    assert any("may open 100 files" in one for one in suggestions(report))


def test_doctor_says_that_a_slower_instruction_set_is_forced(user, home):
    report = user.json("doctor", "--json", env={"HEARTH_ISA": "scalar"})
    assert report["cpu"]["instruction_set"] == "scalar"
    assert report["cpu"]["instruction_set_origin"] == "environment HEARTH_ISA"
    if len([one for one in report["cpu"]["instruction_sets"] if one["usable"]]) > 1:
        assert any("computes with scalar, not with" in one for one in suggestions(report))


def test_doctor_says_what_is_wrong_with_the_settings_and_goes_on(user, home):
    path = write_config(home, "host: [\n")
    report = user.json("doctor", "--json", env={"HEARTH_ISA": "z80"})
    assert str(path) in suggestions(report)[0]
    assert any("'z80' cannot be used" in one for one in suggestions(report))
    assert report["cpu"]["instruction_set"] is None


def test_doctor_finds_a_model_that_does_not_fit(user, home):
    add_model(home / ".hearth/models", "huge")
    report = user.json("doctor", "--json")
    assert report["store"]["largest_model"] == "huge:latest"
    assert any("huge:latest does not fit into memory" in one for one in suggestions(report))


def test_doctor_finds_ollamas_models(user, home):
    add_model(home / ".ollama/models", "theirs")
    report = user.json("doctor", "--json")
    wanted = f"set OLLAMA_MODELS={home}/.ollama/models"
    assert any(wanted in one for one in suggestions(report))
    report = user.json("doctor", "--json", env={"OLLAMA_MODELS": f"{home}/.ollama/models"})
    assert not any(wanted in one for one in suggestions(report))
    assert report["store"]["models"] == 1


def test_doctor_says_that_no_server_answers(user, home):
    report = user.json("doctor", "--json", env={"OLLAMA_HOST": f"unix://{home}/none.sock"})
    assert report["server"]["version"] is None and report["server"]["problem"]
