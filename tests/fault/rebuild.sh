#!/usr/bin/env bash
# The state of ten thousand records is lost: `hsn rebuild` may ask for each page of a hundred once (and no more past the cut that
# Notion makes at 10,000 rows) and once for the archive, writes nothing, and leaves the next sync nothing to do.
# usage: tests/fault/rebuild.sh HSN [ORDERS]
set -uo pipefail
HSN=$(realpath "${1:?usage: rebuild.sh HSN [ORDERS]}")
orders=${2:-10200}
export HSN
. "$(cd "$(dirname "$0")" && pwd)/../e2e/lib.sh"

fail() { echo "FAILED: rebuild: $1"; exit 1; }
written() { requests | json 'j.notion.creates + j.notion.updates + j.shop.writes'; }

start_sandbox --budget none --seed-products 100 --seed-customers 100 --seed-orders "$orders" || exit 1
hsn --yes init > /dev/null 2>&1
# Notion shows no more than 10,000 rows that were made in one minute: the last of the orders are made in another one.
hsn sync --now --quiet --limit $((orders - 40)) || fail "the first sync"
pass_time 120
hsn sync --now --quiet || fail "the second sync"
before=$(written)
rm -f "$DIR"/hsn.db*
hsn rebuild --json --trace "$DIR/trace" > "$DIR/rebuilt" || fail "$(cat "$DIR/rebuilt")"
[ "$(written)" = "$before" ] || fail "something was written"
records=$(json j.records < "$DIR/rebuilt") paired=$(json j.paired < "$DIR/rebuilt") differ=$(json j.differ < "$DIR/rebuilt")
[ "$records" -ge "$orders" ] && [ "$paired" = "$records" ] && [ "$differ" = 0 ] || fail "$(cat "$DIR/rebuilt")"
# The most queries belong to the most pages.
pages=$(for kind in Clients Products Orders; do curl -sS "$URL/_sandbox/notion/pages?database=$kind" | json j.length; done | sort -rn)
queries=$(grep -oE 'data_sources/[0-9a-f-]+/query' "$DIR/trace" | sort | uniq -c | sort -rn | awk '{print $1}')
told=
while read -r asked shown; do
  told+="${told:+, }$asked queries for $shown pages"
  [ $((asked * 100)) -le $((shown + 200)) ] || fail "$told"
done < <(paste -d' ' <(echo "$queries") <(echo "$pages"))
hsn diff --no-pull --exit-code > "$DIR/diff" || fail "the plan is not empty: $(head -5 "$DIR/diff")"
hsn sync --now --quiet || fail "the next sync"
[ "$(written)" = "$before" ] || fail "the next sync wrote something"
echo "rebuild: $records records paired, $told, 0 writes, and the next sync has nothing to do"
