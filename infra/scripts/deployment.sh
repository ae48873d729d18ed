#!/bin/sh
# What the other scripts share; to be sourced, not run.

fail() {
  echo "$1" >&2
  exit 1
}

# value NAME: from the environment, else from the azd environment.
value() {
  eval "found=\${$1:-}"
  if [ -z "$found" ] && command -v azd > /dev/null; then
    found=$(azd env get-value "$1" 2> /dev/null) || found=
  fi
  printf '%s' "$found"
}

# need NAME: the same, and there has to be one.
need() {
  needed=$(value "$1")
  [ -n "$needed" ] || fail "$1 is not set: run this after 'azd provision', or set it yourself."
  printf '%s' "$needed"
}

# plain WHAT TEXT: only what needs no escaping in JSON, in an azd environment or in a setting.
plain() {
  case "$2" in
    *[\"\\\$\`[:cntrl:]]*) fail "$1 must not have quotation marks, backslashes, dollar signs, backticks or control characters." ;;
  esac
}

# store_secret NAME: what comes in becomes the secret's value. It passes through a file that only we can read,
# because the arguments of a process can be read by others.
store_secret() {
  vault=$(need AZURE_KEY_VAULT_NAME) || exit 1
  umask 077
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  trap 'exit 1' HUP INT TERM
  cat > "$folder/secret"
  [ -s "$folder/secret" ] || fail "The secret is empty."
  az keyvault secret set --vault-name "$vault" --name "$1" --file "$folder/secret" --encoding utf-8 --output none
  rm -rf "$folder"
}

# secret_exists NAME: whether the Key Vault has a secret of this name.
secret_exists() {
  vault=$(need AZURE_KEY_VAULT_NAME) || exit 1
  found=$(az keyvault secret list --vault-name "$vault" --output tsv --query "[?name=='$1'].name") || exit 1
  [ -n "$found" ]
}

# remember NAME ITEM: appends an item to the JSON array that the azd environment has under this name, because the
# next deployment of infra/ sets all settings anew.
remember() {
  list=$(value "$1")
  if ! command -v azd > /dev/null; then
    echo "Without azd: before the next deployment of infra/, add to the array $1: $2" >&2
    return
  fi
  case "$list" in
    '' | '[]') list="[$2]" ;;
    *']') list="${list%]},$2]" ;;
    *) fail "$1 is not a JSON array. Before the next deployment of infra/, add to it: $2" ;;
  esac
  azd env set "$1" "$list" || fail "The app has the settings, $1 does not. Run this again, or add to it: $2"
}

# remembered NAME WHO: whether the JSON array that the azd environment has under this name has an item of the name WHO.
remembered() {
  case "$(value "$1" | tr -d '[:space:]')" in
    *"\"name\":\"$2\""*) return 0 ;;
    *) return 1 ;;
  esac
}

# count PREFIX: how many entries the app's settings have, such as Providers__0__name and Providers__1__name.
count() {
  group=$(need AZURE_RESOURCE_GROUP) || exit 1
  app=$(need AZURE_FUNCTION_APP_NAME) || exit 1
  names=$(az functionapp config appsettings list --resource-group "$group" --name "$app" --output tsv \
    --query "[?starts_with(name, '$1__') && (ends_with(name, '__name') || ends_with(name, '__Name'))].name") || exit 1
  printf '%s' "$names" | grep -c . || true
}

# has_entry PREFIX NAME: whether the app's settings have an entry of this name, whoever put it there.
has_entry() {
  group=$(need AZURE_RESOURCE_GROUP) || exit 1
  app=$(need AZURE_FUNCTION_APP_NAME) || exit 1
  names=$(az functionapp config appsettings list --resource-group "$group" --name "$app" --output tsv \
    --query "[?starts_with(name, '$1__') && (ends_with(name, '__name') || ends_with(name, '__Name')) && value == '$2'].name") || exit 1
  [ -n "$names" ]
}

# set_settings NAME=VALUE...: at once, without a deployment. The app restarts.
set_settings() {
  group=$(need AZURE_RESOURCE_GROUP) || exit 1
  app=$(need AZURE_FUNCTION_APP_NAME) || exit 1
  az functionapp config appsettings set --resource-group "$group" --name "$app" --output none --settings "$@"
}
