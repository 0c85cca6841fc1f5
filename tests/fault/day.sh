# A day of a shop that is synced twice, and what the world looks like afterwards; sourced by the scripts that disturb it.
# They set `disturbed N`: a run that meets trouble number N (0: none); true when it did. Needs HSN; $out is theirs for results.
# shellcheck shell=bash disable=SC2154,SC2034 # out is the script's, failed is for it

sync_all() { hsn sync --now --full --quiet; }

# Until the sandbox has answered all that it was sent.
quiet() {
  local before=
  until [ "$(requests)" = "$before" ]; do
    before=$(requests)
    sleep 0.05
  done
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
  shop_add products '{"name":"Mirror","regular_price":"75.00"}'
  shop_add orders '{"status":"processing","billing":{"first_name":"Gus","last_name":"Guest","email":"gus@example.com"},
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

# A first sync and a day's changes; both runs meet their trouble N. Leaves N.txt, and in N.met which of them did meet it.
day() (
  . "$here/../e2e/lib.sh"
  start_sandbox --seed-products 5 --seed-orders 4 --seed-customers 3 || exit 1
  hsn --yes init > "$DIR/init.out" 2>&1 || { cat "$DIR/init.out" >&2; exit 1; }
  met=
  disturbed "$1" && met+=first
  recover
  edits
  disturbed "$1" && met+=second
  recover
  echo "$met" > "$out/$1.met"
  picture > "$out/$1.txt"
) 2> "$out/$1.err"

met() { grep -q "$2" "$out/$1.met"; }
failed=0
same_end() {
  if [ -s "$out/$1.err" ] || ! diff -u --label undisturbed "$out/0.txt" --label "$2 $1" "$out/$1.txt"; then
    echo "FAILED: $2 $1"
    cat "$out/$1.err"
    failed=1
  fi
}
cores=$(nproc)
try_all() {
  local n
  for n; do
    [ -e "$out/$n.met" ] && continue
    while [ "$(jobs -rp | wc -l)" -ge "$cores" ]; do wait -n; done
    day "$n" &
  done
  wait
}
undisturbed() {
  day 0
  [ "$(wc -l < "$out/0.txt")" -ge 500 ] && [ ! -s "$out/0.err" ] && return
  echo "the undisturbed day went wrong"
  cat "$out/0.err" "$out/0.txt"
  exit 1
}
