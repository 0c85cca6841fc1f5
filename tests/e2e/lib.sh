# Helpers of the scenarios and the demo: a sandbox of one's own, and the hands of staff and customers.
# Needs HSN (path of the binary). Everything lives in $DIR, a temporary directory that goes away at the end.

HSN=$(realpath "${HSN:?path of the hsn binary}")
DIR=$(mktemp -d "${TMPDIR:-/tmp}/hsn-e2e-XXXXXX")
SANDBOX_PID=

finish() {
  [ -n "$SANDBOX_PID" ] && kill "$SANDBOX_PID" 2> /dev/null && wait "$SANDBOX_PID" 2> /dev/null
  rm -rf "$DIR"
}
trap finish EXIT

# start_sandbox [options of `hsn sandbox`]: URL and $DIR/.env are set afterwards; the shop alone takes part, unless ALL_SERVICES is set.
start_sandbox() {
  "$HSN" sandbox --dir "$DIR" --port 0 "$@" > "$DIR/sandbox.out" 2> "$DIR/sandbox.err" &
  SANDBOX_PID=$!
  for _ in $(seq 100); do
    URL=$(grep -oE 'http://127\.0\.0\.1:[0-9]+' "$DIR/sandbox.out" 2> /dev/null | head -n 1)
    if [ -n "$URL" ]; then
      [ -n "${ALL_SERVICES:-}" ] || sed -i -E '/^(#|NOTION_|WOOCOMMERCE_|HSN_)/!d' "$DIR/.env"
      return 0
    fi
    kill -0 "$SANDBOX_PID" 2> /dev/null || { cat "$DIR/sandbox.err" >&2; return 1; }
    sleep 0.1
  done
  echo "the sandbox did not start" >&2
  return 1
}
stop_sandbox() {
  kill "$SANDBOX_PID" && wait "$SANDBOX_PID"
  SANDBOX_PID=
}

hsn() { "$HSN" --env-file "$DIR/.env" --state "$DIR/hsn.db" "$@"; }

control() { curl -sS --fail-with-body -H 'Content-Type: application/json' -d "$2" "$URL/_sandbox/$1" > "$DIR/control.out" || { cat "$DIR/control.out" >&2; return 1; }; }

# ---- a person in Notion: database, title of the page, property, value as the API writes it
notion_edit() { control notion/edit "{\"page\":{\"database\":\"$1\",\"title\":\"$2\"},\"property\":\"$3\",\"value\":$4}"; }
notion_add() { control notion/add "{\"database\":\"$1\",\"properties\":$2}"; }
notion_trash() { control notion/trash "{\"page\":{\"database\":\"$1\",\"title\":\"$2\"}}"; }
notion_rename() { control notion/rename "{\"database\":\"$1\",\"from\":\"$2\",\"to\":\"$3\"}"; }
# The pages of a database that are not in the trash: the named properties, a line each, in order.
notion_pages() {
  local database=${1// /%20} names
  shift
  names=$(printf "'%s'," "$@")
  curl -sS "$URL/_sandbox/notion/pages?database=$database" |
    json "j.filter(p => !p.in_trash).map(p => [$names].map(n => (p.plain[n] ?? '?').replace(/\\n/g, ' ')).join(' | ')).sort().join('\\n')"
}
# ---- the shop's own staff: x, JSON as the REST API takes it
shop_change() { control shop/change "{\"kind\":\"$1\",\"id\":$2,\"record\":$3}"; }
shop_add() { control shop/add "{\"kind\":\"$1\",\"record\":$2}"; }
shop_trash() { control shop/trash "{\"kind\":\"$1\",\"id\":$2}"; }
shop_refund() { control shop/refund "{\"order\":$1,\"amount\":\"$2\"}"; }
shop_erase() { control shop/erase "{\"kind\":\"$1\",\"id\":$2}"; }
# The ids of orders with that status, oldest first; the id of the product with that SKU.
shop_orders() { curl -sS "$URL/_sandbox/shop/all?kind=orders" | json "j.filter(o => o.status == '$1').map(o => o.id).join('\n')"; }
shop_product() { curl -sS "$URL/_sandbox/shop/all?kind=products" | json "j.find(p => p.sku == '$1').id"; }
json() { node -pe "const j = JSON.parse(require('fs').readFileSync(0, 'utf8')); $1"; }
# ---- the world
fault() { control fault "{\"fault\":\"$1\"}"; }
pass_time() { control clock "{\"advance_seconds\":$1}"; }
requests() { curl -sS "$URL/_sandbox/counters"; echo; }
