#!/usr/bin/env bash
# Everything that hsn writes in a full day with tracing, debug log, plans and refused credentials, searched for each secret: as it
# is, in base64 (at each of the three places it can begin), percent-encoded.
# usage: tests/fault/secrets.sh HSN
set -uo pipefail
HSN=$(realpath "${1:?usage: secrets.sh HSN}")
export HSN
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../e2e/lib.sh"
. "$here/day.sh"

start_sandbox --seed-products 3 --seed-orders 3 --seed-customers 2 || exit 1
mkdir "$DIR/said"
n=0
# Whatever comes of it: what is said is what counts.
say() {
  n=$((n + 1))
  "$HSN" --env-file "$DIR/.env" --state "$DIR/hsn.db" --log-level DEBUG --trace "$DIR/said/$n.trace" "$@" > "$DIR/said/$n.out" 2> "$DIR/said/$n.err" < /dev/null
}
all_commands() {
  say -vv --yes init
  say check
  say check --json
  say -vv diff --json
  say diff --out "$DIR/said/$n.plan"
  say -vv sync --now --full --json
  edits > /dev/null 2>&1
  say diff --now --out "$DIR/said/$n.plan"
  say -vv sync --now
  say status
  say status --json
  say log
  say log --json
  say config show
  say config show --json
  say conflicts
}
all_commands
# Roads on which things go wrong.
for bad in "status=401:GET:/:1" "status=403:POST:/:1" "status=500:POST:/:3" "reset=after:POST:/:1"; do
  fault "$bad" 2> /dev/null
  say -vv sync --now --full
done
say -vv sync --no-such-option
stop_sandbox
say -vv sync --now
say check
NOTION_API_TOKEN='' say check

secrets() { grep -E '^[A-Z_]*(TOKEN|SECRET|KEY|PASSWORD)=' "$DIR/.env" | cut -d= -f2- | tr -d '"' | awk 'length >= 6' | sort -u; }
[ "$(secrets | wc -l)" -ge 3 ] || { echo "the sandbox has no secrets to look for"; exit 1; }
[ "$(find "$DIR" -name 'hsn*.log' | wc -l)" -ge 1 ] && [ -s "$DIR/said/6.trace" ] && [ -s "$DIR/hsn.db" ] || { echo "nothing to search"; ls -lR "$DIR"; exit 1; }

# All forms of a secret, a line each.
forms() {
  node -e "
    const s = process.argv[1], forms = new Set([s, encodeURIComponent(s)]);
    for (const front of ['', 'x', 'xx']) {
      // Only what does not depend on the neighbours.
      const text = Buffer.from(front + s).toString('base64').replace(/=+\$/, '');
      forms.add(text.slice(front.length === 0 ? 0 : front.length + 1, Math.floor((front.length + s.length) / 3) * 4));
    }
    console.log([...forms].join('\n'));" -- "$1"
}
failed=0 looked=0
while read -r secret; do
  while read -r form; do
    looked=$((looked + 1))
    found=$(grep -rlaF -e "$form" "$DIR" --exclude=.env --exclude='sandbox.*' --exclude=control.out)
    [ -z "$found" ] && continue
    echo "FAILED: $(basename "$found") has a secret in it (a form of ${secret:0:3}…)"
    grep -aF -m 1 -e "$form" $found | cut -c1-200
    failed=1
  done < <(forms "$secret")
done < <(secrets)
[ $failed -eq 0 ] && echo "secrets: $(find "$DIR" -type f | wc -l) files of $n commands searched for $looked forms of $(secrets | wc -l) secrets: none found"
exit $failed
