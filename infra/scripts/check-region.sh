#!/bin/sh
# Runs before the deployment: checks that the region offers Flex Consumption and, for network isolation, registers the
# resource provider of the app's subnet, which a deployment does not do.
set -eu
. "$(dirname "$0")/deployment.sh"

region=${AZURE_LOCATION:-}
[ -n "$region" ] || exit 0
set -- ${AZURE_SUBSCRIPTION_ID:+--subscription "$AZURE_SUBSCRIPTION_ID"}

if regions=$(az functionapp list-flexconsumption-locations --query '[].name' --output tsv "$@" 2> /dev/null) && [ -n "$regions" ]; then
  printf '%s\n' "$regions" | grep -qix "$region" ||
    fail "$region does not offer Flex Consumption. These regions do: $(printf '%s' "$regions" | tr '\n' ' ')"
else
  echo "Not checked whether $region offers Flex Consumption: this needs the Azure CLI, logged in." >&2
fi

if [ "${EMAIL_NETWORK_ISOLATION:-false}" = true ]; then
  az provider register --namespace Microsoft.App --wait "$@" 2> /dev/null ||
    echo "Network isolation needs the resource provider Microsoft.App, once for each subscription: az provider register --namespace Microsoft.App" >&2
fi
