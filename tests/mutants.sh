#!/usr/bin/env bash
# Are the tests awake? Each line below breaks the program on purpose, in a copy of the tree: a cell of the merge table, a retry
# rule, a step of the journal, a cursor. Some test must fail for each; one that survives is a test that is missing.
# usage: tests/mutants.sh DIR [NAME...]        DIR keeps the copy and its build for the next time
set -uo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
dir=${1:?usage: mutants.sh DIR [NAME...]}
shift
mkdir -p "$dir/tree"
dir=$(realpath "$dir")
tree=$dir/tree log=$dir/log
jobs=${JOBS:-$(nproc)}

# name ~ file ~ sed script ~ test programs to try, in this order
mutants() {
  cat << 'END'
merge: both changed, managed: the shop wins~lib/sync/merge.cpp~/ both   /s/kServiceLogged, kServiceLogged/kServiceLogged, kHubLogged/~unit_sync
merge: only Notion changed, not managed: pushed~lib/sync/merge.cpp~/hub_only /s/kBackInHub, kBackInHub/kToService, kBackInHub/~unit_sync property
merge: a difference in stock becomes a number~lib/sync/merge.cpp~s/= \*service + (\*hub - \*base);/= *hub;/~unit_sync
merge: any status may go out~lib/sync/merge.cpp~s/if (in.field->special != MergeRule::transitions) return true;/return true;/~unit_sync
merge: an emptied price goes out~lib/sync/merge.cpp~s/is_empty(\*in.hub) && in.field->keeps_value \&\& (row/false \&\& (row/~unit_sync property
plan: the note of a decided conflict is left out~lib/sync/plan.cpp~s/merged.outcome == Outcome::hold || merged.conflict)/merged.outcome == Outcome::hold)/~unit_sync
retry: what may have been carried out is sent again~lib/http/retry.cpp~s/Rule{Happened::lost, Then::deliver/Rule{Happened::lost, Then::again/~unit_http
retry: 429 is taken for an answer~lib/http/retry.cpp~s/Rule{Happened::throttled, Then::later, Then::later}/Rule{Happened::throttled, Then::deliver, Then::deliver}/~unit_http
retry: 529 is a failure like any other~lib/http/retry.cpp~/case 529:/,/throttled/s/Happened::throttled/Happened::failing/~unit_http
retry: an attempt that may have arrived is forgotten~lib/http/courier.cpp~s/^  job.perhaps = .*;$//~unit_http
journal: an outcome that nobody knows is dropped~lib/sync/send.cpp~s/else if (!answer.open)/else if (true)/~unit_sync property
journal: a create that is not found is made again at once~lib/sync/recover.cpp~s/>= desk_.options.create_lookup)/>= Duration::zero())/~unit_sync property
journal: a difference of unknown outcome is sent again~lib/sync/recover.cpp~s/unclear = true;/{}/~unit_sync
journal: settled, and the base is not told~state/store_journal.cpp~s/^  agree(row, write.agreed);$//~unit_state unit_sync
journal: an intent is not kept before it is sent~state/store_journal.cpp~/^std::vector<IntentId> Store::open_intent/,/^}/s/work.commit();//~unit_state unit_sync
rest: a new page that shows something else is at rest~lib/sync/readback.cpp~s/return same(\*field, \*shown, sent);/return true;/~unit_sync
rest: who wakes a row while its page is made is not heard~state/store_facets.cpp~s/^  looked_at.erase(row);//~unit_state
cursor: moves before the details are in~lib/sync/walk.cpp~s/const bool complete = !detail \&\& details_.empty();/const bool complete = true;/~unit_sync
cursor: Notion's running minute is taken for over~lib/notion/scan.cpp~s/const auto start = floor_minute(began);/const auto start = began;/;s/format_instant(floor_minute(std::min<Instant>(start, last_change)))/format_instant(std::min<Instant>(start, last_change))/~unit_notion
cursor: no overlap~lib/notion/scan.cpp~s/ - window.overlap;/;/~unit_notion
gone: one witness is enough~lib/sync/desk.cpp~s/if (lane.service != kHub || walked.contains(lane))/if (true)/~unit_sync property
gone: an empty side is believed~lib/sync/pull.cpp~s/if (too_much_missing(missing.missing, missing.known, [^)]*))/if (false)/~unit_sync
identity: the account that a page names counts for nothing~state/store_places.cpp~s/if (own \&\& page_of/if (false \&\& page_of/~unit_sync
identity: records are placed before the pages are read~lib/sync/pull.cpp~s/pages_.end(), is_over)) {/pages_.end(), is_over) || true) {/~unit_sync
send: what a service does not take holds back the rest~lib/sync/send.cpp~s/(whole, sent->unwritable)) writes_/(whole, sent->unwritable); rest \&\& false) writes_/~unit_cli
stale: an old list is believed after our own write~state/store_observe.cpp~s/return Freshness::stale;/return Freshness::fresh;/~unit_state property
END
}

copy_tree() {
  (cd "$here" && git ls-files -z | xargs -0 cp --parents -u -t "$tree")
  (cd "$tree" && find . -type f -printf '%P\n' | sort | comm -23 - <(cd "$here" && git ls-files | sort) | xargs -rd '\n' rm -f)
  # Each of the files to be broken is compiled alone, so that a mutant costs one of them.
  cp "$here/CMakeLists.txt" "$dir/lists"
  mutants | cut -d'~' -f2 | sort -u | sed 's/.*/set_source_files_properties(& PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)/' >> "$dir/lists"
  cmp -s "$dir/lists" "$tree/CMakeLists.txt" || cp "$dir/lists" "$tree/CMakeLists.txt"
}

build() {
  local targets
  read -ra targets <<< "$1"
  cmake --build "$dir/build" -j "$jobs" --target "${targets[@]/#/test_}" > "$log" 2>&1
}

# The first test that fails, of these programs; empty: none does.
caught_by() {
  local program
  for program in $1; do
    HSN_HISTORIES=${HSN_HISTORIES:-150} timeout 300 "$dir/build/tests/test_$program" --abort > "$log" 2>&1 && continue
    awk -v program="$program" '/^-----/ {title = ""; while ((getline line) > 0 && line !~ /^-----/) title = title line}
      /FAILED|SIG|unexpected exception/ {print program ": " title; exit}' "$log" | tr -s ' '
    grep -qE 'FAILED|SIG|exception' "$log" || echo "$program (ended with an error)"
    return
  done
}

copy_tree
cmake -S "$tree" -B "$dir/build" -G Ninja -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS=-O0 > "$log" 2>&1 || { cat "$log"; exit 1; }
programs=$(mutants | cut -d'~' -f4 | tr ' ' '\n' | sort -u | tr '\n' ' ')
build "$programs" || { tail -40 "$log"; exit 1; }
quiet=$(caught_by "$programs")
[ -z "$quiet" ] || { echo "unbroken, and still a test fails: $quiet"; exit 1; }

made=0 survived=0
while IFS='~' read -r name file script tests; do
  [ $# -eq 0 ] || case " $* " in *" ${name%%:*} "*) ;; *) continue ;; esac
  made=$((made + 1))
  sed -i "$script" "$tree/$file"
  if cmp -s "$here/$file" "$tree/$file"; then
    by="NOTHING TO BREAK in $file: the line has changed, and the mutant with it"
    survived=$((survived + 1))
  elif ! build "$tests"; then
    by="the compiler"
  else
    by=$(caught_by "$tests")
    [ -n "$by" ] || { by="SURVIVED"; survived=$((survived + 1)); }
  fi
  cp "$here/$file" "$tree/$file"
  printf '%-56s %s\n' "$name" "$by"
done < <(mutants)
echo "mutants: $made, $((made - survived)) caught, $survived survived"
[ $survived -eq 0 ]
