#!/usr/bin/env bash
# Installs the appservice libraries for the tests of this folder alone: matrix-appservice and both matrix-bot-sdks beside the tests,
# and mautrix-python where they look for it. That one needs Python 3.10 or newer; without it, only its tests are skipped.
set -euo pipefail
cd "$(dirname "$0")"
npm install --no-audit --no-fund --ignore-scripts
folder="${TMPDIR:-/tmp}/matrix-encrypted-appservice-peers/mautrix"
python3 -m venv "$folder" && "$folder/bin/pip" install --quiet mautrix==0.21.1 || echo 'mautrix could not be installed' >&2
echo "Installed. Now: npx vitest run test/interop/peers"
