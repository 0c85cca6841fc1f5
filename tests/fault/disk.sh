#!/usr/bin/env bash
# The disk under the state fails at the n-th write: full, read-only, broken. And state files that are not what they should be:
# cut off, of a newer hsn, of another workspace, from an old backup, gone. Each must end in a clear word and without damage: the
# next runs reach the end of an undisturbed day.
# usage: tests/fault/disk.sh HSN [SECONDS]        so long it goes on trying writes
set -uo pipefail
HSN=$(realpath "${1:?usage: disk.sh HSN [SECONDS]}")
budget=${2:-60}
export HSN CREATE_LOOKUP_SECONDS=0
out=$(mktemp -d "${TMPDIR:-/tmp}/hsn-disk-XXXXXX")
trap 'rm -rf "$out"' EXIT
here=$(cd "$(dirname "$0")" && pwd)

. "$here/day.sh"

"${CC:-cc}" -shared -fPIC -O1 -o "$out/disk.so" "$here/disk.c" -ldl || exit 1

errors=(28 30 5)  # ENOSPC EROFS EIO
words='the disk is full|cannot be (read or )?written|cannot be made|cannot be opened|may not be opened'
# A run whose n-th write to the state or beside it fails, and all after it. True: it came so far.
disturbed() {
  local code
  if [ "$1" -eq 0 ]; then
    sync_all > "$DIR/run.out" 2>&1 || { echo "the run ended with $?:"; cat "$DIR/run.out"; } >&2
    return 1
  fi
  HSN_DISK_BELOW=$DIR/ HSN_DISK_FAILS_AT=$1 HSN_DISK_ERROR=${errors[$1 % 3]} HSN_DISK_COUNT=$DIR/count LD_PRELOAD=$out/disk.so sync_all > "$out/$1.said" 2>&1
  code=$?
  quiet
  [ "$(cat "$DIR/count")" -lt "$1" ] && return 1
  # What came last may have been beside the work: the budget, the lock's text.
  [ $code -eq 0 ] && return 0
  [ $code -lt 126 ] && grep -qE "$words" "$out/$1.said" && return 0
  { echo "with a failing disk (${errors[$1 % 3]}) the run ended with $code and said:"; cat "$out/$1.said"; } >&2
  return 0
}

undisturbed
try_all 1 2 3 4 5 6 7 8 16 32 64 128
room=$(((budget - SECONDS) * 12 / (SECONDS + 1)))
[ $room -ge 4 ] || room=4
try_all $(seq 9 $(((240 + room - 1) / room)) 240)
tried=0
for file in "$out"/*.met; do
  n=$(basename "$file" .met)
  [ "$n" -eq 0 ] && continue
  tried=$((tried + $(grep -oE 'first|second' "$file" | wc -l)))
  same_end "$n" "the disk failed at write"
done
echo "failing disk: $tried runs cut off at a write to the state (full, read-only, broken)"

# ---- state files that are not what they should be
# state_case NAME CODES WORDS: after a synced day the state is spoilt by `spoil`; the run must end with one of CODES and say WORDS,
# `mend` gives the person's answer; then all is as it was.
state_case() (
  name=$1 codes=$2 words=$3
  . "$here/../e2e/lib.sh"
  start_sandbox --seed-products 5 --seed-orders 4 --seed-customers 3 || exit 1
  hsn --yes init > /dev/null 2>&1
  recover
  cp "$DIR/hsn.db" "$DIR/backup.db"
  edits
  recover
  spoil
  before=$(cksum < "$DIR/hsn.db")
  sync_all > "$DIR/run.out" 2>&1
  code=$?
  case " $codes " in *" $code "*) ;; *) echo "FAILED: state $name: ended with $code:"; cat "$DIR/run.out"; exit 1 ;; esac
  [ -z "$words" ] || grep -qE "$words" "$DIR/run.out" || { echo "FAILED: state $name: not in a clear word:"; cat "$DIR/run.out"; exit 1; }
  [ $code -eq 0 ] || [ "$before" = "$(cksum < "$DIR/hsn.db")" ] || { echo "FAILED: state $name: the file was changed"; exit 1; }
  mend
  recover
  picture > "$out/$name.txt"
  diff -u --label undisturbed <(without_trash "$out/0.txt") --label "state $name" <(without_trash "$out/$name.txt") || { echo "FAILED: state $name"; exit 1; }
  echo "state $name: ended with $code, nothing lost, nothing twice"
)
# The state alone knows that a page in the trash belongs to a record: once it is lost, that record gets a new page.
without_trash() { grep -E '^(Clients|Products|Orders|shop|mails)' "$1" | grep -vE '^(Products page woocommerce:product:17:|Orders page [^ ]*: Products:)'; }
fresh() { rm -f "$DIR"/hsn.db "$DIR"/hsn.db-wal "$DIR"/hsn.db-shm; }
mend() { fresh; }

spoil() { truncate -s 5000 "$DIR/hsn.db"; }
state_case "cut-off" "1 2 4" "damaged|not a state file" || failed=1
spoil() { head -c 20000 /dev/zero > "$DIR/hsn.db"; }
state_case "zeroes" "1 2 4" "damaged|not a state file" || failed=1
spoil() { printf '\0\0\0\143' | dd of="$DIR/hsn.db" bs=1 seek=60 conv=notrunc status=none; }  # user_version
state_case "of-a-newer-hsn" "9" "made by a newer hsn" || failed=1
mend() { :; }
spoil() { fresh; touch "$DIR/hsn.db"; }
state_case "empty" "0 1 4 5" "" || failed=1
spoil() { fresh; cp "$DIR/backup.db" "$DIR/hsn.db"; }
state_case "of-an-old-backup" "0" "" || failed=1

[ $failed -eq 0 ] && echo "disk: nothing twice, nothing lost"
exit $failed
