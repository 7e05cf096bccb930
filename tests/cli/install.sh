#!/bin/sh
# `make install` gives a program that runs from where it stands; `make uninstall` leaves nothing behind.
. "$(dirname "$0")/../lib.sh"
make -s install DESTDIR="$T/root" PREFIX=/usr V="$(basename "$BUILD")" >"$T/out" 2>&1
is 'install succeeds' $? 0
for file in bin/hubbrief bin/hubfeed libexec/hubbrief/hubbrief-feeder share/man/man1/hubbrief.1 \
	share/man/man5/hubbrief.yaml.5 share/hubbrief/hubbrief.yaml share/hubbrief/sources/police-uk-street.sql; do
	test -f "$T/root/usr/$file"
	ok "$file is installed" $?
done
"$T/root/usr/bin/hubbrief" demo query overdue >"$T/out" 2>&1
is 'the installed program runs the demo' $? 0
has 'and finds what is late' "$(cat "$T/out")" A-41
make -s uninstall DESTDIR="$T/root" PREFIX=/usr >"$T/out" 2>&1
is 'uninstall leaves no file' "$(find "$T/root" -type f)" ''
done_testing
