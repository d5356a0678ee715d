"""OpenAI's API and Ollama's through their own packages for JavaScript, unmodified. HEARTH_NPM names a folder that has
them."""

import os
import shutil
import subprocess
from pathlib import Path

from conftest import ROOT, TIMEOUT_SECONDS, environment

PACKAGES = Path(os.environ.get("HEARTH_NPM", ROOT / "build/npm"))


def run(script, folder, **settings):
    """Runs one of npm/*.mjs, which says "ok" at its end, from `folder`."""
    copy = shutil.copy(Path(__file__).parent / "npm" / script, folder)
    (folder / "node_modules").symlink_to(PACKAGES / "node_modules")  # where modules are looked for: beside the script
    done = subprocess.run(
        ["node", copy],
        capture_output=True,
        check=False,
        text=True,
        timeout=TIMEOUT_SECONDS,
        env=environment() | settings,
    )
    assert done.returncode == 0 and done.stdout == "ok\n", done.stdout + done.stderr


def test_openais_package(server, tmp_path):
    run("openai.mjs", tmp_path, OPENAI_BASE_URL=server.url + "/v1")


def test_ollamas_package(own_server, tmp_path):
    run("ollama.mjs", tmp_path, OLLAMA_HOST=own_server.url)
    own_server.wait_for_log("(client left)")
