#!/usr/bin/env bash
# Prints what a record costs: requests, share of 429, wall against the floor, CPU, memory; start-up; planning at three sizes.
# Each number stands beside its limit, its floor, or the same at a smaller size. Ends by itself, within ten minutes: the budgets
# are tried side by side, since they wait for real.
# usage: tests/bench/run.sh BUILD      BENCH_ROWS=1000000: the largest state that is planned
set -eu  # no pipefail: start_sandbox looks for a line that is not there at first
here=$(cd "$(dirname "$0")" && pwd)
build=$(realpath "$1")
export HSN=$build/hsn
bench=$build/tests/hsn_bench
out=$(mktemp -d "${TMPDIR:-/tmp}/hsn-bench-XXXXXX")

counter() { curl -sS "$URL/_sandbox/counters" | grep -o '"notion":{[^}]*}' | grep -oE "\"$1\":[0-9]+" | cut -d: -f2; }
measure() { "$bench" run "$HSN" --env-file "$DIR/.env" --state "$DIR/hsn.db" "$@" 2> "$DIR/bench.err" || { cat "$DIR/bench.err" >&2; return 1; }; }
print() { awk "$@"; }
# The ids of all pages, a line each.
page_ids() {
  for database in Clients Products Orders; do
    curl -sS "$URL/_sandbox/notion/pages?database=$database" | json "j.map(p => p.id).join('\\n')"
  done
}

start_up() {
  echo "== start-up"
  # Many in one measurement, and the emptiest program for comparison: what the machine takes for starting anything.
  local count=50 wall nothing _
  read -r wall _ _ < <("$bench" run sh -c "for i in \$(seq $count); do '$HSN' --version; done" 2> /dev/null)
  read -r nothing _ _ < <("$bench" run sh -c "for i in \$(seq $count); do /bin/true; done" 2> /dev/null)
  print -v w="$wall" -v n="$nothing" -v c=$count \
    'BEGIN {printf "   hsn --version: %.1f ms (limit 10: ratio %.2f); /bin/true takes %.1f ms\n", w*1000/c, w*100/c, n*1000/c}'
}

first_sync() (
  . "$here/../e2e/lib.sh"
  echo "== first sync, no budget: 1,000 orders, 400 clients, 60 products"
  start_sandbox --budget none --seed-products 60 --seed-customers 400 --seed-orders 1000
  hsn init --yes > /dev/null
  before=$(counter requests) creates=$(counter creates)
  read -r wall cpu mib < <(measure sync notion --now)
  pages=$(($(counter creates) - creates)) requests=$(($(counter requests) - before))
  echo "   $pages pages, $requests Notion requests: $((requests - pages)) beside one a page; wall $wall s"
  read -r answers floor < <(page_ids | NOTION_API_TOKEN=$(sed -n 's/^NOTION_API_TOKEN=//p' "$DIR/.env") "$bench"_floor "$URL")
  print -v c="$cpu" -v p="$pages" -v m="$mib" -v a="$answers" -v f="$floor" 'BEGIN {
    cpu = c * 1000 / p; least = f * 1000 / a
    printf "   CPU %.3f s per 1,000 creates (limit 0.25: ratio %.2f); libcurl, nlohmann/json and SQLite alone take %.3f s for as many" \
           " answers: ratio %.2f\n   peak %.1f MiB (limit 30: ratio %.2f)\n", cpu, cpu / 0.25, least, cpu / least, m, m / 30}'
  before=$(counter requests) updates=$(counter updates)
  read -r wall cpu mib < <(measure sync notion --now)
  echo "   the run after it: $(($(counter requests) - before)) requests, $(($(counter updates) - updates)) page writes, wall $wall s, CPU $cpu s"
  pass_time 900
  hsn sync notion --now > /dev/null
  before=$(counter requests)
  read -r wall cpu mib < <(measure sync notion --now)
  echo "   once the overlap has passed: $(($(counter requests) - before)) requests, CPU $cpu s"
)

# regime BUDGET SEEDS ORDERS: learns on a first sync of so many seeds, then measures so many creates, from a window of their own.
regime() (
  . "$here/../e2e/lib.sh"
  start_sandbox --budget "$1" --seed-products 5 --seed-customers 5 --seed-orders "$2"
  hsn init --yes > /dev/null
  hsn sync notion --now > /dev/null
  hsn sync notion --now > /dev/null
  for n in $(seq "$3"); do
    shop_add orders '{"status":"processing","billing":{"email":"bench@example.com","first_name":"B","last_name":"Ench"}}'
  done
  case $1 in */60s) sleep 61 ;; *) sleep 3 ;; esac
  before=$(counter requests) late=$(counter throttled)
  read -r wall cpu _ < <(measure sync notion --now)
  requests=$(($(counter requests) - before)) throttled=$(($(counter throttled) - late))
  print -v name="$1" -v r="$requests" -v t="$throttled" -v w="$wall" -v cpu="$cpu" 'BEGIN {
    split(name, p, "/"); n = r - t
    floor = p[2] == "s" ? (n - p[1]) / p[1] : int((n - 1) / p[1]) * 60
    printf "   %-8s %d requests, %d of them 429 (%.2f %%, limit 1); wall %.1f s, floor %.1f s: ratio %.3f (limit 1.03); CPU %.2f s\n",
           name, r, t, t * 100 / r, w, floor, w / floor, cpu}'
)

planning() {
  echo "== planning 10 changes"
  local base= rows writes took mib
  for rows in 1000 100000 "${BENCH_ROWS:-1000000}"; do
    read -r writes took mib < <("$bench" plan "$rows" 10)
    [ -n "$base" ] || base="$took $mib"
    print -v r="$rows" -v w="$writes" -v t="$took" -v m="$mib" -v base="$base" 'BEGIN {
      split(base, b, " ")
      printf "   %8d rows: %d writes planned in %.2f ms (%.2f x that of 1,000), peak %.1f MiB (%.2f x)\n", r, w, t*1000, t/b[1], m, m/b[2]}'
  done
}

trap 'rm -rf "$out"' EXIT
start_up
echo "== sentiment by rule, forced to two classes"
"$build/tests/hsn_bench_sentiment" "$here"/../fixtures/sentiment/*.tsv
first_sync
echo "== budgets, learnt (side by side)"
measuring=()
regime 3/s 40 180 > "$out/1" & measuring+=($!)
regime 180/60s 200 500 > "$out/2" & measuring+=($!)
regime 600/60s 640 1300 > "$out/3" & measuring+=($!)
planning > "$out/4"
for one in "${measuring[@]}"; do wait "$one"; done
cat "$out"/*
