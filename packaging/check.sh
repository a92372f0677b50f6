#!/usr/bin/env bash
# packaging/check.sh PROGRAM: makes each package of a program that runs here, installs it into clean folders, and starts it
# as a client would. Needs Node 20 and npm; the official MCPB tool comes from the npm registry.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
home=$work/home
mkdir "$home"
target=$("$program" version --json | node -p 'JSON.parse(require("fs").readFileSync(0)).build.target.replace("-gnu", "-musl")')
version=$("$program" version --json | node -p 'JSON.parse(require("fs").readFileSync(0)).version')
say() { printf '%s: %s\n' "$1" "$2"; }

# Nothing of this person's is read or written: a home of its own, and no way of finding programs but the usual one.
alone() { env -i HOME="$home" PATH=/usr/local/bin:/usr/bin:/bin "$@"; }

# A client: asks for the list of tools, and ends.
lists() {
    local count
    count=$(printf '%s\n' \
        '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"check","version":"1"}}}' \
        '{"jsonrpc":"2.0","method":"notifications/initialized"}' \
        '{"jsonrpc":"2.0","id":2,"method":"tools/list"}' |
        alone "$@" 2>"$work/log" | node -e '
            const lines = require("fs").readFileSync(0, "utf8").trim().split("\n").map(JSON.parse);
            console.log(lines.find((line) => line.id === 2).result.tools.length)')
    [ "$count" -gt 10 ] || { cat "$work/log"; exit 1; }
    echo "$count tools"
}

# Somebody new: sets up a business for a client that is here, and sees its name in the browser. Says the milliseconds of both.
shows() {
    local data=$1 begun ready url preview
    shift
    mkdir -p "$home/.cursor"
    begun=$(date +%s%3N)
    alone DESKHAND_DATA_DIR="$data" "$@" init --yes --name "Wren & Vale" --country PT --kind photographer \
        --client cursor >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    grep -q deskhand "$home/.cursor/mcp.json" || { echo "init: the client does not know of it"; exit 1; }
    ready=$(($(date +%s%3N) - begun))
    alone DESKHAND_DATA_DIR="$data" "$@" preview --json >"$work/preview" 2>/dev/null &
    preview=$!
    for _ in $(seq 100); do [ -s "$work/preview" ] && break; sleep 0.1; done
    url=$(node -p 'JSON.parse(require("fs").readFileSync(0)).sites[0].url' <"$work/preview")
    node -e 'fetch(process.argv[1]).then((it) => it.text()).then((page) => process.exit(page.includes("Wren &amp; Vale") ? 0 : 1))' "$url" ||
        { echo "the page at $url does not have the name"; exit 1; }
    kill "$preview" && wait "$preview" 2>/dev/null || true
    rm -r "$home/.cursor"
    echo "set up in $ready ms, its page after $(($(date +%s%3N) - begun)) ms"
}

# The archive.
packaging/dist.sh "$target" "$program" >/dev/null
(cd dist && sha256sum -c --quiet "deskhand-$target.tar.gz.sha256")
mkdir "$work/archive" && tar -xzf "dist/deskhand-$target.tar.gz" -C "$work/archive" --strip-components=1
for file in man/deskhand.1 man/deskhand-init.1 completions/deskhand.bash completions/_deskhand LICENSE; do
    [ -s "$work/archive/$file" ] || { echo "the archive has no $file"; exit 1; }
done
bash -n "$work/archive/completions/deskhand.bash"
say archive "$(lists "$work/archive/deskhand" serve --preview off --data-dir "$work/data-archive")"
say archive "$(shows "$work/new-archive" "$work/archive/deskhand")"

# npm: packed, installed from the files alone, no network, no scripts.
node packaging/npm/build.mjs "$work/npm" "$target=$program" >/dev/null
lines=$(wc -l <packaging/npm/bin.js)
[ "$lines" -le 25 ] || { echo "packaging/npm/bin.js has $lines lines"; exit 1; }
system=$(ls "$work/npm" | grep -v '^deskhand$')
(cd "$work/npm" && npm pack --silent ./deskhand "./$system" >/dev/null)
mkdir "$work/clean" && cd "$work/clean" && echo '{"private":true}' >package.json
npm install --offline --ignore-scripts --no-audit --no-fund --silent --omit=optional "$work/npm/deskhand-$version.tgz"
status=0; alone node_modules/.bin/deskhand --version 2>"$work/log" || status=$?
[ "$status" = 1 ] && grep -q "is not installed" "$work/log" || { echo "npm: a missing program is not said"; exit 1; }
npm install --offline --ignore-scripts --no-audit --no-fund --silent --omit=optional "$work/npm/deskhand-$system-$version.tgz"
say npm "$(lists node_modules/.bin/deskhand serve --preview off --data-dir "$work/data-npm")"
say npm "$(shows "$work/new-npm" "$work/clean/node_modules/.bin/deskhand")"
# The exit code is the program's.
status=0; alone node_modules/.bin/deskhand --frobnicate 2>/dev/null || status=$?
[ "$status" = 2 ] || { echo "npm: exit code $status in place of 2"; exit 1; }
# A signal ends the program too, and nothing stays behind.
mkfifo "$work/stdin"
for signal in TERM INT HUP; do
    # No function here: the process that gets the signal has to be the entry itself.
    env -i HOME="$home" PATH=/usr/local/bin:/usr/bin:/bin node node_modules/.bin/deskhand serve --preview off \
        --data-dir "$work/data-signal" <"$work/stdin" >/dev/null 2>&1 &
    entry=$!
    exec 9>"$work/stdin"
    child=
    for _ in $(seq 100); do child=$(pgrep -P "$entry" || true); [ -n "$child" ] && break; sleep 0.1; done
    [ -n "$child" ] || { echo "npm: nothing was started"; exit 1; }
    sleep 1
    kill "-$signal" "$entry"
    status=0; wait "$entry" || status=$?
    if kill -0 "$child" 2>/dev/null; then echo "npm: the program outlives $signal"; exit 1; fi
    exec 9>&-
    say "npm, $signal" "ended with $status"
done
cd - >/dev/null

# MCPB: by the official tool, unpacked into a clean folder, started as its manifest says.
(cd "$work" && mkdir mcpb-tool && cd mcpb-tool && echo '{"private":true}' >package.json &&
    npm install --ignore-scripts --no-audit --no-fund --silent @anthropic-ai/mcpb@2.1.2)
mcpb=$work/mcpb-tool/node_modules/.bin/mcpb
case $(uname -s) in Darwin) os=darwin ;; *) os=linux ;; esac
DESKHAND_DATA_DIR=$work/none node packaging/mcpb/build.mjs "$work/bundle" "$os" "$program"
"$mcpb" validate "$work/bundle/manifest.json"
"$mcpb" pack "$work/bundle" "$work/deskhand-mcp-$os.mcpb" >/dev/null
"$mcpb" unpack "$work/deskhand-mcp-$os.mcpb" "$work/installed" >/dev/null
mapfile -t start < <(node -e '
    const { mcp_config } = JSON.parse(require("fs").readFileSync(process.argv[1] + "/manifest.json")).server;
    const filled = (text) => text.replace("${__dirname}", process.argv[1]).replace("${user_config.data_dir}", process.argv[2]);
    for (const word of [mcp_config.command, ...mcp_config.args]) console.log(filled(word))' "$work/installed" "$work/data-mcpb")
chmod +x "${start[0]}"
say mcpb "$(DESKHAND_PREVIEW=off lists "${start[@]}")"

# From source. What the build has made already is used; without that it takes as long as the build.
if [ -n "${CHECK_CARGO:-}" ]; then
    cargo install --quiet --path . --locked --no-track --root "$work/cargo"
    say cargo "$(lists "$work/cargo/bin/deskhand" serve --preview off --data-dir "$work/data-cargo")"
    say cargo "$(shows "$work/new-cargo" "$work/cargo/bin/deskhand")"
fi

# The registry.
node packaging/server-json.mjs "$work/deskhand-mcp-$os.mcpb" >"$work/server.json"
if [ -n "${MCP_SERVER_SCHEMA:-}" ]; then
    (cd "$work/mcpb-tool" && npm install --ignore-scripts --no-audit --no-fund --silent ajv@8 ajv-formats@3)
    node -e '
        const { createRequire } = require("node:module"), fs = require("fs");
        const load = createRequire(process.argv[1] + "/"), ajv = new (load("ajv"))({ strict: false });
        load("ajv-formats")(ajv);
        const check = ajv.compile(JSON.parse(fs.readFileSync(process.argv[2])));
        if (!check(JSON.parse(fs.readFileSync(process.argv[3])))) { console.error(check.errors); process.exit(1); }' \
        "$work/mcpb-tool" "$MCP_SERVER_SCHEMA" "$work/server.json"
    say server.json "as the schema wants it"
fi
say server.json "$(node -p 'JSON.parse(require("fs").readFileSync(0)).packages.map((one) => one.registryType).join(", ")' <"$work/server.json")"

# The templates can be filled in.
cat >"$work/sums" <<S
$(printf '%064d' 1)  deskhand-universal-apple-darwin.tar.gz
$(printf '%064d' 2)  deskhand-x86_64-unknown-linux-musl.tar.gz
$(printf '%064d' 3)  deskhand-aarch64-unknown-linux-musl.tar.gz
S
node packaging/fill.mjs packaging/homebrew/deskhand.rb.in "$work/sums" >"$work/deskhand.rb"
if command -v ruby >/dev/null; then ruby -c "$work/deskhand.rb" >/dev/null; fi
say homebrew "$(grep -c sha256 "$work/deskhand.rb") checksums"
