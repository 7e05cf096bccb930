#!/bin/sh
# The command line: what is asked for wrongly ends with 2 and a suggestion, and nothing else happens.
. "$(dirname "$0")/../lib.sh"
refused() { # refused NAME WANTED ARGUMENTS...: exit 2 and a message that holds WANTED
	name=$1 wanted=$2
	shift 2
	"$HUBBRIEF" "$@" >"$T/out" 2>"$T/error" </dev/null
	is "$name: exit 2" $? 2
	has "$name: says so" "$(cat "$T/error")" "$wanted"
	is "$name: nothing on standard output" "$(cat "$T/out")" ''
}
refused 'an unknown command' '"query"' qeury overdue
refused 'an unknown option' '--config' --confg x
refused 'an unknown option after the command' '--format' demo query overdue --fromat json
refused 'an option without its value' '--hub ID' --hub
refused 'a value for a flag' 'takes no value' --offline=yes query overdue
refused 'an unknown profile' 'team, room or public' --profile all query overdue
refused 'a time that is none' '2023-03-14T08:45:00Z' --now yesterday query overdue
refused 'an unknown format' 'ndjson' query overdue --format xml
refused 'a query without a filter' 'filter' query
refused 'an unknown hub' '"selby"' query overdue --hub selbi
refused 'an unknown area' 'area' query overdue --area fire
refused 'an unknown column' '"title"' query overdue --columns id,titel
refused 'an unknown source' '"partners"' sync partnrs
refused 'demo in demo' 'demo' demo demo
refused 'demo of an unknown command' '"query"' demo qery
refused 'keys takes nothing' 'nothing more' keys up

"$HUBBRIEF" query 'kind:action hbu:selby' >"$T/out" 2>"$T/error"
is 'a bad filter: exit 2' $? 2
has 'with its column' "$(cat "$T/error")" 'column 13'
has 'and what may have been meant' "$(cat "$T/error")" '"hub"'
is 'and a caret under the place' "$(sed -n 3p "$T/error")" '              ^'

for word in help --help -h; do
	out=$("$HUBBRIEF" $word)
	is "$word: exit 0" $? 0
	has "$word lists the commands" "$out" 'hubbrief query FILTER'
	has "$word lists the options" "$out" '--profile team|room|public'
done
has 'help of one command' "$("$HUBBRIEF" help sync)" 'hubbrief sync [SOURCE...]'
has 'the same by --help' "$("$HUBBRIEF" sync --help)" 'hubbrief sync [SOURCE...]'
is 'version' "$("$HUBBRIEF" version)" "$("$HUBBRIEF" --version)"
has 'names the program' "$("$HUBBRIEF" version)" 'hubbrief 0.'
"$HUBBRIEF" help >/dev/full 2>"$T/error"
is 'a full disk is not success' $? 1
has 'and is said' "$(cat "$T/error")" 'could not be written'

echo 'this is no database, whatever its name says' >"$T/garbage.db"
chmod 600 "$T/garbage.db"
"$HUBBRIEF" --records "$T/garbage.db" query overdue >"$T/out" 2>"$T/error" </dev/null
is 'a store that cannot be opened: exit 4' $? 4
is 'help touches no file' "$(find "$T/state" "$T/config" "$T/run" -type f | wc -l)" 0
done_testing
