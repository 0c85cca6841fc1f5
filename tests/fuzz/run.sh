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
# Short stacks of allocations and a short memory for what was freed: less work for each execution.
export ASAN_OPTIONS=malloc_context_size=4:quarantine_size_mb=8

run() {
  mkdir -p "$work/$1.corpus" "$bin/found"
  "$bin/$1" -max_total_time="$seconds" -rss_limit_mb=1500 -timeout=10 -seed="${FUZZ_SEED:-1}" -print_final_stats=1 \
    -dict="$here/tokens.dict" -artifact_prefix="$bin/found/$1-" "$work/$1.corpus" "$here/corpus/$1" > "$work/$1.log" 2>&1
  echo $? > "$work/$1.exit"
}

for target; do
  while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n; done
  run "$target" &
done
wait

stat() { sed -n "s/^stat::$1: *//p" "$work/$2.log" | tail -n 1; }

total=0 failed=0
for target; do
  executions=$(stat number_of_executed_units "$target")
  total=$((total + ${executions:-0}))
  printf '  %-16s %10d executions, %6d a second\n' "$target" "${executions:-0}" "$(stat average_exec_per_sec "$target")"
  [ "$(cat "$work/$target.exit")" -ne 0 ] || [ "${executions:-0}" -eq 0 ] || continue
  failed=$((failed + 1))
  echo "  $target FAILED"
  grep -aE -A 8 'LAW BROKEN|runtime error|ERROR: (AddressSanitizer|libFuzzer|LeakSanitizer)' "$work/$target.log" | grep -avE ' in (fuzzer::|__|raise|abort|_start|main)' | cut -c 1-500 | head -n 30
  found=$(sed -n 's/.*Test unit written to //p' "$work/$target.log" | tail -n 1)
  echo "  again: $bin/$target ${found:-(see the log above)}"
done
echo "fuzz: $total executions over $# targets of $seconds s, $failed failed"
[ $failed -eq 0 ]
