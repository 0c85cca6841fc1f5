#!/usr/bin/env bash
# Runs every fuzz target for so many seconds, as many at once as there are cores. Exit 1 when one of them crashes or breaks a law.
# usage: tests/fuzz/run.sh BINDIR SECONDS [TARGET...]
# The corpus here is read, never written. FUZZ_SEED=N: another order of trials than the usual one (0: a new one every time).
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$(realpath "${1:?usage: run.sh BINDIR SECONDS [TARGET...]}")
seconds=${2:?usage: run.sh BINDIR SECONDS [TARGET...]}
shift 2
[ $# -gt 0 ] || set -- $(ls "$here/corpus")
work=$(mktemp -d "${TMPDIR:-/tmp}/hsn-fuzz-XXXXXX")
trap 'rm -rf "$work"' EXIT
export UBSAN_OPTIONS=print_stacktrace=1

run() {
  mkdir -p "$work/$1.corpus" "$bin/found"
  "$bin/$1" -max_total_time="$seconds" -max_len=16384 -rss_limit_mb=1500 -timeout=10 -seed="${FUZZ_SEED:-1}" -print_final_stats=1 \
    -dict="$here/tokens.dict" -artifact_prefix="$bin/found/$1-" "$work/$1.corpus" "$here/corpus/$1" > "$work/$1.log" 2>&1
  echo $? > "$work/$1.exit"
}

for target; do
  while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n; done
  run "$target" &
done
wait

total=0 crashes=0
for target; do
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$work/$target.log" | tail -n 1)
  total=$((total + ${executions:-0}))
  if [ "$(cat "$work/$target.exit")" -eq 0 ]; then
    printf '  %-14s %9d executions\n' "$target" "${executions:-0}"
    continue
  fi
  crashes=$((crashes + 1))
  printf '  %-14s FAILED\n' "$target"
  grep -aE -A 8 'LAW BROKEN|runtime error|ERROR: (AddressSanitizer|libFuzzer|LeakSanitizer)' "$work/$target.log" | grep -avE ' in (fuzzer::|__|raise|abort|_start|main)' | cut -c 1-500 | head -n 30
  found=$(sed -n 's/.*Test unit written to //p' "$work/$target.log" | tail -n 1)
  echo "  again: $bin/$target ${found:-(see the log above)}"
done
echo "fuzz: $total executions over $# targets, $crashes crashes"
[ $crashes -eq 0 ]
