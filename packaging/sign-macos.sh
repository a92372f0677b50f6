#!/usr/bin/env bash
# packaging/sign-macos.sh PROGRAM: signs it with the certificate in APPLE_CERTIFICATE (base64 of a .p12), so that macOS
# starts it. Does nothing where there is no certificate: a rehearsal.
set -euo pipefail
if [ -z "${APPLE_CERTIFICATE:-}" ]; then
    echo "no certificate: $1 stays unsigned" >&2
    exit 0
fi
work=$(mktemp -d)
password=$(uuidgen)
trap 'security delete-keychain "$work/release.keychain" 2>/dev/null || true; rm -rf "$work"' EXIT
printf %s "$APPLE_CERTIFICATE" | base64 -d >"$work/certificate.p12"
security create-keychain -p "$password" "$work/release.keychain"
security unlock-keychain -p "$password" "$work/release.keychain"
security import "$work/certificate.p12" -k "$work/release.keychain" -P "$APPLE_CERTIFICATE_PASSWORD" -T /usr/bin/codesign
security set-key-partition-list -S apple-tool:,apple: -k "$password" "$work/release.keychain" >/dev/null
codesign --force --options runtime --timestamp --keychain "$work/release.keychain" --sign "$APPLE_IDENTITY" "$1"
codesign --verify --strict "$1"
