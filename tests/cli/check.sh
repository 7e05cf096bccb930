#!/bin/sh
# A configuration with four faults at once: each is named with its place; the board and `check` differ in
# their exit codes only.
. "$(dirname "$0")/../lib.sh"
tab=$(printf '\t')
cat >"$T/bad.yaml" <<YAML
partnership: { id: test, name: Test }
hubs:
  - { id: craven, name: Craven, short: CRA, key: 1 }
  - { id: craven, name: Craven again, short: CR2, key: 2 }
areas:
  - { id: hubs, label: Safety hubs, short: HUB, column: Hubs, key: s }
views:
  overview:
    rows:
      - { pane: matrixx }
      - { pane: list, filter: "hbu:craven overdue" }
ratings:
$tab- { when: "kind:action overdue", at_least: 1, rate: A }
YAML
out=$("$HUBBRIEF" check "$T/bad.yaml" 2>&1)
is 'check says there are faults' $? 1
is 'exactly four' "$(printf '%s\n' "$out" | grep -c "bad.yaml:[0-9]*:[0-9]*: ")" 4
has 'the hub named twice, with its place' "$out" 'bad.yaml:4:11: '
has 'the unknown pane kind, with its place' "$out" 'bad.yaml:10:17: '
has 'and what it may have meant' "$out" '"matrix"'
has 'the bad filter, with its place in the file' "$out" 'bad.yaml:11:32: '
has 'and what it may have meant' "$out" '"hub"'
has 'the tab, with its place' "$out" 'bad.yaml:13:1: '
"$HUBBRIEF" --config "$T/bad.yaml" </dev/null >"$T/out" 2>&1
is 'the board refuses with 3' $? 3
is 'and names all four too' "$(grep -c "bad.yaml:[0-9]*:[0-9]*: " "$T/out")" 4
"$HUBBRIEF" check config/hubbrief.yaml config/north-yorkshire.yaml >"$T/out" 2>&1
is 'the shipped configurations have no fault' $? 0
done_testing
