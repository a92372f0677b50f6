#!/usr/bin/env bash
# packaging/pack.sh PROGRAMS: everything of a release in dist/, from PROGRAMS/TARGET/deskhand of every system. On macOS,
# because only there the two programs of macOS are made one.
set -euo pipefail
cd "$(dirname "$0")/.."
programs=$1
mkdir -p dist "$programs/universal-apple-darwin"
lipo -create -output "$programs/universal-apple-darwin/deskhand" \
    "$programs/x86_64-apple-darwin/deskhand" "$programs/aarch64-apple-darwin/deskhand"
chmod +x "$programs"/*/deskhand*
export LISTING=$programs/universal-apple-darwin/deskhand

npm=()
for target in x86_64-unknown-linux-musl aarch64-unknown-linux-musl x86_64-apple-darwin aarch64-apple-darwin x86_64-pc-windows-msvc; do
    file=$programs/$target/deskhand
    case $target in *windows*) file=$file.exe ;; esac
    packaging/dist.sh "$target" "$file"
    npm+=("$target=$file")
done
packaging/dist.sh universal-apple-darwin "$LISTING"
cat dist/*.sha256 >dist/SHA256SUMS

node packaging/npm/build.mjs dist/npm "${npm[@]}"
for package in dist/npm/*/; do (cd dist && npm pack --silent "../$package"); done

bundles=()
for pair in linux=x86_64-unknown-linux-musl/deskhand darwin=universal-apple-darwin/deskhand win32=x86_64-pc-windows-msvc/deskhand.exe; do
    node packaging/mcpb/build.mjs "dist/mcpb-${pair%%=*}" "${pair%%=*}" "$programs/${pair#*=}" "$LISTING"
    npx --yes @anthropic-ai/mcpb@2.1.2 pack "dist/mcpb-${pair%%=*}" "dist/deskhand-mcp-${pair%%=*}.mcpb"
    bundles+=("dist/deskhand-mcp-${pair%%=*}.mcpb")
done
node packaging/server-json.mjs "${bundles[@]}" >dist/server.json
node packaging/fill.mjs packaging/homebrew/deskhand.rb.in dist/SHA256SUMS >dist/deskhand.rb
rm -rf dist/npm dist/mcpb-*
