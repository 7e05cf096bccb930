#!/bin/sh
# The demo leaves nothing behind: no folder, no socket, no server, whether its command ends, fails or is stopped
# by a signal; and it never touches the user's own stores or configuration.
. "$(dirname "$0")/../lib.sh"
left() { find "$T/run" "$T/state" -mindepth 1 | wc -l; }
mkdir -p "$T/config/hubbrief"
echo 'this: is no configuration' >"$T/config/hubbrief/hubbrief.yaml"
"$HUBBRIEF" demo query overdue >"$T/out" 2>&1
is 'a demo uses the built-in configuration, not the one there is' $? 0
is 'and leaves nothing' "$(left)" 0
"$HUBBRIEF" demo query id:nothing >/dev/null 2>&1
is "its command's exit code is its own" $? 1
"$HUBBRIEF" demo query 'nosuchfield:x' >/dev/null 2>&1
is 'wrong usage as well' $? 2
is 'and still nothing is left' "$(left)" 0

# A command that is held up: the pipe it writes to is full, and nobody reads.
mkfifo "$T/pipe"
exec 7<>"$T/pipe"
head -c 60000 /dev/zero >&7
for signal in TERM INT HUP; do
	env --default-signal=INT "$HUBBRIEF" demo --profile team query '' --format json >"$T/pipe" 2>/dev/null 7>&- &
	pid=$!
	until folder=$(find "$T/run" -maxdepth 1 -name 'hubbrief-*') && [ -S "$folder/feed.sock" ]; do
		kill -0 $pid || break
	done
	is "$signal: while it runs, its socket is for its own account" "$(stat -c %a "$folder") $(stat -c %a "$folder/feed.sock")" '700 700'
	kill -s $signal "$pid"
	wait "$pid"
	is "$signal: ends as one that was stopped" "$(($? > 128))" 1
	is "$signal: leaves nothing" "$(left)" 0
done
env -u XDG_RUNTIME_DIR "$HUBBRIEF" demo query overdue >"$T/out" 2>&1
is 'without a runtime folder it works beside the stores' $? 0
is 'and leaves them as they were' "$(find "$T/state" -type f -o -type s | wc -l)" 0
done_testing
