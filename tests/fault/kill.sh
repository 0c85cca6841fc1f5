#!/usr/bin/env bash
# The real binary against the sandbox, killed with kill -9 at journal points of a run (HSN_KILL_AT=n), cut off by SIGTERM, and
# started twice at once. Whatever happened, the next runs must end where an undisturbed run ends: nothing twice, nothing lost.
# usage: tests/fault/kill.sh HSN [SECONDS]        so long it goes on trying points; all of them when there is time enough
set -uo pipefail
HSN=$(realpath "${1:?usage: kill.sh HSN [SECONDS]}")
budget=${2:-35}
# A killed run's requests are waited for (quiet), so a create that is not found was not carried out.
export HSN CREATE_LOOKUP_SECONDS=0
out=$(mktemp -d "${TMPDIR:-/tmp}/hsn-kill-XXXXXX")
trap 'rm -rf "$out"' EXIT
here=$(cd "$(dirname "$0")" && pwd)

. "$here/day.sh"

# A run that dies at its n-th point (0: it does not). True: it did die.
disturbed() {
  { if [ "$1" -gt 0 ]; then HSN_KILL_AT=$1 sync_all; else sync_all; fi; } > "$DIR/run.out" 2>&1
  local code=$?
  [ $code -eq 137 ] && quiet && return 0
  [ $code -eq 0 ] || { echo "the run ended with $code:"; cat "$DIR/run.out"; } >&2
  return 1
}

# ---- kill -9
undisturbed

# Roughly how many points the second run has, and how long a try takes; then as many at even distances as there is time for.
try_all 1 64 128 192 256 384 512
low=1 high=768
for n in 64 128 192 256 384 512; do
  if met $n second; then low=$n; else high=$n && break; fi
done
room=$(((budget - SECONDS) * 7 / (SECONDS + 1)))
[ $room -ge 4 ] || room=4
try_all $(seq $(((high + room - 1) / room)) $(((high + room - 1) / room)) $((high - 1)))
points=0 runs=0
for file in "$out"/*.met; do
  n=$(basename "$file" .met)
  [ "$n" -eq 0 ] && continue
  runs=$((runs + $(grep -oE 'first|second' "$file" | wc -l)))
  if grep -q second "$file"; then
    points=$((points + 1))
    [ "$n" -gt "$low" ] && low=$n
  elif [ "$n" -lt "$high" ]; then
    high=$n
  fi
  same_end "$n" "killed at point"
done
echo "kill -9: $runs runs killed; a day's run at $points of its $low to $((high - 1)) points"

# ---- SIGTERM in the middle, and a second run meanwhile
(
  . "$here/../e2e/lib.sh"
  start_sandbox --seed-products 5 --seed-orders 4 --seed-customers 3 || exit 1
  hsn --yes init > /dev/null 2>&1
  fault "slow=2s:POST:/v1/pages:4"
  "$HSN" --env-file "$DIR/.env" --state "$DIR/hsn.db" sync --now --full --quiet > "$DIR/run.out" 2>&1 &
  running=$!
  until curl -sS "$URL/_sandbox/counters" | grep -q '"creates":[1-9]'; do sleep 0.02; done
  before=$(date +%s%N)
  hsn sync --now < /dev/null > "$DIR/second.out" 2>&1
  busy=$?
  took=$((($(date +%s%N) - before) / 1000000))
  kill -TERM $running
  wait $running
  ended=$?
  recover
  edits
  sync_all
  recover
  picture > "$out/term.txt"
  echo "two at once: the second ended with $busy after $took ms"
  echo "SIGTERM: ended with $ended"
  [ $busy -eq 8 ] && [ $took -lt 1000 ] || { echo "FAILED: a second run ends with 8 at once"; cat "$DIR/second.out"; exit 1; }
  [ $ended -eq 143 ] || { echo "FAILED: SIGTERM ends a run with 143"; cat "$DIR/run.out"; exit 1; }
  diff -u --label undisturbed "$out/0.txt" --label "cut off by SIGTERM" "$out/term.txt"
) || failed=1

[ $failed -eq 0 ] && echo "fault: nothing twice, nothing lost"
exit $failed
