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
is 'no link is followed' "$?$(ls "$T/elsewhere" 2>/dev/null)" 1
has 'Selby alone' "$("$HUBBRIEF" demo --hub selby report --format markdown)" 'Only Selby.'
lacks 'has no other hub' "$("$HUBBRIEF" demo --hub selby report --format markdown)" '| Craven |'
done_testing
