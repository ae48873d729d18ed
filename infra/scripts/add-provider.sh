#!/bin/sh
# Adds an SMTP account to the deployed app: its password to the Key Vault, the rest to the settings.
# For an existing provider, it only replaces the password.
set -eu
. "$(dirname "$0")/deployment.sh"

usage() {
  cat << 'TEXT'
Usage: add-provider.sh name=NAME [preset=PRESET | host=HOST port=PORT] [username=USER] [priority=N] [KEY=VALUE...] < password

The password, or the JSON of an OAuth client, is read from standard input; at a terminal it is asked for.
The keys are those of docs/providers.md: region, security, weight, streams, commandTimeout, headers__0 and so on.
TEXT
  exit 2
}

[ $# -gt 0 ] || usage
name=
seen=' '
for pair; do
  key=${pair%%=*}
  text=${pair#*=}
  [ "$key" != "$pair" ] || usage
  plain "$key" "$text"
  case "$key" in
    '' | [!A-Za-z]* | *[!A-Za-z0-9_]*) usage ;;
  esac
  # Setting names are not case-sensitive.
  lower=$(printf '%s' "$key" | tr '[:upper:]' '[:lower:]')
  case "$seen" in
    *" $lower "*) fail "$key is given twice." ;;
  esac
  seen="$seen$lower "
  case "$lower" in
    secret | password) fail "$key cannot be given here: the password is read from standard input." ;;
    port | priority | weight)
      case "$text" in '' | *[!0-9]* | 0?*) fail "$key must be a whole number." ;; esac
      ;;
    name) name=$text ;;
  esac
done
case "$name" in
  '' | *[!a-z0-9-]*) fail "name=… is required: lower-case letters, digits and hyphens." ;;
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
# With only a name, the run replaces the password.
settings=$(($# - 1))

index=$(count Providers)
item="{\"secret\":\"$secret\""
set -- "$@" "secret=$secret"
for pair; do
  key=${pair%%=*}
  text=${pair#*=}
  case "$(printf '%s' "$key" | tr '[:upper:]' '[:lower:]')" in
    secret) ;;
    name) item="$item,\"name\":\"$text\"" ;;
    port | priority | weight) item="$item,\"$key\":$text" ;;
    *) item="$item,\"$key\":\"$text\"" ;;
  esac
  set -- "$@" "Providers__${index}__${key}=$text"
  shift
done
item="$item}"

# The app first, because the next run takes remembered settings for done. Another machine or a deployment from GitHub
# may have changed settings that this azd environment does not know.
if has_entry Providers "$name"; then
  echo "$name exists; its new password is used within ten minutes."
  if remembered EMAIL_PROVIDERS "$name"; then
    exit 0
  elif [ "$settings" -gt 0 ]; then
    remember EMAIL_PROVIDERS "$item"
  elif command -v azd > /dev/null; then
    echo "EMAIL_PROVIDERS of this azd environment does not have $name: 'azd provision' from here would remove it." >&2
  fi
  exit 0
fi
if remembered EMAIL_PROVIDERS "$name"; then
  echo "$name is in EMAIL_PROVIDERS but not in the app: run 'azd provision'. Its password is stored."
  exit 0
fi
set_settings "$@"
remember EMAIL_PROVIDERS "$item"
echo "Provider $name is number $index. Test it: POST $(value SERVICE_API_URI)/providers/$name/test"
