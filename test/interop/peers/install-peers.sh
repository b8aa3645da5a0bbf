#!/usr/bin/env bash
# Installs matrix-bot-sdk and matrix-appservice for the tests of this folder alone, beside them.
set -euo pipefail
cd "$(dirname "$0")"
npm install --no-audit --no-fund
echo "Installed. Now: npx vitest run test/interop/peers"
