#!/bin/sh
# Creates the first API key (256 bits), stores it in the Key Vault and its name in the settings, and shows it once. Also creates the key from which
# the signing secrets of webhooks derive, unless it exists.
set -eu
. "$(dirname "$0")/deployment.sh"

replace=
if [ "${1:-}" = --replace ]; then
  replace=1
  shift
fi
name=${1:-admin}
tenant=${2:-default}
for word in "$name" "$tenant"; do
  case "$word" in
    '' | -* | *[!a-z0-9-]*) fail "Usage: create-admin-key.sh [--replace] [name] [tenant]; lower-case letters, digits and hyphens." ;;
  esac
done

for made_once in webhook-signing-key recipient-salt; do
  if ! secret_exists "$made_once"; then
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n' | store_secret "$made_once"
  fi
done
secret="api-key-$name"
if secret_exists "$secret" && [ -z "$replace" ]; then
  fail "The API key $name exists, and callers may use it. With --replace it gets a new value; the old one is rejected within ten minutes."
fi
index=$(count Access__Keys)
key="re_$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')"
printf '%s' "$key" | store_secret "$secret"
if ! has_entry Access__Keys "$name"; then
  set_settings "Access__Keys__${index}__name=$name" "Access__Keys__${index}__secret=$secret" \
    "Access__Keys__${index}__tenant=$tenant" "Access__Keys__${index}__scopes=admin"
fi
if ! remembered EMAIL_API_KEYS "$name"; then
  remember EMAIL_API_KEYS "{\"name\":\"$name\",\"secret\":\"$secret\",\"tenant\":\"$tenant\",\"scopes\":\"admin\"}"
fi
echo "API key $name of tenant $tenant, in the Key Vault as $secret. It is not shown again:" >&2
echo "$key"
