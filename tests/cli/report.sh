#!/bin/sh
# The pack in its formats, on standard output and in files of the user's own.
. "$(dirname "$0")/../lib.sh"

out=$("$HUBBRIEF" demo report --format html)
is 'HTML on standard output is one whole file' "$(printf '%s\n' "$out" | sed -n '1p;$p' | tr '\n' ' ')" '<!DOCTYPE html> </html> '
"$HUBBRIEF" demo report --format markdown --out "$T/pack.md"
is 'a file is written' $? 0
is 'it is private' "$(stat -c %a "$T/pack.md")" 600
is 'it has the marking first and last' "$(sed -n '1p;$p' "$T/pack.md" | sort -u)" '**OFFICIAL-SENSITIVE**'
is 'nothing else is left beside it' "$(ls "$T" | grep -c 'pack.md')" 1
"$HUBBRIEF" demo report --format csv --out "$T/pack"
is 'CSV is a file a section' "$(ls "$T/pack" | tr '\n' ' ')" \
	'actions.csv changes.csv countdowns.csv cover.csv decisions.csv figures.csv hubs.csv late.csv notices.csv sources.csv week.csv '
is 'each with the marking on every line' "$(sed 1d "$T/pack/hubs.csv" | grep -vc ',OFFICIAL-SENSITIVE')" 0
is 'in a folder of the user alone' "$(stat -c %a "$T/pack")" 700
err=$("$HUBBRIEF" demo report --format csv 2>&1)
is 'CSV needs a folder' "$?: $err" '2: hubbrief: --format csv writes a file for each section: name a folder with --out FOLDER.'
err=$("$HUBBRIEF" demo report --format pdf 2>&1)
is 'an unknown format says which there are' "$?: $err" '2: hubbrief: --format pdf: expected text, markdown, html, csv or json.'
err=$("$HUBBRIEF" demo report --out "$T/no/such" 2>&1)
is 'a folder that is not there' "$?: $err" "1: hubbrief: $T/no/such could not be written: No such file or directory."
ln -s "$T/elsewhere" "$T/link.md.new"
"$HUBBRIEF" demo report --format markdown --out "$T/link.md" 2>/dev/null
is 'no link is followed' "$?$(ls "$T/elsewhere" 2>/dev/null)$(stat -c ' %F %a' "$T/link.md")" '0 regular file 600'
has 'Selby alone' "$("$HUBBRIEF" demo --hub selby report --format markdown)" '| About | Selby |'
lacks 'has no other hub' "$("$HUBBRIEF" demo --hub selby report --format markdown)" '| Craven |'

# The same figures in every format and on the board.
rows() { sed -n "/^## $1/,/^## /p" "$T/one.md" | grep -c '^| ' | awk '{ print ($1 ? $1 - 2 : 0) }'; }
html_rows() { sed -n "/<h2 id=\"$1\"/,/<h2/p" "$T/one.html" | grep -c '^<tr role'; }
csv_rows() { sed 1d "$T/one/$1.csv" | wc -l; }
for scope in '--profile room' '--profile public' '--profile team' '--hub scarborough' '--hub countywide' '--profile public --hub selby'; do
	for format in text:txt markdown:md html:html json:json; do
		# shellcheck disable=SC2086
		"$HUBBRIEF" demo $scope report --format ${format%:*} >"$T/one.${format#*:}"
	done
	# shellcheck disable=SC2086
	"$HUBBRIEF" demo $scope report --format csv --out "$T/one"
	# shellcheck disable=SC2086
	board_screen 80 24 demo $scope
	line=$(grep -o 'Since briefing.* due today\.' "$T/screen")
	is "$scope: the text says what the board says" "$(grep -o 'Since briefing.* due today\.' "$T/one.txt")" "$line"
	has "$scope: so does HTML" "$(cat "$T/one.html")" "$line"
	has "$scope: and Markdown" "$(cat "$T/one.md")" "$line"
	has "$scope: and CSV" "$(cat "$T/one/cover.csv")" "$line"
	changes=$(jq '.changes | length' "$T/one.json")
	late=$(jq '.actions.overdue | length' "$T/one.json")
	today=$(jq '.actions.due_today | length' "$T/one.json")
	has "$scope: and JSON" "$line" ": $changes change"
	has "$scope: and JSON what is late" "$line" ". $late late, $today due today."
	none=$((changes == 0))
	is "$scope: changes are listed in each" "$(rows 'What changed') $(html_rows changes) $(csv_rows changes)" \
		"$changes $changes $((changes + none))"
	due=$((late + today))
	none=$((due == 0))
	is "$scope: and what is late or due" "$(rows 'Late and due') $(html_rows late) $(csv_rows late)" "$due $due $((due + none))"
done
done_testing
