#!/bin/bash
# rclone: S3 only. What `rolechain env --for rclone` prints makes the remote `aws:`. Steps: README.md.
set -u
[[ ${1-} == --version ]] && { /usr/bin/rclone version | head -1 | cut -d' ' -f2; exit; }
export RCLONE_CONFIG=$HOME/none RCLONE_S3_NO_CHECK_BUCKET=true
if [[ -z ${RCLONE_CONFIG_AWS_TYPE-} ]]; then
  unset AWS_CA_BUNDLE # with it rclone does not start; SSL_CERT_FILE does it
  export RCLONE_CONFIG_AWS_TYPE=s3 RCLONE_CONFIG_AWS_PROVIDER=AWS \
    RCLONE_CONFIG_AWS_ENV_AUTH=true RCLONE_CONFIG_AWS_REGION=$AWS_REGION
fi

run() { /usr/bin/rclone --retries 1 --low-level-retries 1 "$@" 2>"$HOME/error"; }

# rclone prints the SDK's error after its own words: `…: CODE: message`.
refusal() {
  local code
  code=$(grep -oE ': [A-Z][A-Za-z]+: ' "$HOME/error" | head -1 | tr -d ': ')
  echo "refused exit-$1 ${code:--}"
}

while read -r word name bucket key; do
  case $word in
    fresh) [[ -n $bucket ]] && export RCLONE_CONFIG_AWS_PROFILE=$bucket ;;
    get-object)
      # Not cat, which lists the directory.
      run copyto "aws:$bucket/$key" "$HOME/object" && out=$(cat "$HOME/object") || out=$(refusal $?)
      echo "$word $name: $out"
      ;;
    put-object)
      out=$(printf hello | run rcat "aws:$bucket/$key") && out=done || out=$(refusal $?)
      echo "$word $name: $out"
      ;;
    post) curl -sf -o /dev/null -X POST "$CONTROL$name" -d "$bucket$key" ;;
    token) printf %s "$name" >"$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE" ;;
    *) echo "cannot: $word" ;;
  esac
done
