#!/bin/sh
# The official clients against a sandbox of its own: tests/node/run.sh path/to/hsn
# Exit 77 (skipped) when node or the packages cannot be had.
set -eu
hsn=$(realpath "$1")
cd "$(dirname "$0")"
command -v npm >/dev/null || { echo "skipped: no npm"; exit 77; }
npm ci --offline --silent 2>/dev/null || npm ci --silent || { echo "skipped: the packages are not to be had"; exit 77; }

work=$(mktemp -d)
"$hsn" sandbox --dir "$work" --port 0 >"$work/out" 2>"$work/err" &
sandbox=$!
trap 'kill "$sandbox" 2>/dev/null || true; wait "$sandbox" 2>/dev/null || true; rm -rf "$work"' EXIT

url=
for _ in $(seq 100); do
  url=$(grep -o 'http://127\.0\.0\.1:[0-9]*' "$work/out" | head -n 1)
  [ -z "$url" ] || break
  kill -0 "$sandbox" 2>/dev/null || { cat "$work/err"; exit 1; }
  sleep 0.1
done
[ -n "$url" ] || { echo "the sandbox did not say where it is"; cat "$work/out" "$work/err"; exit 1; }
node drive.mjs "$url"
