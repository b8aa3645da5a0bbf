#!/usr/bin/env bash
# Installs the homeserver Synapse for the tests of this folder alone, where those look for it. It needs Python 3.10 or newer.
set -euo pipefail
folder="${TMPDIR:-/tmp}/matrix-encrypted-appservice-peers/synapse"
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet matrix-synapse==1.163.2
echo "Installed in $folder. Now: npx vitest run test/interop/synapse"
