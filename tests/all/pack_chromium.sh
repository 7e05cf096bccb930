#!/bin/sh
# The HTML pack as a browser shows and prints it: A4, the marking on every page, nothing asked of the network, pictures told
# to those who do not see them. Needs Chromium: part of `make test-all`.
. "$(dirname "$0")/../lib.sh"

browser() { # as an ordinary user would; root, as in a container, has no sandbox
	timeout 120 chromium --headless --disable-gpu --no-first-run --user-data-dir="$T/profile" \
		$([ "$(id -u)" -eq 0 ] && echo --no-sandbox) "$@" >"$T/browser.log" 2>&1
}

"$HUBBRIEF" demo report --format html --out "$T/pack.html"
is 'the pack is written' $? 0
tidy -e -q --drop-empty-elements no --accessibility-check 2 "$T/pack.html" 2>"$T/tidy.log"
is 'the accessibility check finds nothing of priority 1 and 2' \
	"$(grep 'Access:\|Error:' "$T/tidy.log" | grep -v 'style sheets require testing')" ''

browser --no-pdf-header-footer --print-to-pdf="$T/pack.pdf" "file://$T/pack.html"
is 'it prints' $? 0
has 'on A4' "$(pdfinfo "$T/pack.pdf")" '(A4)'
pages=$(pdfinfo "$T/pack.pdf" | awk '/^Pages:/ { print $2 }')
bare=0
page=1
while [ "$page" -le "$pages" ]; do
	marks=$(pdftotext -layout -f $page -l $page "$T/pack.pdf" - | grep -c '^ *OFFICIAL-SENSITIVE *$')
	[ "$marks" -eq 2 ] || bare=$((bare + 1))
	page=$((page + 1))
done
is "the marking heads and ends each of its $pages pages" $bare 0
has 'its last page has the sources' "$(pdftotext -layout -f "$pages" -l "$pages" "$T/pack.pdf" -)" 'bank-holidays'

browser --window-size=794,1123 --hide-scrollbars --screenshot="$T/pack.png" "file://$T/pack.html"
test "$(head -c 4 "$T/pack.png" | tail -c 3)" = PNG
ok 'it has a picture at the size of A4' $?
asked() { # asked FILE: what its page asks for beside itself
	browser --log-net-log="$T/net.json" --dump-dom "file://$1"
	jq -r '.events[].params.url? // empty' "$T/net.json" | grep -v "^file://$1\$" | grep 'file:\|127\.0\.0\.1'
}
printf '<!DOCTYPE html><title>t</title><img src="http://127.0.0.1:9/a.png" alt=""><img src="b.png" alt="">' >"$T/asks.html"
is 'a page that asks would be seen' "$(asked "$T/asks.html" | grep -c '[ab]\.png' | sed 's/^[1-9].*/yes/')" yes
is 'the pack asks for no other file' "$(asked "$T/pack.html")" ''
is 'every picture has a title and a text' "$(grep -c '<svg ' "$T/pack.html")" "$(grep -c '<desc id="[^"]*">[^<]' "$T/pack.html")"
done_testing
