#!/usr/bin/env bash
# Prints what a record costs: requests, share of 429, wall against the floor, CPU, memory; and planning at three sizes.
# usage: tests/bench/run.sh BUILD      RECORDS=1000 orders for the budgets' runs (3 of them take minutes: they wait for real)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(realpath "$1")
export HSN=$build/hsn
bench=$build/tests/hsn_bench
orders=${RECORDS:-300}
. "$here/../e2e/lib.sh"

counter() { curl -sS "$URL/_sandbox/counters" | tr ',{}' '\n' | awk -F: -v name="\"$1\"" '$1 == name {print $2; exit}'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN {printf "%.3f", b > 0 ? a / b : 0}'; }
measure() { "$bench" run "$HSN" --env-file "$DIR/.env" --state "$DIR/hsn.db" "$@" 2> "$DIR/bench.err" || { cat "$DIR/bench.err" >&2; return 1; }; }

echo "== start-up (100 x hsn --version)"
read -r wall cpu _ < <("$bench" run sh -c 'for i in $(seq 100); do "$HSN" --version; done' 2> /dev/null)
awk -v w="$wall" 'BEGIN {printf "   %.1f ms each\n", w * 10}'

echo "== first sync, no budget: 1,000 orders, 400 clients, 60 products"
start_sandbox --budget none --seed-products 60 --seed-customers 400 --seed-orders 1000
hsn init --yes > /dev/null
before=$(counter requests); creates=$(counter creates)
read -r wall cpu mib < <(measure sync notion --now)
pages=$(($(counter creates) - creates)); requests=$(($(counter requests) - before))
echo "   $pages pages, $requests Notion requests: $((requests - pages)) beside one a page; wall ${wall} s"
awk -v c="$cpu" -v p="$pages" -v m="$mib" 'BEGIN {printf "   CPU %.3f s per 1,000 creates (limit 0.25: ratio %.2f); peak %.1f MiB (limit 30: ratio %.2f)\n", c*1000/p, c*4000/p, m, m/30}'
small=$mib
before=$(counter requests); updates=$(counter updates)
read -r wall cpu mib < <(measure sync notion --now)
echo "   the run after it: $(($(counter requests) - before)) requests, $(($(counter updates) - updates)) page writes, wall ${wall} s, CPU ${cpu} s"
pass_time 900
hsn sync notion --now > /dev/null
before=$(counter requests)
hsn sync notion --now > /dev/null
echo "   once the overlap has passed: $(($(counter requests) - before)) requests"
stop_sandbox; rm -f "$DIR"/hsn.db*

for budget in 3/s 180/60s 600/60s; do
  rm -rf "$DIR"; mkdir -p "$DIR"
  start_sandbox --budget "$budget" --seed-products 20 --seed-customers 20 --seed-orders 20
  hsn init --yes > /dev/null && hsn sync notion --now > /dev/null && hsn sync notion --now > /dev/null
  sleep 61  # a fresh window; what was learnt stays in the state
  for n in $(seq "$orders"); do shop_add orders "{\"status\":\"processing\",\"billing\":{\"email\":\"bench$n@example.com\",\"first_name\":\"B\",\"last_name\":\"$n\"}}"; done
  before=$(counter requests); late=$(counter throttled)
  read -r wall cpu mib < <(measure sync notion --now)
  requests=$(($(counter requests) - before)); throttled=$(($(counter throttled) - late)); admitted=$((requests - throttled))
  floor=$(awk -v r="$admitted" -v b="$budget" 'BEGIN {split(b, p, "/"); if (p[2] == "s") print (r - p[1]) / p[1]; else print int((r - 1) / p[1]) * 60}')
  echo "== budget $budget, learnt: $requests requests, $throttled of them 429 ($(ratio $((throttled * 100)) "$requests") %), wall ${wall} s, floor ${floor} s, ratio $(ratio "$wall" "$floor")"
  stop_sandbox
done

echo "== planning 10 changes"
base=
for rows in 1000 100000 ${BENCH_ROWS:-1000000}; do
  read -r writes took mib < <("$bench" plan "$rows" 10)
  [ -n "$base" ] || base=$mib
  awk -v r="$rows" -v w="$writes" -v t="$took" -v m="$mib" -v b="$base" 'BEGIN {printf "   %8d rows: %d writes planned in %.2f ms, peak %.1f MiB (%.2f x that of 1,000)\n", r, w, t*1000, m, m/b}'
done
