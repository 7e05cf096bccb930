#!/bin/sh
# Ready for the briefing? The demonstration is not, and says what to do; a small partnership is, until something is
# missing.
. "$(dirname "$0")/../lib.sh"
"$HUBBRIEF" demo preflight >"$T/out" 2>"$T/error"
is 'the demonstration is not ready: exit 1' $? 1
is 'nothing on standard error' "$(cat "$T/error")" ''
is 'a line for each thing, the marking first and last' "$(cat "$T/out")" \
	'OFFICIAL  Not ready for the briefing: 3 things to see to, Tue 14 Mar 2023 08:45  DEMO, NOT REAL
partners/richmondshire is dead. It answers, but what it sends was made on Tue 7 Mar at 08:30. Expected every working day. Ask its publisher whether the export still runs.
A-46 Rural watch messaging: no date. Give it one, or ask NYP.
B-PREV Prevent Partnership Board: chair (Chief Executive, Craven District Council) ends Fri 31 Mar, 17 days left, no successor named. Name one, or ask CRA-DC.
OFFICIAL'
is 'one hub by itself' "$("$HUBBRIEF" demo --hub selby preflight)" 'Ready for the briefing: 1 source fresh, 6 open records '\
'with an owner, every owner still in being, nothing undated, every office filled, OFFICIAL-SENSITIVE in profile room.'
out=$("$HUBBRIEF" --now 2023-04-03T08:45:00Z demo preflight)
has 'owners that are no more, when the councils have ended' "$out" 'A-44 Target-harden pavilion: its owner SEL-DC ended on Fri 31 Mar 2023. Give it to its successor (Community safety lead, North Yorkshire Council), or ask at the briefing.'
has 'and what is then listed is marked' "$out" 'OFFICIAL-SENSITIVE  Not ready'

# ---- a partnership of its own ----
mkdir "$T/feed"
feed() { # feed RECORDS: what the hub says now
	echo '{ "feed": "hub-feed/1", "generated_at": "2023-03-14T08:30:00Z", "complete": true, "records": ['"$1"'] }' >"$T/feed/north.json"
}
cat >"$T/hub.yaml" <<END
partnership: { id: small, name: A small partnership }
hubs: [{ id: north, name: North }]
areas: [{ id: hubs, label: Safety hubs, column: Hubs }]
ceiling: OFFICIAL
sources:
  - { id: partners, type: hub-feed, url: "file:$T/feed/{hub}.json", each: { hub: all }, expect: 1 working day, marking: OFFICIAL }
END
preflight() { "$HUBBRIEF" --config "$T/hub.yaml" --now "${now:-2023-03-14T08:45:00Z}" preflight "$@"; }
synced() { "$HUBBRIEF" --config "$T/hub.yaml" --now "$1" sync >/dev/null; }
action='"kind": "action", "title": "Count the lamps", "updated": "2023-03-13T09:00:00Z", "hubs": ["north"], "status": "open"'

feed ''
out=$(preflight 2>"$T/error")
is 'before any source was asked: exit 1' $? 1
has 'what to do then' "$out" 'Ask it: `hubbrief sync partners`.'
has 'and that there are no records' "$(cat "$T/error")" 'no records yet'

feed "{ \"id\": \"A-1\", $action, \"owner\": \"NYP\", \"due\": \"2023-03-20\" }"
synced 2023-03-14T08:40:00Z
out=$(preflight)
is 'ready: exit 0' $? 0
is 'and one line' "$out" 'Ready for the briefing: 1 source fresh, 1 open record with an owner, every owner still in being, '\
'nothing undated, every office filled, OFFICIAL in profile room.'
out=$(now=2023-03-17T08:45:00Z preflight)
is 'three days later it is not: exit 1' $? 1
has 'because nobody has asked since' "$out" 'partners/north is'

feed "{ \"id\": \"A-1\", $action, \"due\": \"2023-03-20\" }, { \"id\": \"A-2\", $action, \"owner\": \"NYP\", \"marking\": \"OFFICIAL-SENSITIVE\" }"
synced 2023-03-14T08:41:00Z
out=$(preflight)
is 'three things: exit 1' $? 1
has 'the owner' "$out" 'A-1 Count the lamps: no owner.'
has 'the date' "$out" 'A-2 Count the lamps: no date. Give it one, or ask NYP.'
has 'the marking' "$out" 'Profile room shows OFFICIAL-SENSITIVE, above the ceiling OFFICIAL'
out=$(preflight --profile public)
has 'profile public sees the owner' "$out" 'A-1 Count the lamps: no owner.'
lacks 'and no more' "$out" 'A-2'
preflight more >/dev/null 2>&1
is 'wrong usage: exit 2' $? 2
preflight --hub south >/dev/null 2>&1
is 'a hub that is not: exit 2' $? 2
sed -i 's/^ceiling: OFFICIAL$/ceiling: SECRET/' "$T/hub.yaml"
preflight >/dev/null 2>&1
is 'a broken configuration: exit 3' $? 3
sed -i 's/^ceiling: SECRET$/ceiling: OFFICIAL/' "$T/hub.yaml"
echo "this is no store" >"$T/bad.db"
"$HUBBRIEF" --config "$T/hub.yaml" --records "$T/bad.db" preflight >/dev/null 2>&1
is 'a store that cannot be opened: exit 4' $? 4
done_testing
