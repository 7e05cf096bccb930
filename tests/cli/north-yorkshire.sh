#!/bin/sh
# The real thirteen months of seven hubs, the real flood warnings and the real bank holidays through the
# real program over HTTP: every figure is compared with counting the bodies.
. "$(dirname "$0")/../lib.sh"
if [ ! -d "$DATA" ]; then
	skip 'North Yorkshire on recorded data' 'no recorded data beside the project'
	done_testing
fi
start_server
config=$(north_yorkshire)
crimes=/api/crimes-street/all-crime
run() { "$HUBBRIEF" --config "$config" --now 2025-11-14T08:45:00Z --profile team "$@"; }

run sync >"$T/sync" 2>&1
is 'the first sync succeeds' $? 0
is 'street crime is asked for 7 hubs × 13 months' "$(asked $crimes)" 91
run sync >"$T/sync2" 2>&1
is 'the second sync succeeds' $? 0
is 'the gate has not changed: no further request' "$(asked $crimes)" 91

run query 'kind:measure hub:scarborough category:violent-crime' --format json >"$T/violent" 2>"$T/error"
is 'one measure' "$(jq '.records | length' "$T/violent")" 1
is 'its id' "$(jq -r '.records[0].id' "$T/violent")" street-crime/scarborough/violent-crime
by_hand=$(for body in "$DATA"/police-uk/crimes-street/all-crime/scarborough/*.json; do
	jq -c --arg m "$(basename "$body" .json)" '[$m, (map(select(.category == "violent-crime")) | length)]' "$body"
done | jq -sc .)
is 'its series is what counting the bodies gives' "$(jq -c '.records[0].data.series' "$T/violent")" "$by_hand"

for hub in craven hambleton harrogate richmondshire ryedale selby; do
	hand=$(cat "$DATA/police-uk/crimes-street/all-crime/$hub"/*.json | jq -s 'add | length')
	told=$(run query "kind:measure hub:$hub source:street-crime" --format json |
		jq '[.records[].data.series[][1]] | add')
	is "every crime of $hub is counted once" "$told" "$hand"
done
is '14 categories a hub, each with 13 months, zeros included' \
	"$(run query 'kind:measure hub:richmondshire source:street-crime' --format json |
		jq '[.records[] | select(.data.series | length == 13)] | length')" 14

floods() { run query 'kind:notice source:floods' --format json | jq '.records | length'; }
is '14 November 2025: 18 notices' "$(floods)" 18
control flood=2025-11-17
run sync floods >/dev/null 2>&1
is '17 November 2025: 9 notices' "$(floods)" 9
control flood=empty
run sync floods >/dev/null 2>&1
is 'a quiet day is no notice, and no fault' "$(floods)" 0

control updated=2025-10-01
run sync street-crime >"$T/sync3" 2>&1
is 'a month that is announced but not there is a failure' $? 1
is 'and the good months stay' \
	"$(run query 'kind:measure hub:scarborough category:violent-crime' --format json | jq -c '.records[0].data.series')" "$by_hand"

run check >"$T/check" 2>&1
is 'the configuration has no fault' $? 0
done_testing
