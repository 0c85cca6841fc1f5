#!/usr/bin/env bash
# A day with hsn, against Notion and a shop in miniature on this machine. Run by `make demo`; nothing of it is kept.
set -uo pipefail
cd "$(dirname "$0")/../.."
export HSN=${1:?usage: demo.sh HSN}
. tests/e2e/lib.sh

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
show() { printf '\033[2m$ hsn %s\033[0m\n' "$*"; hsn "$@"; }
# show, where the command must end with this exit code
expect() {
  local code=$1 seen=0
  shift
  show "$@" || seen=$?
  [ "$seen" -eq "$code" ] || { echo "demo: hsn $* ended with $seen instead of $code" >&2; exit 1; }
  [ "$code" -eq 0 ] || echo "(exit $code)"
}
say "A wellness studio with a gallery shop: invented people, a WooCommerce shop with orders, and an empty Notion page."
start_sandbox --budget none || exit 1
printf '[fields.products."Regular Price"]\nconflict = "hold"      # where both sides changed a price, a person decides\n' > "$DIR/hsn.toml"

say "1. Set up: three databases in Notion, with their columns and relations. A second time changes nothing."
expect 0 init --yes
expect 0 init --yes

say "2. The first sync brings clients, products and orders to Notion; the one after it finds nothing to do."
expect 0 sync -v
expect 0 sync -v

say "3. Somebody changes a price in Notion. First look, then send it to the shop."
notion_edit Products "Clay bowl by Ren" "Regular Price" '{"number":78}'
expect 0 diff woocommerce --now
expect 0 push woocommerce --now -v

say "4. An order is completed in Notion, and another one is cancelled by the shop's staff: both arrive on the other side."
first=$(shop_orders processing | sed -n 1p)
second=$(shop_orders processing | sed -n 2p)
notion_edit Orders "#$first" Status '{"select":{"name":"Completed"}}'
shop_change orders "$second" '{"status":"cancelled"}'
expect 0 diff --now
expect 0 sync --now -v

say "5. The same price changed on both sides: it is held, and nothing is overwritten until a person decides."
notion_edit Products "Gift card" "Regular Price" '{"number":60}'
shop_change products "$(shop_product T7S-GIFT)" '{"regular_price":"55.00"}'
expect 5 sync --now -v
expect 0 conflicts
expect 0 conflicts resolve T7S-GIFT --take notion
expect 0 sync --now -v

say "6. Who changed what, when and why?"
expect 0 log
expect 0 log T7S-BOWL-REN

say "7. The price of step 3 was a mistake: undo that run, on both sides."
run=$(hsn log --json | json "j.runs.find(r => r.command.includes('push woocommerce')).run")
expect 0 undo "$run" --yes -v

say "8. Both sides are equal again."
expect 0 diff --now
say "Done. To look around yourself: $(realpath --relative-to=. "$HSN") sandbox --dir /tmp/studio"
