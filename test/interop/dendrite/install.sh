#!/usr/bin/env bash
# Builds the homeserver Dendrite for the tests of this folder alone, where those look for it. It needs Go 1.21 or newer and a C compiler.
set -euo pipefail
folder="${TMPDIR:-/tmp}/matrix-encrypted-appservice-peers/dendrite"
GOBIN="$folder" go install github.com/matrix-org/dendrite/cmd/dendrite@v0.13.8
echo "Installed in $folder. Now: INTEROP_CLIENTS=1 npx vitest run test/interop/dendrite"
