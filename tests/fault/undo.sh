#!/usr/bin/env bash
# A run of five hundred changes, half of them in each direction, is undone: both sides must say to a letter what they said before.
# usage: tests/fault/undo.sh HSN [CHANGES]
set -uo pipefail
HSN=$(realpath "${1:?usage: undo.sh HSN [CHANGES]}")
changes=${2:-500}
export HSN
. "$(cd "$(dirname "$0")" && pwd)/../e2e/lib.sh"

fail() { echo "FAILED: undo: $1"; exit 1; }
# What is mapped: all that the pages show but the sync block's times, all that the shop tells but times, the link and
# what else it offers.
told() {
  curl -sS "$URL/_sandbox/notion/pages?database=Products" |
    json "j.map(p => { delete p.plain['Last Sync']; delete p.plain['Sync Note']; return p.id + JSON.stringify(p.plain) }).sort().join('\n')"
  curl -sS "$URL/_sandbox/shop/all?kind=products" |
    json "j.map(p => { for (const k in p) if (/^date_modified|^meta_data|^related_ids/.test(k)) delete p[k]; return JSON.stringify(p) }).sort().join('\n')"
}
written() { requests | json 'j.notion.creates + j.notion.updates + j.shop.writes'; }

start_sandbox --budget none --seed-products $((changes + 20)) --seed-customers 5 --seed-orders 5 || exit 1
hsn --yes init > /dev/null 2>&1
hsn sync --now --quiet || fail "the first sync"
pass_time 120
hsn sync --now --quiet || fail "the second sync"
told > "$DIR/before"

count=0
while IFS=$'\t' read -r id page; do
  count=$((count + 1))
  if [ $((count % 2)) -eq 0 ]; then
    shop_change products "$id" "{\"regular_price\":\"$((count + 1000)).50\",\"name\":\"Now with more 🌙 $count\"}"
  else
    control notion/edit "{\"page\":\"$page\",\"property\":\"Name\",\"value\":{\"title\":[{\"text\":{\"content\":\"Ré-named ≠ $count\"}}]}}"
  fi || fail "edit $count"
done < <(curl -sS "$URL/_sandbox/notion/pages?database=Products" |
  json "j.filter(p => p.plain['Product Type'] == 'simple').slice(0, $changes).map(p => p.plain['WooCommerce ID'] + '\t' + p.id).join('\n')")
[ "$count" = "$changes" ] || fail "$count simple products, not $changes"
hsn sync --now --quiet --max-changes "$changes" || fail "the run of $changes changes"
told > "$DIR/changed"
differ=$(diff "$DIR/before" "$DIR/changed" | grep -c '^>')
[ "$differ" -ge $((changes + changes / 2)) ] || fail "only $differ records changed"

run=$(hsn log --json | json "Math.max(...j.runs.map(r => r.run))")
hsn undo "$run" --yes --quiet --max-changes "$changes" || fail "hsn undo $run"
told > "$DIR/after"
cmp -s "$DIR/before" "$DIR/after" || fail "$(diff "$DIR/before" "$DIR/after" | cut -c 1-300 | head -4)"
settled=$(written)
for sync in "the next sync" "the sync after it"; do
  pass_time 120
  hsn sync --now --quiet || fail "$sync"
  [ "$(written)" = "$settled" ] || fail "$sync wrote something"
done
echo "undo: $changes changes, $differ records of both sides, equal to a letter to what they were"
