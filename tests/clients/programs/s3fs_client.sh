#!/bin/bash
# s3fs: a bucket as a directory, S3 only. Steps: README.md. It wants /dev/fuse.
set -u
[[ ${1-} == --version ]] && { s3fs --version | head -1 | grep -oE 'V[0-9.]+'; exit; }
declare -A mounts
options=(-o use_path_request_style -o "endpoint=$AWS_REGION"
  -o "url=${URL:-https://s3.$AWS_REGION.amazonaws.com}")
if [[ -n ${AWS_CONTAINER_CREDENTIALS_RELATIVE_URI-} ]]; then
  options+=(-o ecs)
else
  options+=(-o "iam_role=${S3FS_ROLE:-auto}")
fi
trap 'for bucket in "${!mounts[@]}"; do umount "$HOME/$bucket"; done' EXIT

# mounted BUCKET: is it, or can it be?
mounted() {
  [[ -n ${mounts[$1]-} ]] && return
  mkdir -p "$HOME/$1"
  # It comes back when the bucket was looked at, and is there.
  s3fs "$1" "$HOME/$1" "${options[@]}" 2>"$HOME/error" && mountpoint -q "$HOME/$1" &&
    mounts[$1]=yes
}

# What the C library says of the errno: `…: Permission denied`.
refusal() { echo "refused errno $(sed -n '1s/.*: //p' "$HOME/error" | tr ' ' '-')"; }

while read -r word name bucket key; do
  [[ $word == fresh ]] && continue
  case $word in
    get-object)
      mounted "$bucket" && out=$(cat "$HOME/$bucket/$key" 2>"$HOME/error") || out=$(refusal)
      ;;
    put-object)
      printf hello >"$HOME/hello"
      mounted "$bucket" && cp "$HOME/hello" "$HOME/$bucket/$key" 2>"$HOME/error" && out=done ||
        out=$(refusal)
      ;;
    *) out="cannot: $word" ;;
  esac
  echo "$word $name: $out"
done
