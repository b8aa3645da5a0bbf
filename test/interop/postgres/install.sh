#!/usr/bin/env bash
# Installs the PostgreSQL server for the tests of this folder, from Debian's packages. They start a server of their own.
set -euo pipefail
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql
echo "Installed. Now: npx vitest run test/interop/postgres"
