"""The description at /openapi.json, and what Schemathesis makes of it: no request of its shape, or nearly, is a 500."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

N_EXAMPLES = int(os.environ.get("HEARTH_SCHEMATHESIS_EXAMPLES", "15"))  # for each endpoint


def test_every_endpoint_is_described(server):
    paths = server.get("/openapi.json").json["paths"]
    for path in ("/api/chat", "/v1/chat/completions", "/v1/messages/count_tokens", "/v1/models/{id}"):
        assert path in paths
    for path, item in paths.items():
        for method in item:
            if "{" not in path and method != "post":
                assert server.send(method.upper(), path).status not in (404, 405), (method, path)


def narrowed(description):
    """The same for a model that is there and answers that are short, so that most requests are answered."""
    for item in description["paths"].values():
        body = item.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json")
        if body is None:
            continue
        properties = body["schema"]["properties"]
        properties["model"] = {"const": "tiny"} if "model" in properties else {}
        for name, most in {"max_tokens": 4, "max_completion_tokens": 4, "max_output_tokens": 4, "n": 3}.items():
            if name in properties:
                properties[name]["maximum"] = most
        limits = [name for name in ("max_tokens", "max_output_tokens") if name in properties]
        body["schema"]["required"] = sorted({*body["schema"]["required"], *limits})
    return description


@pytest.mark.parametrize("narrow", [lambda description: description, narrowed], ids=["any model", "one model"])
def test_schemathesis_finds_no_500(own_server, tmp_path, narrow):
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(narrow(own_server.get("/openapi.json").json)))
    done = subprocess.run(
        [
            Path(sys.executable).parent / "schemathesis",
            *("run", path, "--url", own_server.url, "--checks", "not_a_server_error", "--no-color"),
            *("--max-examples", str(N_EXAMPLES), "--seed", "1", "--phases", "examples,coverage,fuzzing"),
            # These two go out to the network, and the third removes the model.
            *("--exclude-operation-id-regex", "api_(pull|push)_post|api_delete_delete"),
        ],
        capture_output=True,
        check=False,
        text=True,
        timeout=300,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout[-9000:] + done.stderr
    assert own_server.get("/health").json == {"status": "ok"}
