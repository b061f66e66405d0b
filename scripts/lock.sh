#!/usr/bin/env bash
# Writes the lock files anew: every package with its hashes, no address of where it came from.
# UPGRADE=1 takes the newest releases that pyproject.toml allows; without it pins stay.
set -euo pipefail
cd "$(dirname "$0")/.."

lock() {
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-header ${UPGRADE:+--upgrade} pyproject.toml "$@"
}

lock --output-file requirements.lock
lock --extra dev --output-file requirements-dev.lock
npm install --package-lock-only --no-audit --no-fund --loglevel=error
# npm may record where a package came from; the hash is enough to know it by.
.venv/bin/python - <<'PYTHON'
import json
from pathlib import Path

path = Path("package-lock.json")
lock = json.loads(path.read_text(encoding="utf-8"))
for package in lock["packages"].values():
    package.pop("resolved", None)
path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
PYTHON
