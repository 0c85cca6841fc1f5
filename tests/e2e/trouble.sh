# Each service in each kind of trouble, and what a run makes of it. Loaded by scenarios/services-in-trouble.txt.

TROUBLES=(down slow 401 429 html half)

# The setting that says where a service is, its path there, and what goes wrong on the way.
address_of() {
  local name=${1^^}
  [ "$1" = ai ] && name=OPENAI  # the provider that is asked first
  grep -m 1 -oE "^${name}_[A-Z_]*URL" "$DIR/.env"
}
path_of() {
  local path
  path=$(sed -n -E "s#^$(address_of "$1")=http://[^/]*##p" "$DIR/.env")
  [ "$1" = woocommerce ] && path=/wp-json  # its address is that of the whole site
  [ "$1" = notion ] && path=/v1/data_sources  # others have a /v1/, too
  echo "$path/"
}
fault_of() {
  case $1 in
    slow) echo "slow=5s" ;;
    429) echo "429=86400" ;;
    half) echo garbage ;;
    *) echo "$1" ;;
  esac
}

# run_with COMMAND...: on a state that knows the databases and has read nothing; what is to be read again is in Notion already.
run_with() {
  rm -rf "$DIR/case" && mkdir "$DIR/case" && cp "$DIR/as_set_up.db" "$DIR/case/hsn.db"
  HTTP_MAX_RETRIES=0 AI_MAX_RETRIES=0 TYPEFORM_FORM_IDS=intake01 \
    "$HSN" --env-file "$DIR/.env" --config "$DIR/hsn.toml" --state "$DIR/case/hsn.db" "$@"
}
# What was read, but for one service.
read_beside() {
  "$HSN" --env-file "$DIR/.env" --state "$DIR/case/hsn.db" status --json |
    json "j.lanes.filter(l => l.service != '$1' && l.last_success).map(l => l.service + '/' + l.feed).sort().join(' ')"
}
read_by_service() {
  "$HSN" --env-file "$DIR/.env" --state "$DIR/as_read.db" status --json |
    json "[...new Set(j.lanes.filter(l => l.last_success).map(l => l.service))].join(' ')"
}

# in_trouble SERVICE TROUBLE COMMAND...: the exit code, and what stderr says.
in_trouble() {
  local service=$1 trouble=$2 code=0 address
  shift 2
  address=$(address_of "$service")
  if [ "$trouble" = down ]; then
    local -x "$address=http://127.0.0.1:9$(path_of "$service" | sed -E 's#/((v1|wp-json)(/.*)?)?$##')"
  else
    fault "$(fault_of "$trouble"):*:$(path_of "$service"):0"
  fi
  [ "$trouble" = slow ] && local -x HTTP_TIMEOUT_SECONDS=2 AI_TIMEOUT_SECONDS=2
  run_with "$@" > "$DIR/case.out" 2> "$DIR/case.err" || code=$?
  control faults/clear '{}'
  echo "$service, $trouble: exit $code"
  sed -E -e 's/^/  /' -e 's/ after [0-9]+ (ms|milliseconds)//' "$DIR/case.err"
}

# Every service that is read, in every trouble; and whether all that is read of the others was read all the same.
all_in_trouble() {
  local service trouble
  run_with sync --now || return
  cp "$DIR/case/hsn.db" "$DIR/as_read.db"
  for service in $(read_by_service); do
    cp "$DIR/as_read.db" "$DIR/case/hsn.db"
    local others
    others=$(read_beside "$service")
    for trouble in "${TROUBLES[@]}"; do
      in_trouble "$service" "$trouble" sync --now
      [ "$(read_beside "$service")" = "$others" ] && echo "  all others were read" || echo "  of others was read: $(read_beside "$service")"
    done
  done
}

# Milliseconds of a run with these services slow.
took_with() {
  local service began code=0
  for service in "$@"; do fault "slow=600ms:*:$(path_of "$service"):0"; done
  began=$(date +%s%3N)
  run_with sync --now > "$DIR/case.out" 2>&1 || code=$?
  echo $(($(date +%s%3N) - began))
  control faults/clear '{}'
  return $code
}
# What each service costs when it is slow by itself, and what all of them cost together. A busy machine gets a second try.
side_by_side() {
  local service usual together cost sum=0 longest=0 services
  services=$(read_by_service | sed 's/notion//')
  usual=$(took_with) || return
  for service in $services; do
    cost=$(($(took_with "$service") - usual))
    sum=$((sum + cost))
    longest=$((cost > longest ? cost : longest))
  done
  # shellcheck disable=SC2086
  together=$(($(took_with $services) - usual))
  if [ $together -lt $(((sum + longest) / 2)) ]; then
    echo "side by side"
  elif [ "${1:-}" = again ]; then
    echo "$together ms together; the slowest costs $longest ms, one after the other they would cost $sum ms"
  else
    side_by_side again
  fi
}
