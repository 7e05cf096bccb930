#!/bin/sh
# query on the demonstration: the shape of its JSON, CSV that a spreadsheet may open, columns, profiles.
. "$(dirname "$0")/../lib.sh"
# One sync for all: the demo would make its own each time.
demo_files
sed -i 's/"title": "Car park barrier trial"/"title": "=HYPERLINK(\\"http:\/\/x\\"), 2"/' "$T/feed/hambleton.json"
run() { at 2023-03-14T08:45:00Z "$@"; }
run sync >"$T/sync" 2>&1
is 'sync: one hub has had no return for a week, so not all is fresh' $? 1
is 'a line a source' "$(wc -l <"$T/sync")" 9
is 'of which eight are fresh' "$(grep -c ' fresh ' "$T/sync")" 8
has 'and one is dead' "$(grep richmondshire "$T/sync")" 'dead'
has 'what was refused is counted' "$(grep countywide "$T/sync")" '2 quarantined'

run query 'hub:scarborough overdue' --format json >"$T/json"
is 'a match: exit 0' $? 0
is 'the envelope' "$(jq -r 'keys_unsorted | join(" ")' "$T/json")" 'as_of marking profile withheld records'
is 'as of' "$(jq -r .as_of "$T/json" | cut -c 1-16)" 2023-03-14T08:45
is 'a record' "$(jq -r '.records[0] | keys_unsorted | join(" ")' "$T/json")" \
	'id source kind title hubs areas status rating why owner due due_in_days flags change updated marking data'
is 'its values' "$(jq -c '.records[0] | [.id, .source, .kind, .hubs, .areas, .status, .owner, .due, .due_in_days, .flags, .change]' "$T/json")" \
	'["A-41","partners","action",["scarborough"],["hubs"],"open","SCA-BC","2023-03-10",-4,["open","overdue"],null]'
is 'the fields of its kind' "$(jq -c '.records[0].data | [.type, .raised, .progress]' "$T/json")" '["action","2023-02-17",50]'
is 'a month as a month' "$(run query id:M-SVD --format json | jq -c '.records[0] | [.due, .due_in_days]')" '["2024-01",323]'
is 'a series' "$(run query id:K-ASB --format json | jq -c '.records[0].data.series | [length, .[-1]]')" '[15,["2023-02",51]]'
run query 'hub:craven overdue' --format json >"$T/json"
is 'no match: exit 1' $? 1
is 'and an empty list' "$(jq -c .records "$T/json")" '[]'
is 'ndjson is a record a line' "$(run query overdue --format ndjson | jq -r .id | sort | paste -sd ' ')" 'A-41 A-44 REC-07'
is 'the marking is the highest given out' "$(run query overdue --format json | jq -r .marking)" OFFICIAL-SENSITIVE
is 'and no higher' "$(run query 'overdue hub:selby' --format json | jq -r .marking)" OFFICIAL
is '--hub narrows as a term does' "$(run query overdue --hub selby --format json | jq -r '.records[].id')" A-44
is 'so does --area' "$(run query overdue --area vawg --format json | jq -r '.records[].id')" REC-07

is 'withheld is absent under public' "$(run --profile public query overdue --format json | jq 'has("withheld")')" false
is 'public sees nothing that is OFFICIAL-SENSITIVE' \
	"$(run --profile public query '' --format json | jq '[.records[] | select(.marking != "OFFICIAL")] | length')" 0
is 'separate governance is not even counted' "$(run --profile team query '' --format json | jq .withheld)" 0
is 'nor found' "$(run --profile team query 'id:MT-TRAP' --format ndjson)" ''
in_all=$(run query hub:scarborough --format json | jq .withheld)
is 'withheld does not depend on what matches' "$(run query 'hub:scarborough id:none' --format json | jq .withheld)" "$in_all"

run query 'id:A-45' --format csv >"$T/csv"
is 'CSV has a heading' "$(head -n 1 "$T/csv")" "$(printf 'id,source,kind,title,hubs,areas,status,rating,owner,due,due_in_days,flags,updated,marking\r')"
has 'a formula is made harmless, quotes doubled' "$(cat "$T/csv")" '"'"'"'=HYPERLINK(""http://x""), 2"'
is 'columns as asked' "$(run query id:A-44 --format csv --columns id,due_in_days,due_history | tr -d '\r' | paste -sd ' ')" \
	'id,due_in_days,due_history A-44,-14,2023-01-20;2023-02-10'
is 'in JSON too' "$(run query id:A-44 --format ndjson --columns title,id)" '{"title":"Target-harden pavilion","id":"A-44"}'
run query overdue >"$T/table"
has 'the table begins with the marking' "$(head -n 1 "$T/table")" 'OFFICIAL-SENSITIVE  3 records, Tue 14 Mar 2023 08:45'
is 'and ends with it' "$(tail -n 1 "$T/table")" 'OFFICIAL-SENSITIVE'
is 'its columns are aligned' "$(sed -n '2,5p' "$T/table" | awk '{ print index($0, $2) }' | sort -u | wc -l)" 1
done_testing
