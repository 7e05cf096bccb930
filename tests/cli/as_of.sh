#!/bin/sh
# --as-of on the flood warnings of 14 and of 17 November 2025, a briefing closed on each day: what was printed then is
# printed again, from a private copy that is gone afterwards, and the stores stay as they are to the byte.
. "$(dirname "$0")/../lib.sh"
left() { find "$T/run" -mindepth 1 | wc -l; }

# On the demonstration: how it is said, and how old the sources were.
demo() { "$HUBBRIEF" demo "$@" 2>&1; }
is 'a day without a briefing tells which there were' "$(demo --as-of '12 Mar' report; echo $?)" \
	'hubbrief: --as-of: No briefing was closed on Sun 12 Mar 2023. The only one: Fri 10 Mar 2023 at 09:00. Any other moment is named by its time, such as 2023-03-12T09:00.
2'
demo --as-of fri report >"$T/text"
has 'the cover says it' "$(cat "$T/text")" 'As it stood when the briefing was closed on Fri 10 Mar 2023, 09:00, not as it stands now.'
has 'it was the first' "$(cat "$T/text")" 'No briefing closed yet: last 24 hours shown. 2 late, 1 due today. 1 hub no data.'
has 'the ages of sources are those of then' "$(cat "$T/text")" 'Richmondshire: No data for 3 days'
has 'the others too' "$(cat "$T/text")" '8 of 9 are fresh, made Fri 10 Mar 2023, 08:30 or later.'
has 'it is this briefing that was closed' "$(cat "$T/text")" 'Last briefing: closed Fri 10 Mar 2023, 09:00.'
has 'preflight says of when it is' "$(demo --as-of 2023-03-10 preflight)" 'to see to, as of Fri 10 Mar 2023 09:00'
demo --as-of 2023-03-12T09:00 report >"$T/text"
has 'a moment of no briefing: changes count from the one before' "$(cat "$T/text")" 'Since briefing Fri 10 Mar 09:00: 1 change.'
has 'and how old the sources were is not made up' "$(cat "$T/text")" 'Not fresh: unknown: partners/craven, '
for command in close sync brief 'add x'; do
	# shellcheck disable=SC2086
	is "$command is refused" "$("$HUBBRIEF" --as-of fri $command 2>&1; echo $?)" \
		"hubbrief: ${command%% *} changes what is kept, and --as-of only looks back: give it without --as-of.
2"
done
is 'nothing is left of the copies' "$(left)" 0

if [ ! -d "$DATA/ea-floods" ]; then
	skip 'as of two days of flood warnings' 'no recorded data beside the project'
	done_testing
fi
start_floods
remember() { # remember TIME NAME
	for format in json text markdown html; do at "$1" report --format $format >"$T/$2.$format"; done
	at "$1" query '' --format ndjson >"$T/$2.ndjson"
	at "$1" query 'new or changed' --format csv >"$T/$2.csv"
	at "$1" preflight >"$T/$2.preflight"
	for file in "$T/$2".*; do
		test -s "$file"
		ok "there is something to compare: ${file##*/}" $?
	done
}
first=2025-11-14T09:00:00Z
second=2025-11-17T09:00:00Z
now=2025-11-18T08:45:00Z
is 'with nothing stored there is nothing to look back at' "$(at $now --as-of $first report 2>&1; echo $?)" \
	'hubbrief: --as-of: nothing has been stored yet, so there is nothing to look back at.
1'
at 2025-11-14T08:45:00Z sync >/dev/null 2>&1
is 'before the first close' "$(at $now --as-of '14 Nov' report 2>&1; echo $?)" \
	'hubbrief: --as-of: No briefing was closed on Fri 14 Nov 2025. None has been closed yet. Any other moment is named by its time, such as 2025-11-14T09:00.
2'
remember $first one
at $first close >/dev/null
control flood=2025-11-17
at 2025-11-17T08:45:00Z sync >/dev/null 2>&1
at 2025-11-17T08:50:00Z add 'Sandbags to the depot, NYP, fri' >/dev/null
remember $second two
at $second close >/dev/null
control flood=2025-11-14
at 2025-11-18T08:30:00Z sync >/dev/null 2>&1
at 2025-11-18T08:40:00Z add 'Thank the volunteers, NYP, fri' >/dev/null

sums() { (cd "$T/state/hubbrief" && sha256sum records.db state.db actions.csv); }
sums >"$T/sums"
is 'the stores are there' "$(wc -l <"$T/sums")" 3
# What has to differ: that it is said, and that the briefing itself is told as closed.
plain() { grep -vE 'As it stood when|Last briefing|Present|Nothing was decided|No briefing has been held|^</?ul>$' "$1" | sed -E 's/^(- |<li>|<p>)(Since|No briefing)/\2/; s/(<\/li>|<\/p>)$//; /held_at/d; /^$/d'; }
for day in one:14 two:17; do
	name=${day%:*}
	for format in json text markdown html; do
		at $now --as-of "${day#*:} Nov" report --format $format >"$T/again.$format"
	done
	is "$name: the report is what was printed then" "$(jq -S 'del(.rewound, .briefing)' "$T/again.json")" \
		"$(jq -S 'del(.rewound, .briefing)' "$T/$name.json")"
	for format in text markdown html; do
		is "$name: as $format too" "$(plain "$T/again.$format")" "$(plain "$T/$name.$format")"
	done
	is "$name: every record" "$(at $now --as-of "${day#*:} Nov" query '' --format ndjson)" "$(cat "$T/$name.ndjson")"
	is "$name: what had changed" "$(at $now --as-of "${day#*:} Nov" query 'new or changed' --format csv)" "$(cat "$T/$name.csv")"
	is "$name: what was not ready" "$(at $now --as-of "${day#*:} Nov" preflight | sed 's/, as of [^.]*//')" "$(cat "$T/$name.preflight")"
done
is 'the decisions of then' "$(at $now --as-of '17 Nov' query kind:action --format ndjson | jq -r .title)" 'Sandbags to the depot'
is 'the second had changes to tell' "$(($(jq '.changes | length' "$T/two.json") > 10))" 1
for day in mon 2025-11-17 2025-11-17T09:00; do
	is "$day names it too" "$(at $now --as-of "$day" report --format json | jq -c '[.as_of, .rewound, .briefing.held_at]')" \
		"[\"$second\",true,\"$second\"]"
done
is 'a word that is no day' "$(at $now --as-of someday report 2>&1; echo $?)" \
	'hubbrief: --as-of: "someday" is no day and no time. Expected fri, 10 Mar, 2023-03-10 or 2023-03-10T09:00.
2'
is 'a day that is to come' "$(at $now --as-of 2025-11-20 query overdue 2>&1; echo $?)" 'hubbrief: --as-of: "2025-11-20" is not past yet.
2'
is 'before anything was stored' "$(at $now --as-of 2025-11-13T09:00 query overdue 2>&1; echo $?)" \
	'hubbrief: --as-of: Nothing was stored then: the first records came on Fri 14 Nov 2025 at 08:45.
1'
has 'a query says of when it is' "$(at $now --as-of '14 Nov' query kind:notice)" 'records, as of Fri 14 Nov 2025 09:00'
has 'a moment between is one' "$(at $now --as-of 2025-11-15T12:00 report)" 'As it stood on Sat 15 Nov 2025, 12:00, not as it stands now.'
is 'with the changes since the first, none' "$(at $now --as-of 2025-11-15T12:00 report --format json | jq -c '[.baseline.held_at, (.changes | length)]')" \
	'["2025-11-14T09:00:00Z",0]'
is 'and the source as old as the polls tell' "$(at $now --as-of 2025-11-15T12:00 report --format json | jq -c '[.sources[0] | .state, .age_s]')" \
	'["fresh",98100]'
is 'since goes on from there' "$(at $now --as-of '17 Nov' report --since 2025-11-14T08:00 --format json | jq -c .baseline.held_at)" \
	'"2025-11-14T08:00:00Z"'
is 'the stores are as they were, to the byte' "$(sums)" "$(cat "$T/sums")"
is 'and nothing is left of the copies' "$(left)" 0

# A command that is held up: the pipe it writes to is full, and nobody reads.
mkfifo "$T/pipe"
exec 7<>"$T/pipe"
head -c 60000 /dev/zero >&7
for signal in TERM INT HUP; do
	env --default-signal=INT "$HUBBRIEF" --config "$CONFIG" --now $now --as-of '14 Nov' --profile team report --format html \
		>"$T/pipe" 2>/dev/null 7>&- 8>&- &
	pid=$!
	until folder=$(find "$T/run" -maxdepth 1 -name 'hubbrief-*') && [ -f "$folder/records.db" ]; do
		kill -0 $pid || break
	done
	is "$signal: while it runs, its copy is for its own account" "$(stat -c %a "$folder") $(stat -c %a "$folder/records.db")" '700 600'
	kill -s $signal "$pid"
	wait "$pid"
	is "$signal: ends as one that was stopped" "$(($? > 128))" 1
	is "$signal: leaves nothing" "$(left)" 0
done
done_testing
