#!/bin/sh
# Shared functions; source this file.

fail() {
  echo "$1" >&2
  exit 1
}

# value NAME: from the environment or the azd environment.
value() {
  eval "found=\${$1:-}"
  if [ -z "$found" ] && command -v azd > /dev/null; then
    found=$(azd env get-value "$1" 2> /dev/null) || found=
  fi
  printf '%s' "$found"
}

# need NAME: the same, but required.
need() {
  needed=$(value "$1")
  [ -n "$needed" ] || fail "$1 is not set: run this after 'azd provision', or set it yourself."
  printf '%s' "$needed"
}

# plain WHAT TEXT: checks that TEXT needs no escaping in JSON, an azd environment or a setting.
plain() {
  case "$2" in
    *[\"\\\$\`[:cntrl:]]*) fail "$1 must not have quotation marks, backslashes, dollar signs, backticks or control characters." ;;
  esac
}

# store_secret NAME: stores standard input as the secret's value, through a file that only this user can read,
# because others can read arguments.
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

# remember NAME ITEM: appends an item to this JSON array of the azd environment, because the next deployment of infra/
# overwrites all settings.
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

# remembered NAME WHO: whether this JSON array of the azd environment has an item named WHO.
remembered() {
  case "$(value "$1" | tr -d '[:space:]')" in
    *"\"name\":\"$2\""*) return 0 ;;
    *) return 1 ;;
  esac
}

# count PREFIX: the number of entries in the app's settings, such as Providers__0__name and Providers__1__name.
count() {
  group=$(need AZURE_RESOURCE_GROUP) || exit 1
  app=$(need AZURE_FUNCTION_APP_NAME) || exit 1
  names=$(az functionapp config appsettings list --resource-group "$group" --name "$app" --output tsv \
    --query "[?starts_with(name, '$1__') && (ends_with(name, '__name') || ends_with(name, '__Name'))].name") || exit 1
  printf '%s' "$names" | grep -c . || true
}

# has_entry PREFIX NAME: whether the app's settings have an entry of this name.
has_entry() {
  group=$(need AZURE_RESOURCE_GROUP) || exit 1
  app=$(need AZURE_FUNCTION_APP_NAME) || exit 1
  names=$(az functionapp config appsettings list --resource-group "$group" --name "$app" --output tsv \
    --query "[?starts_with(name, '$1__') && (ends_with(name, '__name') || ends_with(name, '__Name')) && value == '$2'].name") || exit 1
  [ -n "$names" ]
}

# set_settings NAME=VALUE...: changes settings without a deployment; the app restarts.
set_settings() {
  group=$(need AZURE_RESOURCE_GROUP) || exit 1
  app=$(need AZURE_FUNCTION_APP_NAME) || exit 1
  az functionapp config appsettings set --resource-group "$group" --name "$app" --output none --settings "$@"
}
