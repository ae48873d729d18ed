#!/bin/sh
# Sends one email through the deployed app and waits for its final status.
set -eu
. "$(dirname "$0")/deployment.sh"

[ $# -eq 2 ] || fail "Usage: smoke-test.sh FROM TO; the API key is taken from the Key Vault (API_KEY_SECRET, default api-key-admin)."
plain FROM "$1"
plain TO "$2"
uri=$(need SERVICE_API_URI)
vault=$(need AZURE_KEY_VAULT_NAME)
key=$(az keyvault secret show --vault-name "$vault" --name "${API_KEY_SECRET:-api-key-admin}" --query value --output tsv)

# ask METHOD PATH [BODY]: passes the key on standard input, because others can read arguments.
ask() {
  printf 'header = "Authorization: Bearer %s"\n' "$key" |
    curl --config - --silent --show-error --fail-with-body --max-time 30 --request "$1" \
      --header 'Content-Type: application/json' ${3:+--data "$3"} "$uri$2"
}

# field NAME: the first string field of this name in the JSON on standard input.
field() {
  sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" | head -n 1
}

body="{\"from\":\"$1\",\"to\":\"$2\",\"subject\":\"Smoke test\",\"text\":\"Sent to see that the deployment works.\"}"
answer=$(ask POST /emails "$body") || fail "Rejected: $answer"
id=$(printf '%s' "$answer" | grep -o '"id" *: *"[^"]*"' | head -n 1 | field id)
[ -n "$id" ] || fail "No id in the response: $answer"
echo "Accepted as $id"

tries=0
while [ "$tries" -lt "${SMOKE_TRIES:-60}" ]; do
  email=$(ask GET "/emails/$id") || fail "GET /emails/$id: $email"
  status=$(printf '%s' "$email" | grep -o '"status" *: *"[^"]*"' | head -n 1 | field status)
  case "$status" in
    sent)
      echo "Sent"
      exit 0
      ;;
    bounced | failed | suppressed | canceled | rejected | unknown) fail "Ended as $status: $email" ;;
  esac
  tries=$((tries + 1))
  sleep "${SMOKE_PAUSE:-2}"
done
fail "Still $status. GET $uri/emails/$id has the reason."
