#!/bin/sh
# `make install` gives a program that runs from where it stands; `make uninstall` leaves nothing behind.
. "$(dirname "$0")/../lib.sh"
make -s install DESTDIR="$T/root" PREFIX=/usr V="$(basename "$BUILD")" >"$T/out" 2>&1
is 'install succeeds' $? 0
for file in bin/hubbrief bin/hubfeed libexec/hubbrief/hubbrief-feeder share/man/man1/hubbrief.1 \
	share/man/man5/hubbrief.yaml.5 share/hubbrief/hubbrief.yaml share/hubbrief/sources/police-uk-street.sql \
	lib/systemd/user/hubbrief-sync.service lib/systemd/user/hubbrief-sync.timer \
	lib/systemd/user/hubbrief-preflight.service lib/systemd/user/hubbrief-preflight.timer; do
	test -f "$T/root/usr/$file"
	ok "$file is installed" $?
done
"$T/root/usr/bin/hubbrief" demo query overdue >"$T/out" 2>&1
is 'the installed program runs the demo' $? 0
has 'and finds what is late' "$(cat "$T/out")" A-41
units=$T/root/usr/lib/systemd/user
for unit in sync preflight; do
	is "the unit runs the installed $unit" "$(grep '^ExecStart=' "$units/hubbrief-$unit.service")" "ExecStart=/usr/bin/hubbrief $unit"
	is "and may be read by all" "$(stat -c %a "$units/hubbrief-$unit.service")" 644
done
if command -v systemd-analyze >/dev/null; then
	sed -i "s|/usr/bin|$T/root/usr/bin|" "$units"/*.service # to where it stands now
	mkdir "$T/session"
	is 'systemd finds nothing wrong with the units' \
		"$(XDG_RUNTIME_DIR=$T/session systemd-analyze --user --man=no verify "$units"/* 2>&1; echo $?)" 0
	elapses() { # elapses TIMER WHEN: when it next elapses after that
		systemd-analyze calendar --base-time="$2" "$(sed -n 's/^OnCalendar=//p' "$units/$1.timer")" |
			sed -n 's/^ *Next elapse: \|^ *(in UTC): //p' | grep UTC
	}
	is 'sync runs on Friday at 06:30' "$(elapses hubbrief-sync '2023-03-24 06:00:00 UTC')" 'Fri 2023-03-24 06:30:00 UTC'
	is 'then on Monday, which is in summer time' "$(elapses hubbrief-sync '2023-03-24 07:00:00 UTC')" \
		'Mon 2023-03-27 05:30:00 UTC'
	is 'preflight runs at 08:30' "$(elapses hubbrief-preflight '2023-03-14 08:00:00 UTC')" 'Tue 2023-03-14 08:30:00 UTC'
else
	skip 'systemd finds nothing wrong with the units' 'systemd-analyze is not on this machine'
fi
make -s uninstall DESTDIR="$T/root" PREFIX=/usr >"$T/out" 2>&1
is 'uninstall leaves no file' "$(find "$T/root" -type f)" ''
done_testing
