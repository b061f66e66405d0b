# Sourced: installs Debian packages that are missing when it may, else says what to type.

# need_packages WHY PACKAGE… ; fails with an instruction when they cannot be installed.
need_packages() {
  local why=$1 missing=() package as=()
  shift
  if ! command -v dpkg-query >/dev/null; then
    echo "  Not a Debian system: see to it yourself that these are there: $* ($why)." >&2
    return 0
  fi
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Abbrev}' "$package" 2>/dev/null) == ii* ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if [[ $(id -u) != 0 ]]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      as=(sudo -n)
    else
      echo "  Missing packages ($why). Type: sudo apt-get install ${missing[*]}" >&2
      return 1
    fi
  fi
  echo "  Installing ${missing[*]} ($why)" >&2
  [[ ${packages_listed:-} ]] || "${as[@]}" apt-get -qq -o DPkg::Lock::Timeout=300 update >&2
  packages_listed=1
  "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 install "${missing[@]}" >/dev/null
}
