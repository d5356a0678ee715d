"""Models travel: pull and push against a real registry, with what goes wrong on the way."""

import json
import random
import signal
import subprocess
import threading
import time

import conftest
import pytest
import registries
from registries import DockerRegistry, Front, digest_of, push_model

CONFIG = b'{"model_format":"gguf","model_family":"llama","model_families":["llama"],"model_type":"1M","file_type":"Q5_0"}\n'
LARGE = random.Random(7).randbytes(48 << 20)


@pytest.fixture(scope="module")
def registry(tmp_path_factory, chat_model):
    """A registry with the models library/tiny and library/large."""
    registry = DockerRegistry(tmp_path_factory.mktemp("registry"))
    push_model(registry.url, "library/tiny", "latest", CONFIG, [("model", chat_model.read_bytes())])
    push_model(registry.url, "library/large", "latest", CONFIG, [("license", LARGE)])
    yield registry
    registry.stop()


@pytest.fixture
def front(registry):
    """A server in front of the registry, which can be told to misbehave."""
    front = Front(registry.url)
    yield front
    front.stop()


class Client:
    """The program with a home and a store of its own."""

    def __init__(self, hearth, folder, registry_url):
        self._hearth, self.home = hearth, folder
        self.env = {"HOME": str(folder), "OLLAMA_MODELS": str(folder / "models"), "HEARTH_REGISTRY": registry_url}

    def __call__(self, *args, env=None):
        return self._hearth(*args, env=self.env | (env or {}))

    def ok(self, *args, env=None):
        done = self(*args, env=env)
        assert done.returncode == 0, done.stderr.decode()
        return done.stderr.decode()

    def fails(self, *args, env=None):
        """The last line of a command that fails."""
        done = self(*args, env=env)
        lines = done.stderr.decode().splitlines()
        assert done.returncode == 1 and lines[-1].startswith("Error: "), (done.returncode, lines)
        return lines[-1].removeprefix("Error: ")

    def models(self):
        return [line.split()[0] for line in self("list").stdout.decode().splitlines()[1:]]

    def has_large(self):
        return (self.home / "models/manifests/registry.ollama.ai/library/large/latest").exists()

    def blobs(self):
        return sorted(p.name for p in (self.home / "models/blobs").iterdir())

    def start(self, *args):
        return subprocess.Popen(
            [str(conftest.BINARY), *args], env=conftest.environment() | self.env,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip


@pytest.fixture
def client_of(hearth, tmp_path):
    return lambda url: Client(hearth, tmp_path, url)


def is_blob(request):
    return request.command == "GET" and "/blobs/" in request.path


# --- pull ---------------------------------------------------------------------------------------------------------


def test_pull_brings_a_model_that_runs(client_of, registry):
    client = client_of(registry.url)
    lines = client.ok("pull", "tiny").splitlines()
    assert lines[0] == "pulling manifest" and lines[-3:] == ["verifying sha256 digest", "writing manifest", "success"]
    assert sum(line.startswith("pulling ") and line.endswith("100% of 5.1 KB") for line in lines) <= 1
    assert client.models() == ["tiny:latest"]
    assert client("run", "tiny", "hi", "-o", "num_predict=3").returncode == 0
    assert client.ok("pull", "tiny").splitlines()[-1] == "success"


def test_run_pulls_what_is_not_here(client_of, registry):
    client = client_of(registry.url)
    done = client("run", "tiny", "hi", "-o", "num_predict=3")
    assert done.returncode == 0, done.stderr
    assert b"pulling manifest" in done.stderr
    assert client.models() == ["tiny:latest"]


def test_pull_of_an_unknown_model(client_of, registry):
    assert client_of(registry.url).fails("pull", "nothere") == "pull model manifest: file does not exist"
    assert "is not here" in client_of(registry.url).fails("run", "nothere", "hi")


def test_pull_of_names_that_are_none(client_of, registry):
    for name in ["../../etc/passwd", "/etc/passwd", "a/b/c/d", "tiny:..", "ti\x1bny", "tiny@sha256:12"]:
        assert "invalid model name" in client_of(registry.url).fails("pull", name)


def test_pull_holds_a_pinned_digest(client_of, registry, chat_model):
    client = client_of(registry.url)
    good = digest_of(registries.manifest_of(CONFIG, [("model", chat_model.read_bytes())]))
    client.ok("pull", f"tiny@{good}")
    assert "file does not exist" in client.fails("pull", f"tiny@{digest_of(b'x')}")


def test_a_large_layer_comes_in_parts(client_of, front):
    client = client_of(front.url)
    client.ok("pull", "large")
    assert front.n_requests(digest_of(LARGE)) > 3
    assert front.blob_bytes < len(LARGE) * 1.3
    assert client.blobs() == sorted(d.replace(":", "-") for d in [digest_of(LARGE), digest_of(CONFIG)])


def test_pull_goes_on_after_cut_connections(client_of, front):
    chance = random.Random(1)

    def handle(_, request):
        if is_blob(request) and chance.random() < 0.6:
            request.pass_on(limit=chance.randrange(1, 4 << 20))
            return True
        return False

    front.handle = handle
    client_of(front.url).ok("pull", "large")
    assert front.blob_bytes < len(LARGE) * 2


def test_pull_without_ranges(client_of, front):
    def handle(_, request):
        if is_blob(request):
            request.pass_on(headers={"Range": None})
            return True
        return False

    front.handle = handle
    client_of(front.url).ok("pull", "large")
    assert front.n_requests(digest_of(LARGE)) == 1


def test_pull_follows_redirects_that_expire(client_of, front, registry):
    storage = Front(registry.url)
    seen = []

    def serve(server, request):
        seen.append(request.headers.get("Authorization"))
        request.path, _, number = request.path.partition("?sig=")
        if int(number) % 3 == 0:
            request.answer(403, b"expired")
            return True
        return False

    def redirect(server, request):
        if is_blob(request):
            request.answer(307, headers={"Location": f"{storage.url}{request.path}?sig={len(server.requests)}"})
            return True
        return False

    storage.handle, front.handle = serve, redirect
    client_of(front.url).ok("pull", "large")
    storage.stop()
    assert set(seen) == {None}


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1:70/1", "//"])
def test_pull_follows_no_redirect_to_other_protocols(client_of, front, place):
    front.handle = lambda _, request: is_blob(request) and (request.answer(302, headers={"Location": place}) or True)
    client = client_of(front.url)
    assert "is refused" in client.fails("pull", "tiny")
    assert client.models() == []


def test_a_wrong_blob_is_fetched_once_more_and_then_reported(client_of, front):
    def handle(_, request):
        if is_blob(request) and digest_of(CONFIG) in request.path:
            body = CONFIG.replace(b"llama", b"lambs")
            request.answer(206, body, {"Content-Range": f"bytes 0-{len(body) - 1}/{len(body)}"})
            return True
        return False

    front.handle = handle
    client = client_of(front.url)
    assert "digest mismatch, file must be downloaded again" in client.fails("pull", "tiny")
    assert front.n_requests(digest_of(CONFIG)) == 2
    assert client.models() == []
    front.handle = lambda *_: False
    client.ok("pull", "tiny")


@pytest.mark.parametrize(
    "answer, message",
    [
        ((200, b" " * (2 << 20), {"Content-Type": registries.MANIFEST_TYPE}), "longer than 1048576 bytes"),
        ((200, b"<html>", {"Content-Type": "text/html"}), "sends text/html, expected a manifest"),
        ((200, b"[]", {"Content-Type": "application/json"}), "manifest"),
        ((500, b"oh no", {}), "500: oh no"),
        ((302, b"", {"Location": "file:///etc/passwd"}), "is refused"),
    ],
)
def test_a_manifest_that_is_none(client_of, front, answer, message):
    front.handle = lambda _, request: "/manifests/" in request.path and (request.answer(*answer) or True)
    client = client_of(front.url)
    assert message in client.fails("pull", "tiny")
    assert client.models() == []


def test_sizes_that_are_lies(client_of, front):
    def lying(size):
        manifest = json.loads(registries.manifest_of(CONFIG, []))
        manifest["config"]["size"] = size
        body = json.dumps(manifest).encode()
        return lambda _, request: "/manifests/" in request.path and (request.answer(200, body) or True)

    client = client_of(front.url)
    front.handle = lying(len(CONFIG) - 1)
    assert "the server sends" in client.fails("pull", "tiny")
    front.handle = lying(len(CONFIG) + 1)
    assert "the server sends" in client.fails("pull", "tiny")
    front.handle = lying(1 << 49)
    assert "bytes are needed" in client.fails("pull", "tiny")
    front.handle = lambda *_: False
    client.ok("pull", "tiny")


def test_weights_that_contradict_themselves_are_no_model(client_of, registry, chat_model):
    cut = chat_model.read_bytes()[:-1000]
    push_model(registry.url, "library/broken", "latest", CONFIG, [("model", cut)])
    client = client_of(registry.url)
    assert "the model is refused" in client.fails("pull", "broken")
    assert client.models() == []


def test_offline_means_offline(client_of, front):
    client = client_of(front.url)
    assert "because Hearth is set to be offline" in client.fails("pull", "tiny", env={"HEARTH_OFFLINE": "1"})
    assert front.requests == []


# --- kills and interruptions --------------------------------------------------------------------------------------


def test_pull_survives_kills_at_random_points(client_of, front):
    client, chance, n_kills = client_of(front.url), random.Random(3), 12
    for _ in range(n_kills):
        process = client.start("pull", "large", "--limit-rate", "60M")
        time.sleep(chance.uniform(0.05, 0.5))
        process.kill()
        process.communicate()
        assert client.ok("list") == ""
    before = front.blob_bytes
    client.ok("pull", "large")
    assert client.has_large()
    assert client.blobs() == sorted(d.replace(":", "-") for d in [digest_of(LARGE), digest_of(CONFIG)])
    assert front.blob_bytes - before < len(LARGE)


def test_ctrl_c_leaves_what_can_be_resumed(client_of, front):
    client = client_of(front.url)
    process = client.start("pull", "large", "--limit-rate", "20M")
    while front.blob_bytes < 8 << 20:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=10)
    assert process.returncode == 1
    assert b"interrupted; 'hearth pull large' goes on where this one was" in stderr
    before = front.blob_bytes
    client.ok("pull", "large")
    assert front.blob_bytes - before < len(LARGE)


# --- the server ---------------------------------------------------------------------------------------------------


@pytest.fixture
def served(start_server, front):
    server = start_server(HEARTH_REGISTRY=front.url)
    yield server
    server.stop()


def test_api_pull_streams_ollamas_lines(served, front):
    lines = served.post("/api/pull", {"model": "large"}).lines
    statuses = list(dict.fromkeys(line["status"] for line in lines))
    layers = [f"pulling {digest_of(data)[7:19]}" for data in (LARGE, CONFIG)]
    assert statuses == ["pulling manifest", *layers, "verifying sha256 digest", "writing manifest", "success"]
    layer = [line for line in lines if line["status"] == layers[0]]
    assert all(line["digest"] == digest_of(LARGE) and line["total"] == len(LARGE) for line in layer)
    assert layer[-1]["completed"] == len(LARGE)
    assert (served.store / "manifests/registry.ollama.ai/library/large/latest").exists()


def test_api_pull_without_a_stream(served):
    assert served.ask("/api/pull", {"model": "large"}) == {"status": "success"}
    answer = served.post("/api/pull", {"model": "nothere", "stream": False})
    assert (answer.status, answer.json) == (500, {"error": "pull model manifest: file does not exist"})
    answer = served.post("/api/pull", {"model": "nothere"})
    assert answer.lines == [{"status": "pulling manifest"}, {"error": "pull model manifest: file does not exist"}]
    answer = served.post("/api/pull", {"model": "../x"})
    assert (answer.status, answer.json) == (400, {"error": "invalid model name"})


def test_two_pulls_share_one_download(served, front):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(served.ask("/api/pull", {"model": "large"}))) for _ in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"status": "success"}] * 2
    assert front.blob_bytes < len(LARGE) * 1.3


# --- who may ------------------------------------------------------------------------------------------------------


def test_basic_authentication(client_of, tmp_path_factory, chat_model):
    folder = tmp_path_factory.mktemp("basic")
    (folder / "htpasswd").write_text(registries.HTPASSWD)
    registry = DockerRegistry(folder, auth={"htpasswd": {"realm": "r", "path": str(folder / "htpasswd")}})
    try:
        client = client_of(registry.url)
        assert "asks for a user and a password" in client.fails("pull", "tiny")
        auth = registries.write_auth(folder / "auth.json", registry.host)
        env = {"HEARTH_REGISTRY_AUTH": str(auth)}
        client.ok("create", "tiny", "-f", write_modelfile(folder, chat_model))
        assert client.ok("push", "tiny", env=env).splitlines()[-1] == "success"
        client.ok("pull", "tiny", env=env)
        wrong = registries.write_auth(folder / "wrong.json", registry.host, password="guess")
        assert "access denied" in client.fails("pull", "tiny", env={"HEARTH_REGISTRY_AUTH": str(wrong)})
    finally:
        registry.stop()


def write_modelfile(folder, model):
    path = folder / "Modelfile"
    path.write_text(f"FROM {model}\n")
    return path


def test_tokens_by_signature_and_by_password(client_of, tmp_path_factory, chat_model):
    folder = tmp_path_factory.mktemp("token")
    service = registries.TokenService(folder)
    registry = DockerRegistry(folder, auth=service.auth())
    try:
        client = client_of(registry.url)
        client.ok("create", "tiny", "-f", write_modelfile(folder, chat_model))
        assert "access denied" in client.fails("push", "tiny")
        public = (client.home / ".hearth/id_ed25519.pub").read_text()
        service.public_key = public.split()[1]
        client.ok("push", "tiny")
        client("rm", "tiny")
        client.ok("pull", "tiny")
        assert "secret" not in "".join(service.proofs)
        service.public_key = None
        auth = registries.write_auth(folder / "auth.json", registry.host)
        client.ok("pull", "tiny", env={"HEARTH_REGISTRY_AUTH": str(auth)})
    finally:
        registry.stop()
        service.front.stop()


def test_a_realm_elsewhere_gets_nothing(client_of, front):
    challenge = 'Bearer realm="http://localhost:1/token",service="s",scope="repository:library/tiny:pull"'
    front.handle = lambda _, request: request.answer(401, headers={"WWW-Authenticate": challenge}) or True
    error = client_of(front.url).fails("pull", "tiny")
    assert 'realm host "localhost:1" does not match original host' in error


# --- TLS ----------------------------------------------------------------------------------------------------------


def test_tls_with_an_authority_of_ones_own(client_of, tmp_path_factory, chat_model):
    folder = tmp_path_factory.mktemp("tls")
    authority, certificate, key = registries.certificate(folder)
    registry = DockerRegistry(folder, tls=(certificate, key))
    try:
        client, name = client_of("http://127.0.0.1:9"), f"{registry.host}/me/tiny"
        trusted = {"SSL_CERT_FILE": str(authority)}
        client.ok("create", name, "-f", write_modelfile(folder, chat_model))
        assert "certificate" in client.fails("push", name)
        client.ok("push", name, env=trusted)
        client.ok("pull", name, env=trusted)
        assert "certificate" in client.fails("pull", name)
        client.ok("pull", f"https://{name}", "--insecure")
    finally:
        registry.stop()


def test_plain_http_only_when_it_is_allowed(client_of, registry):
    client = client_of("http://127.0.0.1:9")
    name = f"{registry.host}/library/tiny"
    assert "--insecure" in client.fails("pull", name)
    client.ok("pull", name, "--insecure")
    assert client.models() == [f"{name}:latest"]


# --- push ---------------------------------------------------------------------------------------------------------


def test_what_is_pushed_can_be_pulled(client_of, registry, front, tmp_path, chat_model):
    client = client_of(front.url)
    client.ok("create", "me/new", "-f", write_modelfile(tmp_path, chat_model))
    lines = client.ok("push", "me/new").splitlines()
    assert lines[0] == "retrieving manifest" and lines[-2:] == ["pushing manifest", "success"]
    manifest = (client.home / "models/manifests/registry.ollama.ai/me/new/latest").read_bytes()
    status, headers, body = registries.request(
        registry.url, "GET", "/v2/me/new/manifests/latest", headers={"Accept": registries.MANIFEST_TYPE}
    )
    assert (status, body) == (200, manifest)
    before = front.n_requests("uploads")
    client.ok("push", "me/new")
    assert front.n_requests("uploads") == before  # all is there
    assert "not found" in client.fails("push", "me/none")


def test_a_large_layer_is_pushed_in_chunks(client_of, front, registry, tmp_path, chat_model):
    client = client_of(front.url)
    client.ok("pull", "large")
    client("cp", "large", "me/large")
    broken = []

    def handle(_, request):
        if request.command == "PATCH" and not broken:
            broken.append(request.path)
            request.cut()
            return True
        return False

    front.handle = handle
    client.ok("push", "me/large")
    assert broken
    status, _, body = registries.request(registry.url, "GET", f"/v2/me/large/blobs/{digest_of(LARGE)}")
    assert status == 200 and body == LARGE


def test_a_proxy_is_used_for_hosts_elsewhere(client_of, registry):
    proxied = []

    def handle(_, request):
        proxied.append(request.path)
        request.path = request.path.removeprefix("http://registry.test")
        return False

    proxy = Front(registry.url, handle)
    client = client_of("http://registry.test")
    client.ok("pull", "tiny", env={"HTTP_PROXY": proxy.url})
    assert proxied and all(path.startswith("http://registry.test/v2/") for path in proxied)
    proxy.stop()


# --- the hub ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["hf.co", "huggingface.co"])
def test_the_hub_speaks_the_same_protocol(client_of, registry, front, chat_model, host):
    push_model(registry.url, "user/repo", "Q4_K_M", CONFIG, [("model", chat_model.read_bytes())])
    proofs, storage = [], Front(registry.url)

    def handle(_, request):
        proofs.append(request.headers.get("Authorization"))
        if is_blob(request):
            request.answer(302, headers={"Location": f"{storage.url}{request.path}"})
            return True
        return False

    front.handle = handle
    storage.handle = lambda _, request: proofs.append(("storage", request.headers.get("Authorization")))
    client = client_of("http://127.0.0.1:9")
    client.ok("pull", f"{host}/user/repo:Q4_K_M", env={"HF_ENDPOINT": front.url, "HF_TOKEN": "hf_secret"})
    storage.stop()
    assert client.models() == [f"{host}/user/repo:Q4_K_M"]
    assert set(proofs) == {"Bearer hf_secret", ("storage", None)}
