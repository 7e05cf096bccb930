#!/bin/sh
# The manual says what the program says: keys, commands, options, flags, fields.
. "$(dirname "$0")/../lib.sh"
if ! command -v mandoc >/dev/null; then
	skip 'the manual' 'mandoc is not installed'
	done_testing
fi
page() { mandoc -Tascii -Owidth=120 "man/$1" | col -bx; }
page hubbrief.1 >"$T/hubbrief.1"
page hub-feed.7 >"$T/hub-feed.7"
sed -n '/^KEYS/,/^FILES/p' "$T/hubbrief.1" | grep '^     [a-z]' | sed 's/^     //; s/ *$//' >"$T/manual"
"$HUBBRIEF" keys | sed 's/ *$//' >"$T/keys"
is 'the keys, line for line' "$(grep -v 'As hubbrief keys' "$T/manual" | diff - "$T/keys")" ''
for word in $("$HUBBRIEF" help | sed -n 's/^  hubbrief \([a-z]*\).*/\1/p'); do
	grep -qw "$word" "$T/hubbrief.1"
	ok "the command $word" $?
done
for word in $("$HUBBRIEF" help | sed -n 's/^  --\([a-z-]*\) .*/\1/p'); do
	grep -q -e "--$word" "$T/hubbrief.1"
	ok "the option --$word" $?
done
for word in $(sed -n 's/^FLAG([A-Z_]*, "\([a-z-]*\)".*/\1/p' include/hubbrief/flags.def); do
	grep -qw -e "$word" "$T/hubbrief.1"
	ok "the flag $word" $?
done
missing=
for word in $(sed -n 's/^FIELD([A-Z_]*, *"\([a-z_]*\)".*/\1/p' include/hubbrief/fields.def); do
	grep -q "^     *$word\b" "$T/hub-feed.7" || missing="$missing $word"
done
is 'every field of a record' "$missing" ''
for kind in $(sed -n 's/^KIND([A-Z]*, *"\([a-z]*\)".*/\1/p' include/hubbrief/kinds.def); do
	grep -qw "^   $kind" "$T/hub-feed.7"
	ok "the kind $kind" $?
done
sed -n '/```yaml/,/```/p' README.md | grep -v '```' | sed 's/^   //' >"$T/readme.yaml"
(umask 077 && echo a-token >"$T/partners.token")
chmod 600 "$T/readme.yaml"
has "the README's configuration" "$("$HUBBRIEF" check "$T/readme.yaml")" 'no fault. 2 hubs, 2 areas, 1 source'
done_testing
