#!/bin/bash
# The AWS CLI, $AWS. Steps: README.md. Each step is a process of its own: nothing is remembered.
set -u
: "${AWS:=/usr/bin/aws}"
[[ ${1-} == --version ]] && { "$AWS" --version | cut -d' ' -f1; exit; }
declare -A keys profiles
endpoint=()
[[ -n ${URL-} ]] && endpoint=(--endpoint-url "$URL")

# as NAME WORD...: a call with that session's keys.
as() {
  local name=$1 error code
  shift
  (
    if [[ -n ${keys[$name]-} ]]; then
      read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN <<<"${keys[$name]}"
      export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
    elif [[ -n ${profiles[$name]-} ]]; then
      export AWS_PROFILE=${profiles[$name]}
    fi
    "$AWS" "${endpoint[@]}" --output text "$@" 2>"$HOME/error"
  ) && return
  code=$?
  # An error occurred (AccessDenied) when calling the …
  error=$(sed -n 's/.*An error occurred (\([A-Za-z]*\)).*/\1/p' "$HOME/error" | head -1)
  echo "refused exit-$code ${error:--}"
  return 1
}

# quietly NAME WORD...: `done` for what the call printed.
quietly() {
  local out
  if out=$(as "$@"); then echo done; else echo "$out"; fi
}

assume() {
  local new=$1 name=$2 role=$3 session=$4 word more=() out
  shift 4
  for word in "$@"; do
    case $word in
      external-id=*) more+=(--external-id "${word#*=}") ;;
      seconds=*) more+=(--duration-seconds "${word#*=}") ;;
      tag=*)
        word=${word#*=}
        more+=(--tags "Key=${word%:*},Value=${word#*:}" --transitive-tag-keys "${word%:*}")
        ;;
    esac
  done
  if out=$(as "$name" sts assume-role --role-arn "$role" --role-session-name "$session" \
    "${more[@]}" --query '[AssumedRoleUser.Arn, Credentials.AccessKeyId,
      Credentials.SecretAccessKey, Credentials.SessionToken]'); then
    read -r out keys[$new] <<<"$out"
  fi
  echo "assume $new: $out"
}

while read -r word name rest; do
  # shellcheck disable=SC2086
  set -- $rest
  case $word in
    fresh) keys[$name]='' profiles[$name]=${1-} ;;
    whoami) echo "whoami $name: $(as "$name" sts get-caller-identity --query Arn)" ;;
    assume) assume "$name" "$@" ;;
    get-object)
      out=$(quietly "$name" s3api get-object --bucket "$1" --key "$2" "$HOME/object")
      [[ $out == done ]] && out=$(cat "$HOME/object")
      echo "get-object $name: $out"
      ;;
    put-object)
      printf hello >"$HOME/hello"
      echo "put-object $name: $(quietly "$name" s3api put-object --bucket "$1" --key "$2" \
        --body "$HOME/hello")"
      ;;
    put-item)
      echo "put-item $name: $(quietly "$name" dynamodb put-item --table-name "$1" \
        --item '{"id": {"S": "o-1"}}')"
      ;;
    get-item)
      echo "get-item $name: $(quietly "$name" dynamodb get-item --table-name "$1" \
        --key '{"id": {"S": "o-1"}}')"
      ;;
    post) curl -sf -o /dev/null -X POST "$CONTROL$name" -d "${rest-}" ;;
    token) printf %s "$name" >"$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE" ;;
  esac
done
