#!/bin/sh
# The HTML pack as a browser shows and prints it: A4 with the marking at the head and the foot of every page, no heading
# left alone, nothing asked of the network, fit for those who hear it or have a narrow window. Needs Chromium and the
# checker axe: part of `make test-all`.
. "$(dirname "$0")/../lib.sh"
AXE=$BUILD/../axe.min.js

browser() { # as an ordinary user would; root, as in a container, has no sandbox
	timeout 120 chromium --headless --disable-gpu --no-first-run --user-data-dir="$T/profile" --virtual-time-budget=60000 \
		$([ "$(id -u)" -eq 0 ] && echo --no-sandbox) "$@" 2>"$T/browser.log"
}

# ---- the packs: the demonstration's, one hub's, one of which nothing is known, and one that foreign text would break ----
"$HUBBRIEF" demo report --format html --out "$T/demo.html"
is 'the pack is written' $? 0
"$HUBBRIEF" demo --hub scarborough report --format html --out "$T/hub.html"
"$HUBBRIEF" --records "$T/none.db" --state "$T/none-state.db" report --format html --out "$T/none.html" 2>/dev/null
long=$(printf '%080d' 0)
mkdir "$T/feed"
jq -n --arg long "$long" '{ feed: "hub-feed/1", generated_at: "2023-03-14T08:30:00Z", complete: true, marking: "OFFICIAL", records: (
	([ "</style><script>document.title=1</script>", "\"><img src=http://127.0.0.1:9/a.png onerror=alert(1)>", "=HYPERLINK(1)",
		"\u202ereversed\u202c and \u200bhidden", $long, "a|b|c `d` **e** [f](g) <h>", "</table></main>", "&lt;b&gt;&amp;" ]
	| to_entries | map({ id: "A-\(.key)", kind: "action", status: "open", title: .value, updated: "2023-03-13T08:00:00Z",
		hubs: ["x"], areas: ["h"], owner: "NYP", due: "2023-03-10" }))
	+ [{ id: $long[0:60], kind: "notice", title: "Long", updated: "2023-03-13T08:00:00Z", owner: "HO", so_what: ($long * 3),
		published: "2023-03-12" }]) }' >"$T/feed/feed.json"
cat >"$T/hostile.yaml" <<YAML
partnership: { id: test, name: "A <b>partnership</b> & $(printf '%050d' 0)" }
hubs: [{ id: x, name: "A hub whose name is longer than a tile", short: LNG, key: 1, tile: [0, 0] }]
areas: [{ id: h, label: "An <i>area</i> with a long label of its own", short: "Long area", column: Hubs, key: s }]
sources: [{ id: feed, type: hub-feed, url: "file:$T/feed/feed.json", every: 1h, expect: 1d }]
YAML
"$HUBBRIEF" --config "$T/hostile.yaml" --now 2023-03-14T08:45:00Z sync >"$T/sync" 2>&1
"$HUBBRIEF" --config "$T/hostile.yaml" --now 2023-03-14T08:45:00Z report --format html --out "$T/hostile.html"
has 'foreign text is in it' "$(cat "$T/hostile.html")" "$long"
packs='demo hub none hostile'

# ---- in print ------------------------------------------------------------------------------------------------------------
titles=$(sed -n 's/^<h2 id="[a-z]*">\(.*\)<\/h2>$/\1/p' "$T/demo.html")
test -n "$titles"
ok 'it has headings to look for' $?
line() { # line N PAGE PDF: of what stands on a page, its N-th line from the end; the number of the page is none of it
	pdftotext -layout -f "$2" -l "$2" "$3" - | tr -d '\f' | grep -v '^ *$\|Page [0-9]* of [0-9]*$' | tail -n "$1" | head -n 1 | sed 's/^ *//; s/ *$//'
}
for pack in $packs; do
	marking=$(sed -n 's/^<header><p class="marking">\(.*\)<\/p><\/header>$/\1/p' "$T/$pack.html")
	browser --no-pdf-header-footer --print-to-pdf="$T/$pack.pdf" "file://$T/$pack.html" >"$T/print.log"
	is "$pack: it prints" $? 0
	pages=$(pdfinfo "$T/$pack.pdf" | awk '/^Pages:/ { print $2 }')
	has "$pack: on A4" "$(pdfinfo "$T/$pack.pdf")" '(A4)'
	bare=0 alone=0 page=1
	while [ "$page" -le "$pages" ]; do
		[ "$(line 999 $page "$T/$pack.pdf") $(line 1 $page "$T/$pack.pdf")" = "$marking $marking" ] || bare=$((bare + 1))
		last=$(line 2 $page "$T/$pack.pdf")
		printf '%s\n' "$titles" | grep -qxF -- "$last" && alone=$((alone + 1))
		case $last in What*Reference | Agency*Reference | Decision*Reference | Figure*Reference | Source*Note | Hub*of) alone=$((alone + 1)) ;; esac
		page=$((page + 1))
	done
	is "$pack: the marking heads and ends each of its $pages pages" $bare 0
	is "$pack: no heading and no head of a table is left alone at the foot of one" $alone 0
	is "$pack: nothing stands outside the paper" "$(pdftotext -bbox "$T/$pack.pdf" - | sed -n 's/.*xMax="\([0-9.]*\)".*/\1/p' |
		awk '$1 > 595 - 36 { n++ } END { print n + 0 }')" 0
done
has 'its pages are numbered' "$(pdftotext "$T/demo.pdf" -)" "Page 1 of $(pdfinfo "$T/demo.pdf" | awk '/^Pages:/ { print $2 }')"
has 'the last page has the sources' "$(pdftotext "$T/demo.pdf" - | tail -n 60)" 'bank-holidays'
browser --window-size=794,1123 --hide-scrollbars --screenshot="$T/pack.png" "file://$T/demo.html" >"$T/shot.log"
test "$(head -c 4 "$T/pack.png" | tail -c 3)" = PNG
ok 'it has a picture at the size of A4' $?

# ---- what it asks of the network, shown and printed ------------------------------------------------------------------------
asked() { # asked HOW FILE: what its page asks for beside itself
	rm -f "$T/net.json"
	browser --log-net-log="$T/net.json" "$1" "file://$2" >"$T/asked.log"
	jq -r '.events[].params.url? // empty' "$T/net.json" | grep -v "^file://$2\$" | grep 'file:\|127\.0\.0\.1'
}
printf '<!DOCTYPE html><title>t</title><img src="http://127.0.0.1:9/a.png" alt=""><img src="b.png" alt="">' >"$T/asks.html"
for how in --dump-dom "--print-to-pdf=$T/asked.pdf"; do
	is "${how%=*}: a page that asks would be seen" "$(asked "$how" "$T/asks.html" | grep -c '[ab]\.png' | sed 's/^[1-9].*/yes/')" yes
	for pack in $packs; do is "${how%=*}: the pack $pack asks for no other file" "$(asked "$how" "$T/$pack.html")" ''; done
done

# ---- for those who hear it, and in a narrow window -------------------------------------------------------------------------
for pack in $packs; do
	tidy -e -q --drop-empty-elements no --accessibility-check 2 "$T/$pack.html" 2>"$T/tidy.log"
	is "$pack: tidy reads it" "$(($? > 1))" 0
	is "$pack: tidy finds nothing of priority 1 and 2" \
		"$(grep 'Access:\|Error:\|Warning:' "$T/tidy.log" | grep -v 'style sheets require testing\|<title> proprietary attribute "id"')" ''
	is "$pack: every picture has a title and a text" "$(grep -c '<svg ' "$T/$pack.html")" \
		"$(grep -c '<desc id="[^"]*">[^<]' "$T/$pack.html")"
	is "$pack: it has no script" "$(grep -ci '<script' "$T/$pack.html")" 0
done
# A copy that runs the checker and is left with what it says: a line for each violation, each contrast in a picture below
# 4.5 (which the checker leaves open), and whether a window of 320 pixels shows all without scrolling to the side.
examine() { # examine FILE [WIDTH]
	{
		sed '/http-equiv="Content-Security-Policy"/d; /^<\/body>/,$d' "$1"
		echo '<script>'
		cat "$AXE"
		printf ';const whole = %s;\n' "$(sed '/http-equiv="Content-Security-Policy"/d' "$1" | jq -Rs .)"
		cat <<'JS'
const light = c => { const [r, g, b] = c.match(/\d+/g).map(v => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
	return .2126 * r + .7152 * g + .0722 * b };
const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((m, n) => n - m); return (x + .05) / (y + .05) };
const fill = e => getComputedStyle(e).fill;
(async () => {
	const said = [], done = await axe.run(document, { resultTypes: ['violations', 'incomplete'] });
	for (const v of done.violations) said.push('violation: ' + v.id);
	for (const v of done.incomplete) for (const n of v.nodes)
		if (v.id != 'color-contrast' || !n.html.startsWith('<text')) said.push('open: ' + v.id);
	const grounds = ['rgb(255, 255, 255)', ...[...document.querySelectorAll('svg rect')].map(fill)];
	for (const t of document.querySelectorAll('svg text'))
		if (grounds.some(g => contrast(fill(t), g) < 4.5)) said.push('contrast in a picture');
	const frame = document.createElement('iframe');
	frame.style = 'width:320px;height:800px;border:0';
	frame.srcdoc = whole;
	await new Promise(loaded => { frame.onload = loaded; document.body.append(frame) });
	if (frame.contentDocument.documentElement.scrollWidth > 320) said.push('wider than 320 pixels');
	said.push('passed: ' + (done.passes.length > 20));
	document.documentElement.innerHTML = '<body><pre>said\n' + [...new Set(said)].join('\n') + '\n</pre>';
})();
JS
		echo '</script></body></html>'
	} >"$T/examined.html"
	browser --window-size="${2:-1000},1200" --dump-dom "file://$T/examined.html" | sed -n '/<pre>/,/<\/pre>/p' | sed '1d; /<\/pre>/d'
}
if [ -f "$AXE" ]; then
	for pack in $packs; do
		is "$pack: axe finds nothing" "$(examine "$T/$pack.html")" 'passed: true'
		is "$pack: nor in a narrow window" "$(examine "$T/$pack.html" 500)" 'passed: true'
	done
	sed -e 's/<html lang="en-GB">/<html>/; s/<title>[^<]*<\/title>//; s/color:#1a1a1a;/color:#b0b0b0;/; s/svg text{fill:#1a1a1a/svg text{fill:#c9c9c9/' \
		-e 's/<h2 id="hubs">\(.*\)<\/h2>/<h4 id="hubs">\1<\/h4>/; s/ aria-labelledby="tiles[^"]*"//; s/<title id="tiles.*<\/title>//' \
		-e 's/<main>/<div>/; s/<\/main>/<\/div>/; s/<section class="late">/<section class="late" style="width:900px">/' \
		"$T/demo.html" >"$T/broken.html"
	found=$(examine "$T/broken.html")
	for fault in html-has-lang document-title color-contrast heading-order svg-img-alt landmark-one-main region; do
		has "a broken copy is found out: $fault" "$found" "violation: $fault"
	done
	for fault in 'contrast in a picture' 'wider than 320 pixels'; do has "a broken copy is found out: $fault" "$found" "$fault"; done
else
	skip 'axe' 'build/axe.min.js is missing: make test-all fetches it'
fi
done_testing
