# What the scripts share; to be sourced.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-${HOME:?HOME is not set, and neither is XDG_CACHE_HOME}/.cache}/homeiq
venv=$root/.venv

# Home Assistant has thousands of modules: it starts in half the time with its bytecode kept.
unset PYTHONDONTWRITEBYTECODE

# Progress goes to standard error: the standard output of some scripts is read by programs.
say() { printf '%s\n' "$*" >&2; }
step() { printf '==> %s\n' "$*" >&2; }

# die WHAT WHY REMEDY
die() {
  printf 'error: %s\n  why: %s\n  what to do: %s\n' "$1" "$2" "$3" >&2
  exit 1
}

# Print a new folder in the cache, on the file system where its content will live; clean_up removes all of them.
workshop() {
  mkdir -p "$cache/work.$$"
  mktemp -d "$cache/work.$$/XXXXXX"
}

clean_up() { rm -rf "$cache/work.$$"; }
