#!/usr/bin/env bash
# Installs two older versions of Synapse, each for itself, for check-homeserver.test.ts. It needs Python 3.10 or newer.
set -euo pipefail
for version in 1.140.0 1.160.0; do
  folder="${TMPDIR:-/tmp}/matrix-encrypted-appservice-peers/synapse-$version"
  python3 -m venv "$folder"
  # They do not start with newer versions of this library.
  "$folder/bin/pip" install --quiet "matrix-synapse==$version" "prometheus-client<0.23"
  echo "Installed in $folder. Now: npx vitest run test/interop/synapse/check-homeserver.test.ts"
done
