#!/usr/bin/env bash
# A day with hsn, against Notion and all services in miniature on this machine. Run by `make demo`; nothing of it is kept.
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
# Who bought first; what was said last.
shop_person() { curl -sS "$URL/_sandbox/shop/all?kind=orders" | json "j[0].billing.email"; }
said_last() { curl -sS "$URL/_sandbox/feedback/all" | json "'user_feedback:feedback:' + j.at(-1).id"; }

say "A wellness studio with a gallery shop: invented people, who buy, fill in forms and say what they think; and an empty Notion page."
ALL_SERVICES=1 start_sandbox --budget none || exit 1
printf '\n[fields.products."Regular Price"]\nconflict = "hold"      # where both sides changed a price, a person decides\n' >> "$DIR/hsn.toml"

say "1. Set up: the databases in Notion, with their columns and relations. A second time changes nothing."
expect 0 init --yes
expect 0 init --yes

say "2. The first sync brings all of it to Notion; the one after it finds nothing to do."
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

say "6. One person signs up with a form, books a reading and writes about an order: one page, whoever tells of her."
who=$(shop_person)
control typeform/submit "{\"form\":\"intake01\",\"answers\":{\"first\":\"Ingrid\",\"email\":\"${who^}\"}}"
control acuity/book "{\"first\":\"INGRID\",\"last\":\"V.\",\"email\":\"$who\",\"at\":\"$(date -u -d '3 days' +%F)T18:00:00Z\"}"
control feedback/submit "{\"user_email\":\"$who\",\"name\":\"I. V.\",\"content\":\"Order #$first came broken. Can you help?\"}"
expect 0 sync --now -v
expect 0 show "$who"

say "7. What she wrote is sorted by rule, offline; staff answer it. A provider can be asked, too, and what it said is kept."
expect 0 feedback respond "$(said_last)" "A new one is on its way."
expect 0 ai ask "How do I pack a clay bowl?"

say "8. Who changed what, when and why?"
expect 0 log
expect 0 log T7S-BOWL-REN

say "9. The price of step 3 was a mistake: undo that run, on both sides."
run=$(hsn log --json | json "j.runs.find(r => r.command.includes('push woocommerce')).run")
expect 0 undo "$run" --yes -v

say "10. One more run, and all sides are equal again. This is how things stand."
expect 0 sync --now
expect 0 diff --now
expect 0 status
say "Done. To look around yourself: $(realpath --relative-to=. "$HSN") sandbox --dir /tmp/studio"
