"""Registries for the end-to-end tests: the real one (Debian's docker-registry), and what stands in front of it to make
trouble."""

import base64
import hashlib
import http.client
import http.server
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
import urllib.parse
from pathlib import Path

MANIFEST_TYPE = "application/vnd.docker.distribution.manifest.v2+json"
CONFIG_TYPE = "application/vnd.docker.container.image.v1+json"
PROGRAM = shutil.which("docker-registry")
# htpasswd -Bbn hearth secret
HTPASSWD = "hearth:$2y$05$I9ycz9RnZ3/SU6tS6GkfeuxzIkSx/WdmIqC9cYNNNs.OPg9x4c9q6\n"


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_auth(path, host, user="hearth", password="secret"):
    """A file of credentials, in the format of Docker's."""
    auth = base64.b64encode(f"{user}:{password}".encode()).decode()
    path.write_text(json.dumps({"auths": {host: {"auth": auth}}}))
    return path


class DockerRegistry:
    """docker-registry on a free port, with its own folder."""

    def __init__(self, folder, auth=None, tls=None, scheme="http"):
        self.folder, self.port = Path(folder), free_port()
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"{'https' if tls else scheme}://{self.host}"
        config = {
            "version": 0.1,
            "log": {"level": "warn"},
            "storage": {"filesystem": {"rootdirectory": str(self.folder / "data")}, "delete": {"enabled": True}},
            "http": {"addr": self.host},
        }
        if auth:
            config["auth"] = auth
        if tls:
            config["http"]["tls"] = {"certificate": str(tls[0]), "key": str(tls[1])}
        path = self.folder / "config.yml"
        path.write_text(json.dumps(config))  # JSON is YAML
        self.log = open(self.folder / "log", "wb")
        assert PROGRAM, "docker-registry is not installed: apt-get install docker-registry"
        self.process = subprocess.Popen([PROGRAM, "serve", str(path)], stdout=self.log, stderr=self.log)
        self._wait()

    def _wait(self):
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.process.poll() is None, (self.folder / "log").read_text()
            time.sleep(0.05)
        raise AssertionError("docker-registry does not listen")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()


def request(url, method, path, body=None, headers=None):
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    connection.request(method, path, body=body, headers=headers or {})
    response = connection.getresponse()
    data = response.read()
    connection.close()
    return response.status, {k.lower(): v for k, v in response.getheaders()}, data


def push_blob(url, repository, data, headers=None):
    status, answered, body = request(url, "POST", f"/v2/{repository}/blobs/uploads/", b"", headers)
    assert status == 202, (status, body)
    place = urllib.parse.urlsplit(answered["location"])
    target = f"{place.path}?{place.query}&digest={digest_of(data)}"
    status, _, body = request(url, "PUT", target, data, {"Content-Type": "application/octet-stream"} | (headers or {}))
    assert status == 201, (status, body)


def manifest_of(config, layers):
    """The bytes of a manifest: layers are (kind, data)."""
    return json.dumps(
        {
            "schemaVersion": 2,
            "mediaType": MANIFEST_TYPE,
            "config": {"mediaType": CONFIG_TYPE, "digest": digest_of(config), "size": len(config)},
            "layers": [
                {"mediaType": f"application/vnd.ollama.image.{kind}", "digest": digest_of(data), "size": len(data)}
                for kind, data in layers
            ],
        }
    ).encode()


def push_model(url, repository, tag, config, layers, headers=None):
    """Puts a model there as another client would; returns its ID."""
    for data in [config, *(data for _, data in layers)]:
        push_blob(url, repository, data, headers)
    manifest = manifest_of(config, layers)
    status, _, body = request(
        url, "PUT", f"/v2/{repository}/manifests/{tag}", manifest, {"Content-Type": MANIFEST_TYPE} | (headers or {})
    )
    assert status == 201, (status, body)
    return digest_of(manifest)


class Front(http.server.ThreadingHTTPServer):
    """A server in front of a registry that passes requests on, unless `handle` answers itself. It counts the bytes of
    blobs that it sends, and notes every request."""

    daemon_threads = True

    def __init__(self, upstream, handle=None, tls=None):
        self.upstream, self.handle = upstream, handle or (lambda front, request: False)
        self.blob_bytes, self.requests, self._lock = 0, [], threading.Lock()
        super().__init__(("127.0.0.1", 0), _FrontHandler)
        self.host = f"127.0.0.1:{self.server_address[1]}"
        self.url = f"{'https' if tls else 'http'}://{self.host}"
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.socket = context.wrap_socket(self.socket, server_side=True)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, *_):
        """A client that goes away is no news."""

    def count(self, n_bytes):
        with self._lock:
            self.blob_bytes += n_bytes

    def n_requests(self, part):
        return sum(part in path for _, path in self.requests)

    def stop(self):
        self.shutdown()
        self.server_close()


class _FrontHandler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def pass_on(self, headers=None, limit=None):
        """The upstream's answer; `limit` cuts the connection after so many bytes of it."""
        length = int(self.headers.get("Content-Length") or 0)
        sent = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")} | (headers or {})
        sent = {k: v for k, v in sent.items() if v is not None} | {"Host": self.server.host}
        upstream = http.client.HTTPConnection(urllib.parse.urlsplit(self.server.upstream).netloc, timeout=60)
        upstream.request(self.command, self.path, self.rfile.read(length) if length else None, sent)
        answer = upstream.getresponse()
        self.send_response(answer.status)
        for key, value in answer.getheaders():
            if key.lower() not in ("connection", "transfer-encoding", "date", "server"):
                self.send_header(key, value)
        self.end_headers()
        left = limit if limit is not None else float("inf")
        while left > 0 and (data := answer.read(int(min(left, 1 << 16)))):
            self.wfile.write(data)
            left -= len(data)
            if "/blobs/" in self.path:
                self.server.count(len(data))
        upstream.close()
        if left <= 0:
            self.cut()

    def cut(self):
        """Ends the connection, whatever was on its way."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def answer(self, status, body=b"", headers=None):
        self.send_response(status)
        for key, value in (headers or {}).items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _serve(self):
        self.server.requests.append((self.command, self.path))
        if not self.server.handle(self.server, self):
            self.pass_on()

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = _serve


class TokenService:
    """Gives tokens that docker-registry takes: to the user with the password, and to whoever signs with `public_key`."""

    ISSUER, SERVICE = "hearth tests", "registry of the tests"

    def __init__(self, folder):
        self.folder, self.public_key, self.proofs, self.given = Path(folder), None, [], 0
        self.key, self.certificate = self.folder / "token.key", self.folder / "token.pem"
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", self.key, "-out", self.certificate,
                "-days", "2", "-subj", "/CN=tokens")  # fmt: skip
        self.front = Front("http://127.0.0.1:9", self._serve)
        self.url = f"{self.front.url}/token"

    def auth(self):
        """What the registry's configuration says."""
        return {"token": {"realm": self.url, "service": self.SERVICE, "issuer": self.ISSUER,
                          "rootcertbundle": str(self.certificate)}}  # fmt: skip

    def _serve(self, front, request):
        proof = request.headers.get("Authorization") or ""
        self.proofs.append(proof)
        parts = urllib.parse.urlsplit(request.path)
        query = urllib.parse.parse_qs(parts.query)
        basic = "Basic " + base64.b64encode(b"hearth:secret").decode()
        if proof != basic and not self._is_signed(front.url + request.path, proof):
            request.answer(401, b"{}")
            return True
        self.given += 1
        access = [self._access(scope) for scope in query.get("scope", [])]
        request.answer(200, json.dumps({"token": self._token(access)}).encode(), {"Content-Type": "application/json"})
        return True

    def _is_signed(self, url, proof):
        if self.public_key is None or proof.count(":") != 1:
            return False
        key, signature = proof.split(":")
        if key != self.public_key:
            return False
        empty = base64.b64encode(hashlib.sha256(b"").hexdigest().encode()).decode()
        signed = self.folder / f"signed-{len(self.proofs)}"
        signed.write_text(f"GET,{url},{empty}")
        (self.folder / "signature").write_bytes(base64.b64decode(signature))
        der = bytes.fromhex("302a300506032b6570032100") + base64.b64decode(key)[-32:]
        (self.folder / "public.der").write_bytes(der)
        done = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", self.folder / "public.der", "-keyform", "DER",
             "-rawin", "-in", signed, "-sigfile", self.folder / "signature"], capture_output=True, check=False)  # fmt: skip
        return done.returncode == 0

    @staticmethod
    def _access(scope):
        kind, name, actions = scope.split(":")
        return {"type": kind, "name": name, "actions": actions.split(",")}

    def _token(self, access):
        def encode(data):
            return base64.urlsafe_b64encode(data).rstrip(b"=")

        now = int(time.time())
        certificate = "".join(self.certificate.read_text().splitlines()[1:-1])
        header = {"typ": "JWT", "alg": "RS256", "x5c": [certificate]}
        claims = {"iss": self.ISSUER, "sub": "hearth", "aud": self.SERVICE, "exp": now + 600, "nbf": now - 10,
                  "iat": now, "jti": str(self.given), "access": access}  # fmt: skip
        text = encode(json.dumps(header).encode()) + b"." + encode(json.dumps(claims).encode())
        signature = openssl("dgst", "-sha256", "-sign", self.key, data=text)
        return (text + b"." + encode(signature)).decode()


def openssl(*args, data=None):
    done = subprocess.run(["openssl", *map(str, args)], input=data, capture_output=True, check=False)
    assert done.returncode == 0, (args, done.stderr)
    return done.stdout


def certificate(folder):
    """An authority of its own and a certificate of 127.0.0.1 by it: paths of authority, certificate and key."""
    folder = Path(folder)
    authority, authority_key = folder / "ca.pem", folder / "ca.key"
    certificate, key, request = folder / "cert.pem", folder / "cert.key", folder / "cert.csr"
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-keyout", authority_key, "-out", authority, "-subj", "/CN=authority of the tests")  # fmt: skip
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", request,
            "-subj", "/CN=127.0.0.1")  # fmt: skip
    extensions = folder / "extensions"
    extensions.write_text("subjectAltName=IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", request, "-CA", authority, "-CAkey", authority_key, "-CAcreateserial", "-days", "2",
            "-out", certificate, "-extfile", extensions)  # fmt: skip
    return authority, certificate, key
