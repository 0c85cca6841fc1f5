#!/usr/bin/env bash
# Runs the scenarios: transcripts of shell commands with the output they must have, against the binary and its sandbox.
# usage: tests/e2e/run.sh HSN [--update] [SCENARIO...]
#
# A scenario is a text file. A line "$ command" is run in one shell with tests/e2e/lib.sh loaded; the indented lines below it are
# its output without blank lines, "[7]" its exit code when that is not 0. Everything else is comment. --update writes what it sees.
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export HSN=${1:?usage: run.sh HSN [--update] [SCENARIO...]}
shift
update=0
if [ "${1:-}" = --update ]; then update=1; shift; fi
# shellcheck disable=SC2046
[ $# -gt 0 ] || set -- $(ls -S "$here"/scenarios/*.txt)  # the longest first
at_once=$(($(nproc) + 1))  # a scenario waits for its servers more than it computes

# What differs from run to run: page ids, times, durations, ports, the temporary directory; and what depends on the minute in
# which an edit falls, since Notion tells minutes only: how often a page is looked at again (tests/unit and tests/fault count that).
steady() {
  sed -E -e "s#$DIR#DIR#g" -e 's#127\.0\.0\.1:[0-9]+#HOST#g' \
    -e 's/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/PAGE/g' \
    -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(\.[0-9]+)?Z?/TIME/g' -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}/DAY/g' \
    -e 's/[0-9]+(\.[0-9]+)? (ms|s|min|h)\b/TIME/g' -e 's/"(seconds|ms)":[0-9.e+-]+/"\1":N/g' -e 's/(less than|about) TIME/TIME/g' -e 's/, linked [0-9]+,/,/' -e 's/[0-9,]+ requests/N requests/' -e 's/unchanged [0-9,]+/unchanged N/' \
    -e 's/([^ ])  +/\1  /g' -e 's/[[:space:]]+$//'
}

play() (
  . "$here/lib.sh"
  cd "$DIR" || exit 1
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      '$ '*)
        echo "$line"
        eval "${line#??}" > "$DIR/out" 2>&1 < /dev/null
        code=$?
        steady < "$DIR/out" | sed -e '/^ *$/d' -e 's/^/  /'
        [ $code -eq 0 ] || echo "  [$code]"
        ;;
      '  '*) ;;
      *) echo "$line" ;;
    esac
  done < "$1"
)

work=$(mktemp -d "${TMPDIR:-/tmp}/hsn-e2e-seen-XXXXXX")
trap 'rm -rf "$work"' EXIT
for scenario in "$@"; do
  while [ "$(jobs -rp | wc -l)" -ge "$at_once" ]; do wait -n; done
  play "$(realpath "$scenario")" 2>&1 | cat -s > "$work/$(basename "$scenario")" &
done
wait

failed=0
for scenario in "$@"; do
  name=$(basename "$scenario" .txt) seen=$work/$(basename "$scenario")
  if [ $update -eq 1 ]; then
    cp "$seen" "$scenario"
    echo "written: $name"
  elif ! diff -u --label "expected ($name)" --label "seen" <(cat -s "$scenario") "$seen"; then
    failed=$((failed + 1))
    echo "FAILED: $name"
  fi
done
[ $update -eq 1 ] || echo "e2e: $(($# - failed)) passed, $failed failed"
[ $failed -eq 0 ]
