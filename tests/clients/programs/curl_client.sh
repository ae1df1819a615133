#!/bin/bash
# curl, which signs (--aws-sigv4) and knows no provider: what the guides say of each is done by hand.
# Steps: README.md.
set -u
[[ ${1-} == --version ]] && { curl --version | head -1 | cut -d' ' -f2; exit; }
declare -A keys
region=${AWS_REGION:-us-east-1}
answer=$(mktemp)

# field NAME: the text of a member of the JSON document in $answer.
field() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" "$answer" | head -1; }
# element NAME: the text of an element of the XML document in $answer.
element() { sed -n "s:.*<$1>\([^<]*\)</$1>.*:\1:p" "$answer" | head -1; }

# Source: EC2 User Guide, "Retrieve security credentials from instance metadata"; ECS Developer
# Guide, "Amazon ECS task IAM role"; EKS User Guide, "EKS Pod Identity"; STS API Reference,
# "AssumeRoleWithWebIdentity".
fresh() {
  local metadata=${AWS_EC2_METADATA_SERVICE_ENDPOINT:-http://169.254.169.254} token role
  keys[$1]=''
  if [[ -n ${AWS_WEB_IDENTITY_TOKEN_FILE-} ]]; then
    curl -s -o "$answer" "${URL:-https://sts.$region.amazonaws.com}" \
      -d Action=AssumeRoleWithWebIdentity -d Version=2011-06-15 \
      -d "RoleSessionName=$AWS_ROLE_SESSION_NAME" --data-urlencode "RoleArn=$AWS_ROLE_ARN" \
      --data-urlencode "WebIdentityToken@$AWS_WEB_IDENTITY_TOKEN_FILE"
    keys[$1]="$(element AccessKeyId) $(element SecretAccessKey) $(element SessionToken)"
    return
  fi
  if [[ -n ${AWS_CONTAINER_CREDENTIALS_FULL_URI-} ]]; then
    token=$(cat "${AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE:-/dev/null}")
    curl -sf -o "$answer" -H "Authorization: $token" "$AWS_CONTAINER_CREDENTIALS_FULL_URI" || return
  elif [[ -n ${AWS_CONTAINER_CREDENTIALS_RELATIVE_URI-} ]]; then
    curl -sf -o "$answer" "http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" || return
  else
    token=$(curl -s -X PUT "$metadata/latest/api/token" \
      -H "X-aws-ec2-metadata-token-ttl-seconds: 21600")
    role=$(curl -s -H "X-aws-ec2-metadata-token: $token" \
      "$metadata/latest/meta-data/iam/security-credentials/")
    curl -sf -o "$answer" -H "X-aws-ec2-metadata-token: $token" \
      "$metadata/latest/meta-data/iam/security-credentials/$role" || return
  fi
  keys[$1]="$(field AccessKeyId) $(field SecretAccessKey) $(field Token)"
}

# signed NAME SERVICE PATH OPTION...: the answer in $answer; false where it is no 2xx.
signed() {
  local name=$1 service=$2 path=$3 key secret token status
  shift 3
  read -r key secret token <<<"${keys[$name]}"
  [[ -n $key ]] || { echo >"$answer"; return 1; }
  status=$(curl -s -o "$answer" -w '%{http_code}' --aws-sigv4 "aws:amz:$region:$service" \
    --user "$key:$secret" -H "X-Amz-Security-Token: $token" "$@" \
    "${URL:-https://$service.$region.amazonaws.com}$path")
  [[ $status == 2* ]]
}

# What the answer says is wrong: XML's Code, or the end of JSON's __type.
refusal() {
  local code
  code=$(element Code)
  [[ -n $code ]] || code=$(field __type)
  code=${code##*#}
  echo "refused curl ${code:--}"
}

sts() {
  local name=$1
  shift
  signed "$name" sts / "$@" -d Version=2011-06-15
}

assume() {
  local new=$1 name=$2 role=$3 session=$4 word more=()
  shift 4
  for word in "$@"; do
    case $word in
      external-id=*) more+=(-d "ExternalId=${word#*=}") ;;
      seconds=*) more+=(-d "DurationSeconds=${word#*=}") ;;
    esac
  done
  if sts "$name" -d Action=AssumeRole --data-urlencode "RoleArn=$role" \
    -d "RoleSessionName=$session" "${more[@]}"; then
    keys[$new]="$(element AccessKeyId) $(element SecretAccessKey) $(element SessionToken)"
    element Arn
  else
    refusal
  fi
}

dynamodb() {
  if signed "$1" dynamodb / -H 'Content-Type: application/x-amz-json-1.0' \
    -H "X-Amz-Target: DynamoDB_20120810.$2" -d "$3"; then echo done; else refusal; fi
}

empty=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
hello=2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824

step() {
  local word=$1 name=$2
  shift 2
  case $word in
    fresh) fresh "$name"; return ;;
    post) curl -sf -o /dev/null -X POST "$CONTROL$name" -d "$*"; return ;;
    token) printf %s "$name" >"$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"; return ;;
  esac
  printf '%s %s: ' "$word" "$name"
  case $word in
    whoami) if sts "$name" -d Action=GetCallerIdentity; then element Arn; else refusal; fi ;;
    assume) assume "$name" "$@" ;;
    get-object)
      if signed "$name" s3 "/$1/$2" -H "x-amz-content-sha256: $empty"; then
        cat "$answer"; echo
      else refusal; fi
      ;;
    put-object)
      if signed "$name" s3 "/$1/$2" -X PUT -H "x-amz-content-sha256: $hello" \
        -H 'Content-Type: text/plain' -d hello; then echo done; else refusal; fi
      ;;
    put-item)
      dynamodb "$name" PutItem "{\"TableName\": \"$1\", \"Item\": {\"id\": {\"S\": \"o-1\"}}}" ;;
    get-item)
      dynamodb "$name" GetItem "{\"TableName\": \"$1\", \"Key\": {\"id\": {\"S\": \"o-1\"}}}" ;;
    *) echo "cannot: $word" ;;
  esac
}

while read -r line; do
  # shellcheck disable=SC2086
  step $line
done
rm -f "$answer"
