#!/usr/bin/env bash
# Everything that tries to make hsn lose, double or overwrite something, and at the end what was tried, in numbers.
# usage: tests/fault/run.sh BUILD        HSN_SOAK=1: every byte, a million histories
set -uo pipefail
build=${1:?usage: run.sh BUILD}
here=$(dirname "$0")
out=$(mktemp "${TMPDIR:-/tmp}/hsn-fault-XXXXXX")
trap 'rm -f "$out"' EXIT
soak=${HSN_SOAK:-}

failed=()
part() {
  local name=$1
  shift
  echo "---- $name"
  "$@" 2>&1 | tee -a "$out" || failed+=("$name")
}
part "crash points, lost and cut answers" "$build/tests/test_fault"
part "kill -9" "$here/kill.sh" "$build/hsn" "$([ -n "$soak" ] && echo 1200 || echo 240)"
part "disk and state file" "$here/disk.sh" "$build/hsn" "$([ -n "$soak" ] && echo 1200 || echo 90)"
part "rebuild" "$here/rebuild.sh" "$build/hsn"
part "undo" "$here/undo.sh" "$build/hsn"
part "secrets" "$here/secrets.sh" "$build/hsn"
part "histories" "$here/../property/histories.sh" "$build/tests/test_property" "$([ -n "$soak" ] && echo 1000000 || echo 20000)"
part "mutants" "$here/../mutants.sh" "$build/mutants"

echo "---- what was tried"
grep -E '^(crash points|pairs of crashes|requests survived|cut points|weeks|kill -9:|failing disk:|state |rebuild:|undo:|secrets:|histories|mutants:)' "$out"
if [ ${#failed[@]} -gt 0 ]; then
  printf 'fault: FAILED: %s\n' "${failed[@]}"
  exit 1
fi
echo "fault: 0 lost, 0 twice, 0 overwritten without a line, 0 echoes"
