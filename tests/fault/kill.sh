#!/usr/bin/env bash
# The real binary against the sandbox, killed with kill -9 at journal points of a run (HSN_KILL_AT=n), cut off by SIGTERM, and
# started twice at once. Whatever happened, the next runs must end where an undisturbed run ends: nothing twice, nothing lost.
# usage: tests/fault/kill.sh HSN [SECONDS]        so long it goes on trying points; all of them when there is time enough
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
HSN=$(realpath "${1:?usage: kill.sh HSN [SECONDS]}")
budget=${2:-35}
# A killed run's requests are waited for (quiet), so a create that is not found was not carried out.
export HSN CREATE_LOOKUP_SECONDS=0
out=$(mktemp -d "${TMPDIR:-/tmp}/hsn-kill-XXXXXX")
trap 'rm -rf "$out"' EXIT

sync_all() { hsn sync --now --full --quiet; }

# Until the sandbox has answered all that it was sent.
quiet() {
  local before=
  until [ "$(requests)" = "$before" ]; do
    before=$(requests)
    sleep 0.05
  done
}

# A run that dies at its n-th point (0: it does not). True: it did die.
killed_at() {
  { if [ "$1" -gt 0 ]; then HSN_KILL_AT=$1 sync_all; else sync_all; fi; } > "$DIR/run.out" 2>&1
  local code=$?
  [ $code -eq 137 ] && quiet && return 0
  [ $code -eq 0 ] || { echo "the run ended with $code:"; cat "$DIR/run.out"; } >&2
  return 1
}

# Whoever looks after it: runs until one has nothing to do.
recover() {
  for _ in 1 2 3 4 5 6; do
    hsn sync --now --full --json > "$DIR/run.out" 2>&1 || { echo "a later run ended with $?:"; cat "$DIR/run.out"; } >&2
    grep -qE '"(created|updated|archived)": *[1-9]' "$DIR/run.out" || return 0
  done
  echo "six runs, and there is still something to do" >&2
}

text() { echo "{\"rich_text\":[{\"type\":\"text\",\"text\":{\"content\":\"$1\"}}]}"; }

# What people do on both sides between two runs.
edits() {
  notion_edit Products "Tidal Bloom — signed print" "Regular Price" '{"number":90}'
  notion_edit Products "Tidal Bloom — signed print" "Stock Quantity" '{"number":7}'
  notion_edit Products "New Moon Circle" "Short Description" "$(text 'Bring a blanket')"
  notion_edit Orders "#18" Status '{"select":{"name":"Completed"}}'
  notion_edit Orders "#19" "Tracking Number" "$(text 1Z999AA1)"
  notion_edit Clients "Tomás Brandt" Phone '{"phone_number":"+1 805 555 0199"}'
  notion_trash Products "Body & Soul Workshop 🌙"
  notion_add Products "{\"Name\":{\"title\":[{\"type\":\"text\",\"text\":{\"content\":\"Candle\"}}]},\"Regular Price\":{\"number\":9},
    \"Status\":{\"select\":{\"name\":\"Published\"}},\"Notion Managed\":{\"checkbox\":true}}"
  shop_change products 15 '{"regular_price":"35.00"}'
  shop_change products 14 '{"name":"Tidal Bloom — unsigned print"}'
  shop_add product '{"name":"Mirror","regular_price":"75.00"}'
  shop_add order '{"status":"processing","billing":{"first_name":"Gus","last_name":"Guest","email":"gus@example.com"},
    "line_items":[{"product_id":13,"quantity":1}]}'
  shop_trash products 16
}

# Both sides as people see them: times as being there or not, ids of pages as what the pages are of.
picture() {
  local kind
  for kind in Clients Products Orders; do curl -sS "$URL/_sandbox/notion/pages?database=$kind" > "$DIR/$kind.json"; done
  for kind in customers products orders; do curl -sS "$URL/_sandbox/shop/all?kind=$kind" > "$DIR/$kind.json"; done
  requests > "$DIR/counters.json"
  node - "$DIR" << 'EOF'
const read = (name) => JSON.parse(require('fs').readFileSync(`${process.argv[2]}/${name}.json`, 'utf8'));
const steady = (text) => text.replace(/\d{4}-\d\d-\d\d(T[\d:.+Z]+)?/g, 'DAY').replace(/127\.0\.0\.1:\d+/g, 'HOST');
const pages = {}, lines = [];
const tell = (what, fields) => {
  for (const [name, value] of Object.entries(fields)) if (value.length > 0 && value !== '[]') lines.push(steady(`${what}: ${name}: ${value}`));
};
for (const kind of ['Clients', 'Products', 'Orders']) {
  for (const { id, in_trash, plain } of read(kind)) {
    pages[id] = plain['External ID'];
    delete plain['Last Sync'];
    for (const name in plain) plain[name] = plain[name].split(', ').sort().join(', ');  // relations and options have no order
    tell(`${kind} page ${pages[id]}`, { ...plain, 'in trash': `${in_trash}` });
  }
}
const meta = ({ key, value }) => key === 'notion_page_id' ? `the page of ${pages[value] ?? 'nothing'}` : `${key} ${JSON.stringify(value)}`;
for (const kind of ['customers', 'products', 'orders']) {
  for (const record of read(kind)) {
    for (const name of ['_links', 'order_key', 'related_ids']) delete record[name];  // other at every answer
    record.meta_data = record.meta_data.filter(({ key }) => key !== 'notion_sync_time').map(meta).sort();
    for (const name in record) record[name] = JSON.stringify(record[name]);
    tell(`shop ${kind} ${record.id}`, record);
  }
}
lines.push(`mails to customers: ${read('counters').shop.mails}`);
console.log(lines.sort().join('\n'));
EOF
}

# A first sync and a day's changes; both runs are killed at their n-th point. Leaves n.txt, and in n.killed which of them died.
day() (
  . "$here/../e2e/lib.sh"
  start_sandbox --seed-products 5 --seed-orders 4 --seed-customers 3 || exit 1
  hsn --yes init > "$DIR/init.out" 2>&1 || { cat "$DIR/init.out" >&2; exit 1; }
  died=
  killed_at "$1" && died+=first
  recover
  edits
  killed_at "$1" && died+=second
  recover
  echo "$died" > "$out/$1.killed"
  picture > "$out/$1.txt"
) 2> "$out/$1.err"

died() { grep -q "$2" "$out/$1.killed"; }
failed=0
same_end() {
  if [ -s "$out/$1.err" ] || ! diff -u --label undisturbed "$out/0.txt" --label "killed at point $1" "$out/$1.txt"; then
    echo "FAILED: HSN_KILL_AT=$1"
    cat "$out/$1.err"
    failed=1
  fi
}
cores=$(nproc)
try_all() {
  local n
  for n; do
    [ -e "$out/$n.killed" ] && continue
    while [ "$(jobs -rp | wc -l)" -ge "$cores" ]; do wait -n; done
    day "$n" &
  done
  wait
}
failed=0
same_end() {
  if [ -s "$out/$1.err" ] || ! diff -u --label undisturbed "$out/0.txt" --label "killed at point $1" "$out/$1.txt"; then
    echo "FAILED: HSN_KILL_AT=$1"
    cat "$out/$1.err"
    failed=1
  fi
}
try() { [ -e "$out/$1.killed" ] || day "$1"; }

# ---- kill -9
day 0
cat "$out/0.err"
[ "$(wc -l < "$out/0.txt")" -ge 500 ] && [ ! -s "$out/0.err" ] || { echo "the undisturbed day went wrong"; cat "$out/0.txt"; exit 1; }

# Roughly how many points the second run has, and how long a try takes; then as many at even distances as there is time for.
try_all 1 64 128 192 256 384 512
low=1 high=768
for n in 64 128 192 256 384 512; do
  if died $n second; then low=$n; else high=$n && break; fi
done
room=$(((budget - SECONDS) * 7 / (SECONDS + 1)))
[ $room -ge 4 ] || room=4
try_all $(seq $(((high + room - 1) / room)) $(((high + room - 1) / room)) $((high - 1)))
points=0 runs=0
for killed in "$out"/*.killed; do
  n=$(basename "$killed" .killed)
  [ "$n" -eq 0 ] && continue
  runs=$((runs + $(grep -oE 'first|second' "$killed" | wc -l)))
  if grep -q second "$killed"; then
    points=$((points + 1))
    [ "$n" -gt "$low" ] && low=$n
  elif [ "$n" -lt "$high" ]; then
    high=$n
  fi
  same_end "$n"
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
