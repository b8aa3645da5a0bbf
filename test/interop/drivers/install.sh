#!/usr/bin/env bash
# Installs SQLite drivers and Bun for the tests of this folder: beside them, or in the folder that SQLITE_DRIVERS names.
set -euo pipefail
cd "${SQLITE_DRIVERS:-$(dirname "$0")}"
npm install --prefix . --no-save --no-package-lock --ignore-scripts --no-audit --no-fund better-sqlite3@12 libsql@0.5 bun@1
# better-sqlite3 brings sources. Compiling them takes a minute, and is for the version of Node that runs this script.
node_gyp="$(npm root --global)/npm/node_modules/node-gyp/bin/node-gyp.js"
(cd node_modules/better-sqlite3 && node "$node_gyp" rebuild --release ${NODE_HEADERS:+--nodedir="$NODE_HEADERS"})
echo "Installed. Now: npx vitest run test/interop/drivers"
