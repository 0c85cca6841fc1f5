#!/usr/bin/env bash
# So many random histories, on all cores; the counts of the shards are added up. Exit 1 when one of them fails; its seed is printed.
# usage: tests/property/histories.sh PROGRAM COUNT [FIRST_SEED]
set -uo pipefail
program=$(realpath "${1:?usage: histories.sh PROGRAM COUNT [FIRST_SEED]}")
count=${2:?usage: histories.sh PROGRAM COUNT [FIRST_SEED]}
first=${3:-1}
work=$(mktemp -d "${TMPDIR:-/tmp}/hsn-histories-XXXXXX")
trap 'rm -rf "$work"' EXIT

# A third of the time would go into giving memory back to the kernel and asking for it again.
export MALLOC_TRIM_THRESHOLD_=2000000000 MALLOC_TOP_PAD_=67108864 MALLOC_MMAP_THRESHOLD_=1000000000

cores=$(nproc)
share=$(((count + cores - 1) / cores))
shards=()
for ((i = 0; i < cores; ++i)); do
  HSN_HISTORIES=$share HSN_SEED=$((first + i * share)) "$program" "histories: whatever*" > "$work/$i" 2>&1 &
  shards+=($!)
done
failed=0
for i in "${!shards[@]}"; do
  wait "${shards[$i]}" || { failed=1; cat "$work/$i"; }
done
[ $failed -eq 0 ] || exit 1

# "counts: histories 5000, runs 3000, ..." of each, added by name, in the order of the first.
sed -n 's/^counts: //p' "$work"/* | awk -F', ' '
  { for (i = 1; i <= NF; ++i) { n = $i; sub(/ [0-9]+$/, "", n); v = $i; sub(/.* /, "", v); if (!(n in sum)) order[++names] = n; sum[n] += v } }
  END { for (i = 1; i <= names; ++i) line = line (i > 1 ? ", " : "") order[i] " " sum[order[i]]; print line }'
echo "histories from seed $first: 0 lost, 0 twice, 0 overwritten without a line, 0 echoes"
