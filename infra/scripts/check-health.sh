#!/bin/sh
# Waits until the deployed app accepts emails.
set -eu
. "$(dirname "$0")/deployment.sh"

uri=$(need SERVICE_API_URI)
curl --silent --show-error --fail --output /dev/null --max-time 30 \
  --retry "${HEALTH_TRIES:-30}" --retry-delay "${HEALTH_PAUSE:-5}" --retry-all-errors "$uri/health" ||
  fail "$uri/health does not answer 200. Application Insights has the reason: docs/deployment.md, The app does not start."
echo "$uri accepts emails."
