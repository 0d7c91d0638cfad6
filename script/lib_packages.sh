# Debian's packages, installed where the user is root, else unpacked into the cache; to be sourced after lib.sh.
# All of it uses the machine's own apt configuration.

# Prepare an apt of our own in a folder: the machine's own sources, or one suite of its main mirror.
apt_own() { # FOLDER
  mkdir -p "$1"/lists/partial "$1"/debs
  apt_options=(-o "Dir::State::Lists=$1/lists" -o "Dir::Cache::pkgcache=$1/packages.bin"
    -o "Dir::Cache::srcpkgcache=$1/sources.bin" -o APT::Sandbox::User=root -o Debug::NoLocking=1)
}

apt_suite() { # FOLDER SUITE
  local folder=$1 suite=$2 mirror key=/usr/share/keyrings/debian-archive-keyring.gpg
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -m 1 '/debian/\?$') || return 1
  apt_own "$folder"
  mkdir -p "$folder/sources"
  {
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\n' "$mirror" "$suite"
    if [[ -f $key ]]; then printf 'Signed-By: %s\n' "$key"; fi
  } >"$folder/sources/suite.sources"
  : >"$folder/status" # nothing is installed, so that a closure is whole
  apt_options+=(-o Dir::Etc::SourceList=/dev/null -o "Dir::Etc::SourceParts=$folder/sources"
    -o "Dir::State::status=$folder/status")
  apt-get "${apt_options[@]}" -qq update >&2
}

# Unpack packages alone.
unpack_only() { # APT_FOLDER TARGET PACKAGE...
  local folder=$1 target=$2 deb
  shift 2
  rm -f "$folder"/debs/*.deb
  (cd "$folder/debs" && apt-get "${apt_options[@]}" -qq download "$@") >&2 || return 1
  mkdir -p "$target"
  for deb in "$folder"/debs/*.deb; do dpkg -x "$deb" "$target" || return 1; done
}

# Unpack packages with all that they depend on and that is not installed.
unpack_closure() { # APT_FOLDER TARGET PACKAGE...
  local folder=$1 target=$2 names
  shift 2
  names=$(apt-get "${apt_options[@]}" -qq -s --no-install-recommends install "$@" | awk '/^Inst / {print $2}')
  [[ -n $names ]] || return 1
  # shellcheck disable=SC2086 # one word a package
  unpack_only "$folder" "$target" $names
}

# Have each of these programs on the PATH or in the cache; a package whose program has another name is
# given as PACKAGE=PROGRAM.
install_packages() { # PACKAGE[=PROGRAM]...
  local missing=() wanted
  for wanted in "$@"; do
    has_program "${wanted#*=}" || missing+=("$wanted")
  done
  ((${#missing[@]})) || return 0
  if ! command -v apt-get >/dev/null; then
    say "Not a Debian-like system: the end-to-end tests that need ${missing[*]#*=} stay out until you install them"
    return 0
  fi
  if ((EUID == 0)); then
    step "Installing ${missing[*]%%=*}"
    apt-get -qq update >&2 || say "Some of apt's lists could not be had; going on with the others"
    for wanted in "${missing[@]}"; do install_package "${wanted%%=*}"; done
    return 0
  fi
  for wanted in "${missing[@]}"; do unpack_program "${wanted%%=*}" "${wanted#*=}"; done
}

# One by one, so that what is not to be had keeps nothing else out.
install_package() { # PACKAGE
  # Tests start what they need themselves. RUNLEVEL tells the same to what asks no policy.
  without_services env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
    apt-get -qq -y --no-install-recommends install "$1" >&2 9>&- || say "Not to be had: $1"
}

# Run a command while a policy says that no package may start a service; a machine that has a policy keeps it.
without_services() ( # COMMAND...
  policy=/usr/sbin/policy-rc.d
  if [[ ! -e $policy ]]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
  fi
  "$@"
)

has_program() {
  [[ -n $(PATH=$PATH:/usr/sbin:/sbin:$(postgres_path) command -v "$1") || -d $cache/programs/$1 ]]
}

# Print where Debian keeps PostgreSQL's own programs, which is not on the PATH.
postgres_path() { printf '%s:' /usr/lib/postgresql/*/bin; }

unpack_program() { # PACKAGE PROGRAM
  local work
  step "Unpacking $1 into $cache/programs"
  work=$(workshop)
  mkdir -p "$cache/programs"
  apt_own "$work/apt"
  apt-get "${apt_options[@]}" -qq update >&2 || true
  if unpack_closure "$work/apt" "$work/$2" "$1"; then
    mv "$work/$2" "$cache/programs/$2"
  else
    say "Not to be had: $1"
  fi
}
