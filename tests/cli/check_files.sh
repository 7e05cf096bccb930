#!/bin/sh
# check looks beyond the file itself: mappings, keys, files with secrets, stores, a feed's answers.
. "$(dirname "$0")/../lib.sh"
cat >"$T/own.yaml" <<YAML
partnership: { id: test, name: Test }
hubs:
  - { id: north, name: North, short: NOR, key: 1 }
areas:
  - { id: hubs, label: Safety hubs, short: HUB, column: Hubs, key: s }
sources:
  - id: partners
    type: hub-feed
    url: https://feed.example.gov.uk/v1/{hub}
    each: { hub: all }
    auth: { bearer_file: token }
  - id: figures
    type: json
    url: https://figures.example.gov.uk/all
    map: figures.sql
    marking: OFFICIAL
YAML
printf 'SELECT value->>%s AS id,\n       vlaue AS title FROM json_each(:body)\n' "'id'" >"$T/figures.sql"
echo secret >"$T/token"
chmod 644 "$T/token"
chmod 600 "$T/own.yaml"
check() { "$HUBBRIEF" --config "$T/own.yaml" check "$@" >"$T/out" 2>"$T/error"; }
check
is 'faults: exit 1' $? 1
has 'a token that others can read, with what to do' "$(cat "$T/out")" "is open to others (0644). chmod 600 $T/token"
has 'at its source' "$(grep 'chmod 600' "$T/out")" "own.yaml:7:"
has 'a mapping that does not compile, with its own place' "$(cat "$T/out")" 'figures.sql:2:'
lacks 'the secret is not shown' "$(cat "$T/out" "$T/error")" secret

chmod 600 "$T/token"
printf "SELECT value->>'id' AS id, 'notice' AS kind, value->>'name' AS title, :now AS updated FROM json_each(:body)\n" >"$T/figures.sql"
check
is 'put right: exit 0' $? 0
has 'and it says so' "$(cat "$T/out")" 'no fault'
rm "$T/token"
check
is 'a token file that is not there' $? 1
ln -s out "$T/token"
check
is 'nor may it be a link' $? 1
rm "$T/token" && (umask 077 && echo secret >"$T/token")
chmod 666 "$T/own.yaml"
check
is 'a configuration that anyone may write' $? 1
chmod 600 "$T/own.yaml"
mkdir -p -m 700 "$T/state/hubbrief"
: >"$T/state/hubbrief/records.db"
chmod 644 "$T/state/hubbrief/records.db"
check
is 'a store that others can read' $? 1
has 'with what to do' "$(cat "$T/out")" "chmod 600 $T/state/hubbrief/records.db"
rm "$T/state/hubbrief/records.db"

cp "$T/own.yaml" "$T/keys.yaml"
printf 'keys:\n  up: "x"\n  down: "x"\n' >>"$T/keys.yaml"
"$HUBBRIEF" check "$T/keys.yaml" >"$T/out" 2>&1
is 'one key for two actions' $? 1
has 'with both lines' "$(cat "$T/out")" 'keys.yaml:19:'
has 'with both lines' "$(cat "$T/out")" '18'
"$HUBBRIEF" check "$T/keys.yaml" "$T/own.yaml" >"$T/out" 2>&1
is 'of two files, one with a fault: exit 1' $? 1
has 'and the other is good' "$(cat "$T/out")" 'own.yaml: no fault'
"$HUBBRIEF" check "$T/nowhere.yaml" >"$T/out" 2>&1
is 'a file that is not there' $? 1

"$BUILD/hubfeed" serve config/demo --listen "unix:$T/s" 2>/dev/null &
until [ -S "$T/s" ]; do kill -0 $! || break; done
"$HUBBRIEF" check --feed "unix:$T/s:/v1/craven" >"$T/out" 2>&1
is 'a feed that keeps the contract' $? 0
has 'its records' "$(cat "$T/out")" "$(jq '.records | length' config/demo/craven.json) records"
"$HUBBRIEF" check --feed "unix:$T/s:/v1/countywide" >"$T/out" 2>&1
is 'a feed with records that break it' $? 1
has 'each with its place' "$(cat "$T/out")" 'record 34'
"$HUBBRIEF" check --feed "unix:$T/s:/v1/nothing" >"$T/out" 2>&1
is 'a feed that is not there' $? 1
kill $!
done_testing
