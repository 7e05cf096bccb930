#!/bin/sh
# The demo without a terminal is the text report of the fictional morning of 14 March 2023.
. "$(dirname "$0")/../lib.sh"
"$HUBBRIEF" demo </dev/null >"$T/out" 2>"$T/error"
is 'demo without a terminal exits 0' $? 0
out=$(cat "$T/out")
has 'the partnership' "$out" 'North Yorkshire'
for hub in Craven Hambleton Harrogate Richmondshire Ryedale Scarborough Selby; do has "$hub" "$out" "$hub"; done
has 'the overdue action of Scarborough' "$out" A-41
has 'the overdue action of Selby' "$out" A-44
is 'Ryedale is quiet' "$(grep -c 'Ryedale.*Quiet' "$T/out")" 1
is 'Richmondshire has no data' "$(grep -c 'Richmondshire.*No data' "$T/out")" 1
lacks 'nothing of the separately governed test record' "$out" 'MT-TRAP'
lacks 'nor its title' "$out" 'Test record'
lacks 'nothing of the record marked SECRET' "$out" 'SECRET'
is 'nothing on standard error' "$(cat "$T/error")" ''
is 'plain text: no control characters' "$(tr -d '\n' <"$T/out" | grep -c '[[:cntrl:]]')" 0
is 'the marking stands first' "$(head -n 1 "$T/out" | grep -c '^OFFICIAL')" 1
is 'and last' "$(tail -n 1 "$T/out" | grep -c 'OFFICIAL')" 1

ids=$("$HUBBRIEF" demo query overdue --format json | jq -r '[.records[].id] | sort | join(" ")')
is 'three are overdue' "$ids" 'A-41 A-44 REC-07'
ids=$("$HUBBRIEF" demo query due-today --format json | jq -r '[.records[].id] | sort | join(" ")')
is 'three are due today' "$ids" 'A-43 C-22 MT-CSP'
is 'nine changes since Friday, in the order of the board' "$("$HUBBRIEF" demo report --format json | jq -r '[.changes[] | .id + " " + .change] | join(", ")')" \
	'A-41 newly-late, I-101 new, I-102 new, I-103 new, I-104 new, I-105 new, I-106 new, A-48 reopened, N-NCHI new'
is 'the baseline is the briefing of 10 March' "$("$HUBBRIEF" demo report --format json | jq -r '.baseline.held_at')" 2023-03-10T09:00:00Z
is 'MT-TRAP is found by nothing' "$("$HUBBRIEF" demo --profile team query 'trap or "test record" or id:MT-TRAP' --format json | jq '.records | length')" 0
is 'repeat finds the third at the seafront' "$("$HUBBRIEF" demo query repeat --format json | jq -r '.records[].id')" I-101
hate=$("$HUBBRIEF" demo query id:I-103 --format json)
lacks 'the room does not see a hate incident'"'"'s strand' "$hate" 'race'
lacks 'nor its zone' "$hate" 'retail'
is 'nor can it search for it' "$("$HUBBRIEF" demo query 'retail strand:race' --format json | jq '.records | length')" 0
is 'the team can' "$("$HUBBRIEF" demo --profile team query strand:race --format json | jq -r '.records[].id')" I-103
lacks 'K-HATE never shows its 3' "$("$HUBBRIEF" demo query id:K-HATE --format json | jq -c '.records[0].data.series[-1]')" '3]'
is 'nothing is left behind' "$(find "$T/run" "$T/state" -type s -o -name 'records.db' | wc -l)" 0
done_testing
