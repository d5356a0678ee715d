"""OpenAI's API through its own package for JavaScript, unmodified. HEARTH_NPM names a folder that has it."""

import os
import shutil
import subprocess
from pathlib import Path

from conftest import ROOT, TIMEOUT_SECONDS, environment

PACKAGES = Path(os.environ.get("HEARTH_NPM", ROOT / "build/npm"))


def test_the_package_for_javascript(server, tmp_path):
    script = shutil.copy(Path(__file__).parent / "npm/openai.mjs", tmp_path)
    (tmp_path / "node_modules").symlink_to(PACKAGES / "node_modules")  # where modules are looked for: beside the script
    done = subprocess.run(
        ["node", script],
        capture_output=True,
        check=False,
        text=True,
        timeout=TIMEOUT_SECONDS,
        env=environment() | {"OPENAI_BASE_URL": server.url + "/v1"},
    )
    assert done.returncode == 0 and done.stdout == "ok\n", done.stderr
