#!/bin/sh
# Retention through the real feeder: what is over goes after its days and does not come back, nothing of it is told as gone,
# nothing of it stands in the files, a line says so; your own work by `close`.
. "$(dirname "$0")/../lib.sh"
mkdir "$T/feed"
CONFIG=$T/kept.yaml
config() { # config RETENTION
	cat >"$CONFIG" <<YAML
partnership: { id: my, name: My partnership }
hubs: [{ id: north, name: North }]
areas: [{ id: hubs, label: Hubs, key: s }]
sources:
  - { id: partners, type: hub-feed, url: "file:$T/feed/all.json", marking: OFFICIAL }
$1
YAML
}
stands() { cat "$T"/state/hubbrief/records.db* | grep -aq "$1" && echo yes || echo no; } # stands WORD: whether, in the store's files
ids() { at "$1" query "$2" --format json | jq -r '[.records[].id] | sort | join(" ")'; }
cat >"$T/feed/all.json" <<JSON
{ "feed": "hub-feed/1", "generated_at": "2023-03-14T08:00:00Z", "complete": true, "marking": "OFFICIAL", "records": [
{ "id": "A-1", "kind": "action", "title": "Quagga in the park", "updated": "2022-01-10T09:00:00Z", "status": "done", "closed": "2022-01-10", "hubs": ["north"], "owner": "NYP" },
{ "id": "A-2", "kind": "action", "title": "Lighting survey", "updated": "2022-01-10T09:00:00Z", "status": "open", "due": "2022-02-01", "hubs": ["north"], "owner": "NYP" },
{ "id": "I-1", "kind": "incident", "title": "Xylograph stolen", "category": "burglary", "updated": "2022-12-01T09:00:00Z", "occurred": "2022-12-01T08:00:00Z", "hubs": ["north"] },
{ "id": "N-1", "kind": "notice", "title": "Draft code", "updated": "2023-03-01T09:00:00Z", "published": "2023-03-01", "review_by": "2023-04-01", "level": "local" } ] }
JSON
config ''
at 2023-03-14T08:45:00Z sync >/dev/null 2>&1
is 'without the section all is kept' "$(ids 2023-03-14T08:46:00Z '')" 'A-1 A-2 I-1 N-1'
is 'and nothing was purged' "$(at 2023-03-14T08:46:00Z check --purged)" 'Nothing has been purged yet.'
for word in Quagga quagga Xylograph xylograph; do
	is "so it stands in the files: $word" "$(stands "$word")" yes
done
at 2023-03-14T09:00:00Z close >/dev/null
config 'retention: { incidents: 90d, actions: 365d, briefings: 30d }'
at 2023-03-15T08:45:00Z sync >"$T/sync" 2>&1
is 'what is open stays, however old; what is over goes' "$(ids 2023-03-15T08:46:00Z '')" 'A-2 N-1'
is 'each purge has its line' "$(at 2023-03-15T08:46:00Z check --purged | cut -d' ' -f 1,4-)" \
	'2023-03-15 1 action closed for more than 365 days
2023-03-15 1 incident older than 90 days'
is 'it is no change' "$(at 2023-03-15T08:46:00Z report --format json | jq -c .changes)" '[]'
for word in Quagga quagga Xylograph xylograph; do
	is "nothing of it stands in the files: $word" "$(stands "$word")" no
done
is 'what is kept does' "$(stands Lighting)" yes
sed -i "s/08:00:00Z\", \"complete/08:30:00Z\", \"complete/" "$T/feed/all.json"
at 2023-03-15T08:47:00Z sync >"$T/sync" 2>&1
is 'the feed still gives it, and it does not come back' "$(ids 2023-03-15T08:48:00Z '')" 'A-2 N-1'
has 'which is said, and is no fault' "$(cat "$T/sync")" '2 past retention'
has 'a past briefing says that some of it is not kept' "$(at 2023-03-15T08:49:00Z --as-of '14 Mar' report 2>/dev/null)" \
	'Some of what stood then is not kept any more'
at 2023-04-02T08:45:00Z sync >/dev/null 2>&1
is 'a review_by that has come' "$(ids 2023-04-02T08:46:00Z '')" 'A-2'
at 2023-04-02T09:00:00Z close >/dev/null
at 2023-06-02T09:00:00Z close >/dev/null
is 'your own work: old briefings, not the last ones' "$(at 2023-06-02T09:01:00Z check --purged | grep briefing | cut -d' ' -f 4-)" \
	'1 briefing older than 30 days'
for day in 05 06; do at 2023-07-${day}T09:00:00Z close >/dev/null; done
printf '\n\n' | at 2023-07-07T09:00:00Z brief --plain --hub north >/dev/null 2>&1
purges() { at "$1" check --purged | grep -c briefing; }
before=$(purges 2023-09-02T09:00:00Z)
at 2023-09-02T09:00:00Z close >/dev/null 2>&1
is 'a close that is refused' $? 1
is 'purges nothing' "$(purges 2023-09-02T09:00:00Z)" "$before"
printf '2\n' | at 2023-09-02T09:01:00Z brief --plain --hub north >/dev/null 2>&1
is 'a briefing held aloud does' "$(($(purges 2023-09-02T09:02:00Z) > before))" 1
config 'retention: { incidents: 0d, acions: 90d }'
at 2023-06-02T09:00:00Z check "$CONFIG" >"$T/faults" 2>&1
is 'a day is the least' "$(grep -c 'incidents' "$T/faults")" 1
has 'and an unknown key is named' "$(cat "$T/faults")" 'did you mean "actions"?'
done_testing
