#!/bin/sh
# The flood warnings of 14 and of 17 November 2025 with a briefing closed between them: what changed is exactly what
# comparing the two bodies by hand gives, in JSON, in text and on the board.
. "$(dirname "$0")/../lib.sh"
if [ ! -d "$DATA/ea-floods" ]; then
	skip 'changes between two days of flood warnings' 'no recorded data beside the project'
	done_testing
fi
start_floods
first=2025-11-14T08:45:00Z
closed=2025-11-14T09:00:00Z
later=2025-11-17T08:45:00Z
levels() { # levels DAY: id and severity of the warnings that touch North Yorkshire
	jq -r '.items[] | select(.floodArea.county | test("North Yorkshire"))
		| .floodAreaID + " " + ["", "critical", "high", "medium", "low"][.severityLevel]' "$DATA/ea-floods/$1.json" | sort
}
levels 2025-11-14 >"$T/before"
levels 2025-11-17 >"$T/after"
cut -d' ' -f1 "$T/before" >"$T/ids-before"
cut -d' ' -f1 "$T/after" >"$T/ids-after"

at $first sync >/dev/null 2>&1
is 'the first sync succeeds' $? 0
is 'without a briefing there is no baseline' "$(at $first report --format json | jq -c .baseline)" null
is 'close says from when changes count' "$(at $closed close)" 'Closed. Changes count from Fri 14 Nov 09:00.'
is 'nothing has changed yet' "$(at 2025-11-14T09:01:00Z report --format json | jq -c .changes)" '[]'
control flood=2025-11-17
at $later sync >/dev/null 2>&1
is 'the second sync succeeds' $? 0
at $later report --format json >"$T/report"
is 'the baseline is that briefing' "$(jq -c .baseline "$T/report")" "{\"forum\":\"daily\",\"held_at\":\"$closed\"}"
said() { jq -r ".changes[] | select(.change == \"$1\") | .id" "$T/report" | sort; }
is 'the new ones' "$(said new)" "$(comm -13 "$T/ids-before" "$T/ids-after")"
is 'the ones that are gone' "$(said withdrawn)" "$(comm -23 "$T/ids-before" "$T/ids-after")"
join "$T/before" "$T/after" | awk '$2 != $3' >"$T/severity"
is 'those of another severity, from and to' \
	"$(jq -r '.changes[] | select(.change == "severity") | .id + " " + .from + " " + .to' "$T/report" | sort)" "$(cat "$T/severity")"
hand=$(($(comm -3 "$T/ids-before" "$T/ids-after" | wc -l) + $(wc -l <"$T/severity")))
is 'and nothing else' "$(jq '.changes | length' "$T/report")" $hand
at $later report >"$T/text"
is 'the text tells as many' "$(sed -n '/^What changed/,/^$/p' "$T/text" | grep -c '([01]')" $hand
has 'and of the severity what it was' "$(cat "$T/text")" 'Severity was low, now medium: '
at $later report --format csv --out "$T/pack"
is 'the pack as CSV lists the same records' "$(sed 1d "$T/pack/changes.csv" | awk -F, '{ print $(NF-1) }' | sort)" \
	"$(jq -r '.changes[].id' "$T/report" | sort)"
is 'as Markdown as many' "$(at $later report --format markdown | sed -n '/^## What changed/,/^## Hubs/p' | grep -c '^| ')" $((hand + 2))
is 'as HTML as many' "$(at $later report --format html | sed -n '/id="changes"/,/id="hubs"/p' | grep -c '^<tr role="row">')" $hand
board_screen 120 60 --config "$CONFIG" --now $later --offline
has 'the board counts them' "$(cat "$T/screen")" "Since briefing Fri 14 Nov 09:00: $hand changes."
has 'what has no owner takes its place for the title' "$(cat "$T/screen")" 'River Nidd at Hunsingore: warning no'
for word in NEW:new GONE:withdrawn SEVERITY:severity; do
	is "and lists what is ${word#*:}" "$(grep -c "^[> ]${word%:*} " "$T/screen")" "$(said "${word#*:}" | wc -l)"
done
at $later close >/dev/null
is 'closed again: nothing has changed' "$(at 2025-11-17T09:30:00Z report --format json | jq -c .changes)" '[]'
is 'an earlier moment counts from the earlier briefing' "$(at 2025-11-17T08:44:00Z report --format json | jq '.changes | length')" $hand
for since in 2025-11-14 '14 Nov' 2025-11-14T09:00 fri; do
	is "since $since" "$(at 2025-11-17T09:30:00Z report --since "$since" --format json | jq '.changes | length')" $hand
done
is 'since an hour of no briefing' "$(at 2025-11-17T09:30:00Z report --since 2025-11-13T12:00 | grep -c '^Since Thu 13 Nov 12:00: ')" 1
at 2025-11-17T09:30:00Z report --since someday >/dev/null 2>"$T/error"
is 'since no day at all' "$?: $(cat "$T/error")" \
	'2: hubbrief: --since: "someday" is no day and no time. Expected fri, 10 Mar, 2023-03-10 or 2023-03-10T09:00.'
is 'since what is to come' "$(at 2025-11-17T09:30:00Z report --since 2025-12-01 2>&1)" 'hubbrief: --since: "2025-12-01" is not past yet.'
is 'close takes no word' "$(at $later close now 2>&1 >/dev/null | grep -c 'takes no "now"')" 1
done_testing
