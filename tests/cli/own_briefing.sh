#!/bin/sh
# A hub that holds a briefing of its own: what is of that hub counts from there, what it shares from the older one, all else
# as before. The demonstration's feeds, before and on its morning, as files.
. "$(dirname "$0")/../lib.sh"
demo_files
changes() { at "$1" report --format json | jq -r "$2"; }
jq 'del(.records[] | select(.id == "I-101" or .id == "I-102"))' config/demo/scarborough.json >"$T/feed/scarborough.json"
jq 'del(.records[] | select(.id == "I-104"))' config/demo/selby.json >"$T/feed/selby.json"
jq 'del(.records[] | select(.id == "CP-SPIKE"))' config/demo/countywide.json >"$T/feed/countywide.json"
at 2023-03-14T08:30:00Z sync >/dev/null 2>&1
only() { # another team's own work: one hub has closed, all hubs never
	time=$1
	shift
	at "$time" --state "$T/only.db" "$@"
}
only 2023-03-14T08:31:00Z close --hub scarborough >/dev/null
is 'all hubs close' "$(at 2023-03-14T08:31:00Z close)" 'Closed. Changes count from Tue 14 Mar 08:31.'
cp config/demo/*.json "$T/feed"
at 2023-03-14T08:32:00Z sync >/dev/null 2>&1
is 'three new of two hubs and one of both' "$(changes 2023-03-14T08:33:00Z '[.changes[].id] | sort | join(" ")')" \
	'CP-SPIKE I-101 I-102 I-104'
is 'one hub closes' "$(at 2023-03-14T08:34:00Z close --hub scarborough)" \
	'Closed. Changes of Scarborough count from Tue 14 Mar 08:34.'
is 'its own have been seen, what it shares has not' "$(changes 2023-03-14T08:35:00Z '[.changes[].id] | sort | join(" ")')" \
	'CP-SPIKE I-104'
is 'and so it is counted' "$(changes 2023-03-14T08:35:00Z \
	'[.cells[] | select(.hub == "scarborough" or .hub == "selby" or .hub == "harrogate") | .changed] | add')" 3
is 'a search says the same' "$(at 2023-03-14T08:35:00Z query 'hub:scarborough changed' --format json | jq -r '.records[].id')" CP-SPIKE
has 'the report says that each counts from its own' "$(at 2023-03-14T08:35:00Z report)" "Since each hub's own briefing: 2 changes."
has 'asked for alone, the hub counts from its own' "$(at 2023-03-14T08:35:00Z report --hub scarborough)" 'the briefing of Tue 14 Mar 2023, 08:34'
only 2023-03-14T08:35:00Z report --format json >"$T/only.json"
is 'where one hub alone has closed, its changes count' "$(jq -r '[.changes[] | .id + " " + .change] | sort | join(", ")' "$T/only.json")" \
	'CP-SPIKE new, I-101 new, I-102 new'
is 'and from when is said of each hub' "$(jq -c '.baseline | [.held_at, .hubs.scarborough, .hubs.selby]' "$T/only.json")" \
	'[null,"2023-03-14T08:31:00Z",null]'
only 2023-03-14T08:35:00Z report >"$T/only"
lacks 'the pack does not say that none was closed' "$(cat "$T/only")" 'No briefing has been closed'
has 'only that all hubs held none' "$(cat "$T/only")" 'No briefing of all hubs has been held yet.'
has 'but of which' "$(cat "$T/only")" "Changes since: each hub's own last briefing, of those that have closed one."
has 'and counts' "$(cat "$T/only")" 'Scarborough: 3 changes'
has 'of a hub that has closed none the pack says so' "$(only 2023-03-14T08:35:00Z report --hub selby)" \
	'Changes since: no briefing has been closed yet'
has 'aloud too' "$(printf '\n\nn\n' | only 2023-03-14T08:35:00Z brief --plain 2>&1)" "Changes count from each hub's own last briefing."
has 'while that hub holds one, all cannot close' "$(printf '\n\n' | at 2023-03-14T08:35:00Z --state "$T/held.db" brief --plain --hub selby >/dev/null 2>&1;
	at 2023-03-14T08:36:00Z --state "$T/held.db" close 2>&1)" 'A briefing of daily for selby is still open. Finish that one first.'
at 2023-03-14T08:36:00Z close >/dev/null
is 'all hubs close again: nothing is left' "$(changes 2023-03-14T08:37:00Z '.changes | length')" 0
done_testing
