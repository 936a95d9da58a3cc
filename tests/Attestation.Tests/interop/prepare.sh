#!/usr/bin/env bash
# Installs the packages of package-lock.json once, under artifacts/, and prints the folder to run the scripts from:
#   node "$(tests/Attestation.Tests/interop/prepare.sh)/verify-attestation.mjs" FILE
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

for tool in node npm; do
  command -v "$tool" >/dev/null || { echo "$tool is not installed: run ./build.sh setup" >&2; exit 1; }
done

target=../../../artifacts/interop
mkdir -p "$target"
target=$(cd "$target" && pwd)

# One at a time: the tests and the demo may start together.
exec 9>"$target/.lock"
flock 9
cp -u package.json package-lock.json .npmrc ./*.mjs "$target/"
if ! cmp -s package-lock.json "$target/node_modules/.installed-lock"; then
  (cd "$target" && npm ci --no-progress --loglevel=error) >&2
  cp package-lock.json "$target/node_modules/.installed-lock"
fi
echo "$target"
