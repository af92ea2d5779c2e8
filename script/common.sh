# Sourced by the scripts: goes to the top of the checkout, prefers its own tools, and finds PostgreSQL.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PATH="$PWD/.tools/bin:$PATH:$HOME/.cargo/bin"

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

# The folder of the newest PostgreSQL programs, 15 or later; fails when there are none.
postgres_bin() {
  local bin version best=14 found=
  for bin in ${PG_BINDIR:-/usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb || echo /none/initdb)")"}; do
    [ -x "$bin/initdb" ] || continue
    version=$("$bin/initdb" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
    if [ "$version" -gt "$best" ]; then best=$version found=$bin; fi
  done
  [ -n "$found" ] && echo "$found"
}
