#!/usr/bin/env bash
# Installs Matrix clients that are not ours, for the tests of `test/interop/encryption` alone, where those look for them: matrix-js-sdk
# with its rust crypto, and matrix-nio with vodozemac. nio needs Python 3.10 or newer. Without it, only its tests are skipped.
set -euo pipefail
folder="${TMPDIR:-/tmp}/matrix-encrypted-appservice-peers"
mkdir -p "$folder/matrix-js-sdk"
echo '{ "private": true, "type": "module" }' > "$folder/matrix-js-sdk/package.json"
npm install --prefix "$folder/matrix-js-sdk" --no-audit --no-fund --ignore-scripts \
  matrix-js-sdk@37.5.0 matrix-encrypt-attachment@1.0.3 fake-indexeddb@6.2.8
python3 -m venv "$folder/matrix-nio"
"$folder/matrix-nio/bin/pip" install --quiet 'matrix-nio[e2e]==0.26.0' || echo 'matrix-nio could not be installed' >&2
echo "Installed in $folder. Now: npx vitest run test/interop/encryption"
