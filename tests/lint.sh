#!/usr/bin/env bash
# Formatting, who includes whom (tests/rooms.txt), man pages, shell scripts and clang-tidy. Prints what is wrong; exit 1.
# usage: tests/lint.sh BUILD | --quick | --staged      (quick: all but clang-tidy, which takes minutes; staged: what git commit takes)
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build}
wrong=0

sources() {
  if [ "$build" = --staged ]; then git diff --cached --name-only --diff-filter=ACM -- '*.cpp' '*.hpp'; else git ls-files '*.cpp' '*.hpp'; fi
}

# ---- formatting
if ! bad=$(sources | xargs -r clang-format --dry-run --Werror 2>&1); then
  echo "not formatted (make format):"
  echo "$bad" | grep -oE '^[^ :]+\.(cpp|hpp)' | sort -u | sed 's/^/  /' || echo "$bad" | tail
  wrong=1
fi

# ---- rooms
rooms=$(awk '
  function lies_in(file, places,   n, i, place) {
    n = split(places, place, " ")
    for (i = 1; i <= n; ++i) if (index(file, place[i]) == 1) return 1
    return 0
  }
  FNR == NR { if ($0 ~ /^</) only[$1] = $2 " " $3; else if ($0 !~ /^#/ && NF) { order[++n] = $1; for (i = 2; i <= NF; ++i) may[$1] = may[$1] " " $i " " } ; next }
  FNR == 1 {
    room = ""
    for (i = 1; i <= n; ++i) if (index(FILENAME, order[i] "/") == 1) room = order[i]
    # A service'\''s emulator lies in its folder and belongs to the sandbox.
    if (FILENAME ~ /^lib\/services\/[^\/]+\/sandbox/) room = "lib/sandbox"
    if (FILENAME ~ /^lib\/notion\/.*sandbox/) room = "lib/sandbox"
  }
  /^#include "/ {
    split($2, quoted, "\""); path = quoted[2]; split(path, parts, "/")
    if (room != "" && index(may[room], " " parts[1] " ") == 0 && index(may[room], " " path " ") == 0)
      printf "  %s:%d: %s may not include \"%s\"\n", FILENAME, FNR, room, path
    if (room == "lib/services" && path ~ /sandbox/) printf "  %s:%d: a service may not include an emulator\n", FILENAME, FNR
  }
  /^#include </ {
    if (room == "") next
    for (library in only) if (index($2, library) == 1 && !lies_in(FILENAME, only[library]))
      printf "  %s:%d: only %s includes %s\n", FILENAME, FNR, only[library], $2
  }
  /^#include <nlohmann\/json.hpp>/ && FILENAME ~ /\.hpp$/ && FILENAME != "lib/core/json.hpp" && room != "" {
    printf "  %s:%d: json.hpp in a header; use json_fwd.hpp\n", FILENAME, FNR
  }
' tests/rooms.txt $(git ls-files 'lib/*.cpp' 'lib/*.hpp' 'state/*.cpp' 'state/*.hpp' 'cli/*.cpp' 'cli/*.hpp'))
if [ -n "$rooms" ]; then echo "rooms (tests/rooms.txt):"; echo "$rooms"; wrong=1; fi

[ "$build" = --staged ] && exit $wrong

# ---- man pages and scripts
# Our own pages need not be installed here. What mandoc says counts, not how it ends.
pages=$(set +o pipefail; mandoc -T lint man/*.[1-8] 2>&1 | sed '/referenced manual not found/d')
if [ -n "$pages" ]; then echo "$pages"; wrong=1; fi
for script in $(git ls-files '*.sh' .ci/run); do bash -n "$script" || wrong=1; done

if [ "$build" = --quick ]; then
  [ $wrong = 0 ] && echo "lint: formatting, rooms, man pages and scripts are clean"
  exit $wrong
fi

# ---- clang-tidy, a short list of checks (.clang-tidy), all of them errors
# As they are compiled, several files at once: reading headers is most of the work.
if ! told=$(sed -n 's/^ *"file": "\(.*\)",\{0,1\}$/\1/p' "$build/compile_commands.json" | grep -v /tests/ |
  xargs -P "$(nproc)" -n 1 clang-tidy --quiet -p "$build" --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-ignored-optimization-argument 2>&1); then
  echo "$told" | grep -E '(warning|error):' | sort -u || echo "$told" | tail
  wrong=1
fi
[ $wrong = 0 ] && echo "lint: clean"
exit $wrong
