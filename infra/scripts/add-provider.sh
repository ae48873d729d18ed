#!/bin/sh
# Adds an SMTP account to the deployed app: its password to the Key Vault, the rest to the settings.
# For a provider that is there already, the password is replaced and nothing else.
set -eu
. "$(dirname "$0")/deployment.sh"

usage() {
  cat << 'TEXT'
Usage: add-provider.sh name=NAME [preset=PRESET | host=HOST port=PORT] [username=USER] [priority=N] [KEY=VALUE...] < password

The password, or the JSON of an OAuth client, is read from standard input; at a terminal it is asked for.
The keys are those of docs/providers.md: region, security, weight, streams, tenants, fromDomains and so on.
TEXT
  exit 2
}

[ $# -gt 0 ] || usage
name=
for pair; do
  key=${pair%%=*}
  text=${pair#*=}
  [ "$key" != "$pair" ] || usage
  plain "$key" "$text"
  case "$key" in
    *[!A-Za-z]*) usage ;;
    [Ss]ecret | [Pp]assword) fail "$key cannot be given here: the password is read from standard input." ;;
    port | priority | weight)
      case "$text" in '' | *[!0-9]*) fail "$key is a number." ;; esac
      ;;
    name) name=$text ;;
  esac
done
case "$name" in
  '' | *[!a-z0-9-]*) fail "name=… is needed: lower-case letters, digits and hyphens." ;;
esac

secret="provider-$name"
if [ -t 0 ]; then
  printf 'Password of %s (not shown): ' "$name" >&2
  trap 'stty echo' EXIT
  stty -echo
  IFS= read -r password
  stty echo
  trap - EXIT
  echo >&2
else
  IFS= read -r password || [ -n "$password" ] || fail "No password on standard input."
fi
printf '%s' "$password" | store_secret "$secret"
known=
case "$(value EMAIL_PROVIDERS)" in
  *"\"name\":\"$name\""*) known=1 ;;
esac
# Another machine, or no azd: then only the app knows.
if [ -n "$known" ] || has_provider "$name"; then
  echo "$name is there already; its password is replaced and is in use within ten minutes."
  exit 0
fi

index=$(count Providers)
item="{\"secret\":\"$secret\""
set -- "$@" "secret=$secret"
for pair; do
  key=${pair%%=*}
  text=${pair#*=}
  case "$key" in
    secret) ;;
    port | priority | weight) item="$item,\"$key\":$text" ;;
    *) item="$item,\"$key\":\"$text\"" ;;
  esac
  set -- "$@" "Providers__${index}__${key}=$text"
  shift
done
remember EMAIL_PROVIDERS "$item}"
set_settings "$@"
echo "Provider $name is number $index. Test it: POST $(value SERVICE_API_URI)/providers/$name/test"
