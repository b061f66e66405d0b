#!/usr/bin/env bash
# Makes the checkout ready to run: .venv, locked dependencies, translations, front end, engines.
# Every step is skipped when what it depends on has not changed.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/packages.sh

mkdir -p var .venv
if command -v flock >/dev/null; then
  exec 9>var/setup.lock # two set-ups at once would trip over each other
  flock 9
fi

say() { echo "setup: $*"; }
die() { echo "setup: $*" >&2; exit 1; }
digest() { cat -- "$@" | sha256sum | cut -d' ' -f1; }
# unchanged NAME DIGEST: whether step NAME was last done on the same input.
unchanged() { [[ -f .venv/.done-$1 && $(<".venv/.done-$1") == "$2" ]]; }
done_with() { echo "$2" >".venv/.done-$1"; }

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  die "Python 3.11 or newer is needed, found: $(python3 --version 2>&1). Install it, or name it: make PYTHON=/path/to/python3.11 …"
}

make_environment() {
  local python
  [[ -x .venv/bin/python ]] && .venv/bin/python -c '' 2>/dev/null && return
  python=$(find_python)
  "$python" -c 'import ensurepip' 2>/dev/null || need_packages "virtual environments" python3-venv
  say "making .venv with $("$python" --version)"
  "$python" -m venv .venv
}

pip_install() { .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"; }

install_python_packages() {
  local wanted
  wanted=$(digest requirements.lock)
  unchanged packages "$wanted" && return
  say "installing Python packages"
  pip_install --require-hashes -r requirements.lock
  done_with packages "$wanted"
}

# This project itself, too: what builds it is one of these tools.
install_tools() {
  local wanted
  wanted=$(digest requirements-dev.lock pyproject.toml)$(pwd | sha256sum | cut -c1-8)
  unchanged tools "$wanted" && return
  say "installing tools of development"
  pip_install --require-hashes -r requirements-dev.lock
  pip_install --no-deps --no-build-isolation -e .
  done_with tools "$wanted"
}

compile_translations() {
  local catalogues wanted
  mapfile -t catalogues < <(find src/openhbm/locale -name '*.po' 2>/dev/null | sort)
  ((${#catalogues[@]})) || return 0
  wanted=$(digest "${catalogues[@]}")
  local compiled=${catalogues[0]%.po}.mo
  [[ -f $compiled ]] && unchanged translations "$wanted" && return
  say "compiling translations"
  .venv/bin/python -m babel.messages.frontend --quiet compile -d src/openhbm/locale -D django
  done_with translations "$wanted"
}

check_node() {
  local version
  version=$(node --version 2>/dev/null) || die "Node 20.19 or newer is needed to build the pages. Install nodejs and npm."
  node -e 'const [a, b] = process.versions.node.split("."); process.exit(+a > 20 || (+a == 20 && +b >= 19) ? 0 : 1)' ||
    die "Node 20.19 or newer is needed to build the pages, found $version."
  command -v npm >/dev/null || die "npm is needed to build the pages. Install npm."
}

build_front_end() {
  local wanted sources
  [[ -f package.json ]] || return 0
  mapfile -t sources < <(find frontend -type f -not -path '*/node_modules/*' | sort)
  wanted=$(digest package.json package-lock.json)
  if ! unchanged npm "$wanted" || [[ ! -d node_modules ]]; then
    check_node
    say "installing front-end packages"
    npm ci --no-audit --no-fund --loglevel=error
    done_with npm "$wanted"
  fi
  wanted=$(digest package-lock.json "${sources[@]}")
  [[ -f src/openhbm/web/static/build/manifest.json ]] && unchanged build "$wanted" && return
  say "building the front end"
  npm run --silent build -- --logLevel warn
  done_with build "$wanted"
}

# Compiled code does not notice changes in functions that it calls in other files.
compile_engines() {
  local kernels wanted
  mapfile -t kernels < <(grep -rlE '@(compiled|woven)|numba' src/openhbm/core --include='*.py' | sort)
  ((${#kernels[@]})) || return 0
  wanted=$(digest requirements.lock "${kernels[@]}")
  unchanged kernels "$wanted" && return
  say "compiling the engines"
  find src/openhbm -name '*.nb[ic]' -delete
  PYTHONPATH=src .venv/bin/python -m openhbm.cli kernels >/dev/null || say "going on without: they are compiled when first used"
  done_with kernels "$wanted"
}

# Every command and every worker of the tests reads the modules anew; a server may not write here.
compile_modules() {
  local modules wanted
  mapfile -t modules < <(find src/openhbm -name '*.py' | sort)
  wanted=$(digest "${modules[@]}")
  unchanged modules "$wanted" && return
  .venv/bin/python -m compileall -q src/openhbm
  done_with modules "$wanted"
}

# What needs nothing of each other is done side by side.
build_front_end &
front_end=$!
make_environment
install_python_packages
compile_modules
compile_engines &
engines=$!
install_tools
need_packages "situation reports as PDF" libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
  fonts-dejavu-core fonts-noto-core || say "going on without: PDF reports will not work until they are there"
compile_translations
wait "$engines"
wait "$front_end"
