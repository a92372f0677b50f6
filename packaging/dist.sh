#!/usr/bin/env bash
# packaging/dist.sh [TARGET [PROGRAM]]: the archive of a release in dist/, with its checksum; for this machine unless a
# target is given. PROGRAM is one that is built already; LISTING is one that runs here, where that is for another system.
set -euo pipefail
cd "$(dirname "$0")/.."

target=${1:-$(rustc -vV | sed -n 's/^host: //p')}
program=${2:-}
if [ -z "$program" ]; then
    DESKHAND_COMMIT=$(git rev-parse --short HEAD 2>/dev/null || true) \
        cargo build --release --locked --bin deskhand --target "$target"
    program=${CARGO_TARGET_DIR:-target}/$target/release/deskhand
fi
case $target in *windows*) ending=.exe ;; *) ending= ;; esac
[ -f "$program" ] || program=$program$ending
listing=${LISTING:-$program}

name=deskhand-$target
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name/completions" dist
cp "$program" "$work/$name/deskhand$ending"
chmod 755 "$work/$name/deskhand$ending"
cp README.md CHANGELOG.md LICENSE LICENSE-MIT LICENSE-APACHE "$work/$name/"
"$listing" man "$work/$name/man" >/dev/null
"$listing" completions bash >"$work/$name/completions/deskhand.bash"
"$listing" completions zsh >"$work/$name/completions/_deskhand"
"$listing" completions fish >"$work/$name/completions/deskhand.fish"
"$listing" completions powershell >"$work/$name/completions/_deskhand.ps1"

# Nothing of this machine in it: the same files give the same archive.
when=$(git log -1 --format=%ct 2>/dev/null || echo 0)
case $target in
*windows*)
    archive=$name.zip
    (cd "$work" && find "$name" -exec touch -d "@$when" {} + && zip -qXr "$OLDPWD/dist/$archive" "$name")
    ;;
*)
    archive=$name.tar.gz
    tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$when" -C "$work" -cf - "$name" | gzip -n9 >"dist/$archive"
    ;;
esac
(cd dist && sha256sum "$archive" >"$archive.sha256")
cat "dist/$archive.sha256"
