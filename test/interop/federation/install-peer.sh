#!/usr/bin/env bash
# Installs Python's canonicaljson and signedjson for the tests of this folder alone, where those look for them.
set -euo pipefail
folder="${TMPDIR:-/tmp}/matrix-encrypted-appservice-peers/python"
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet canonicaljson==2.0.0 signedjson==1.1.4 PyNaCl==1.6.2
echo "Installed in $folder. Now: npx vitest run test/interop/federation"
