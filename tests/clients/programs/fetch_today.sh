#!/bin/bash
# Fetches and builds today's release of each client into DIRECTORY, each with its own package
# manager. Where one cannot be had the others still are; its name is told, and the exit code is 1.
# usage: fetch_today.sh DIRECTORY [CLIENT...]
set -uo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/clients/programs/today.sh
source "$here/today.sh"
mkdir -p "$1"
out=$(cd "$1" && pwd)
shift

# python NAME PACKAGE==VERSION...: into an environment of its own.
python() {
  local dir=$out/$1
  shift
  /usr/bin/python3 -m venv "$dir" && "$dir/bin/pip" install --quiet --disable-pip-version-check "$@"
}

fetch_boto3() { python boto3 "boto3==$boto3"; }
fetch_awscli() { python awscli "awscli==$awscli"; }
fetch_awscrt() { python awscrt "awscrt==$awscrt"; }

fetch_go() {
  local dir=$out/go
  mkdir -p "$dir" && cp "$here"/go-v2/*.go "$dir" || return
  (
    cd "$dir" || exit
    rm -f go.mod go.sum
    export GOFLAGS=-mod=mod GO111MODULE=on
    go mod init client && go get "${go_modules[@]}" && go build -o client .
  )
}

fetch_java() {
  local dir=$out/java
  mkdir -p "$dir" && cp "$here"/java/* "$dir" || return
  rm -rf "$dir/lib"
  mvn --quiet --batch-mode -f "$dir/pom.xml" "-Dawssdk.version=$java_bom" \
    dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$dir/lib" &&
    javac -d "$dir/classes" -cp "$dir/lib/*" "$dir/Client.java"
}

fetch_rust() {
  local dir=$out/rust crate text
  mkdir -p "$dir/src" && cp "$here/rust/src/main.rs" "$dir/src" || return
  text=$(cat "$here/rust/Cargo.toml")
  for crate in "${crates[@]}" "tokio@$tokio"; do
    text=${text//"@${crate%@*}@"/"=${crate#*@}"}
  done
  printf '%s\n' "$text" >"$dir/Cargo.toml"
  SDK_VERSIONS="${crates[0]/@/ }" CARGO_TARGET_DIR=$dir/target \
    cargo build --quiet --manifest-path "$dir/Cargo.toml"
}

# What a client is made of: it is fetched again where that changed.
state() {
  case $1 in
    go) cat "$here"/go-v2/*.go && echo "${go_modules[*]}" ;;
    java) cat "$here"/java/* && echo "$java_bom" ;;
    rust) cat "$here"/rust/Cargo.toml "$here"/rust/src/* && echo "${crates[*]} $tokio" ;;
    *) echo "${!1}" ;;
  esac
}

missing=()
(($#)) || set -- boto3 awscli awscrt go java rust
for client in "$@"; do
  [[ -f $out/$client.state ]] && state "$client" | cmp -s - "$out/$client.state" && continue
  SECONDS=0
  rm -f "$out/$client.state"
  if "fetch_$client" >"$out/$client.log" 2>&1; then
    state "$client" >"$out/$client.state"
    printf '== fetched %s in %s s\n' "$client" "$SECONDS"
  else
    tail -5 "$out/$client.log" >&2
    missing+=("$client")
  fi
done
if ((${#missing[@]})); then
  printf 'error: could not be fetched or built: %s\n' "${missing[*]}" >&2
  printf '  help: is there a way to their registries from here? see build/clients/today/*.log\n' >&2
  exit 1
fi
