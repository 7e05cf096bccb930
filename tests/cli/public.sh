#!/bin/sh
# What profile public gives out of two stores that differ only in what it may not show is the same to the byte:
# suppressed numbers, sensitive and handled records, a quarantined one, separate governance.
. "$(dirname "$0")/../lib.sh"
part() { # part ID VALUE MEMBERS
	cat <<JSON
  { "id": "$1", "kind": "measure", "category": "hate", "title": "Hate reports $1", "updated": "2023-03-03T09:00:00Z",
    "unit": "count", "hubs": ["craven"], "areas": ["hubs"], "polarity": "neutral", "period": "month", "sensitive": true,
    $3 "series": [["2023-02", $2]] }
JSON
}
feed() { # feed SMALL RED-ONLY-RECORDS
	cat <<JSON
{ "feed": "hub-feed/1", "generated_at": "2023-03-14T08:30:00Z", "complete": true, "marking": "OFFICIAL", "records": [
  { "id": "A-1", "kind": "action", "status": "open", "title": "Lighting survey", "updated": "2023-03-13T08:00:00Z",
    "hubs": ["craven"], "areas": ["hubs"], "owner": "NYP", "due": "2023-03-10" },
  { "id": "K-1", "kind": "measure", "category": "hate", "title": "Hate reports", "updated": "2023-03-03T09:00:00Z", "unit": "count",
    "hubs": ["craven"], "areas": ["hubs"], "polarity": "neutral", "period": "month", "sensitive": true,
    "series": [["2022-12", 9], ["2023-01", 7], ["2023-02", $1]] }$2,
$(part P-1 "$1" '"part_of": ["P"],'), $(part P-2 $((10 - $1)) '"part_of": ["P"],'), $(part P-3 30 '"part_of": ["P"],'),
$(part P 40 '')
] }
JSON
}
more=', { "id": "OS-1", "kind": "incident", "title": "Not for the public", "updated": "2023-03-13T09:00:00Z", "marking": "OFFICIAL-SENSITIVE",
    "hubs": ["craven"], "areas": ["hubs"], "status": "open", "category": "drugs", "severity": "high", "occurred": "2023-03-13T02:00:00Z" },
  { "id": "H-1", "kind": "action", "title": "Handled", "updated": "2023-03-13T09:00:00Z", "handling": ["hub-partners"], "status": "open",
    "hubs": ["craven"], "areas": ["hubs"], "owner": "NYP", "due": "2023-03-01" },
  { "id": "S-1", "kind": "meeting", "title": "Elsewhere", "updated": "2023-03-13T09:00:00Z", "handling": ["separate-governance"],
    "type": "channel", "body": "CHAN", "starts": "2023-03-15T10:00:00Z" },
  { "id": "X-1", "kind": "notice", "title": "Above what may be held", "updated": "2023-03-13T09:00:00Z", "marking": "SECRET" }'
mkdir "$T/one" "$T/two"
feed 3 "" >"$T/one/feed.json"
feed 2 "$more" >"$T/two/feed.json"
for name in one two; do
	cat >"$T/$name.yaml" <<YAML
partnership: { id: test, name: Test }
hubs:
  - { id: craven, name: Craven, short: CRA, key: 1 }
areas:
  - { id: hubs, label: Safety hubs, short: HUB, column: Hubs, key: s }
sources:
  - { id: feed, type: hub-feed, url: "file:$T/$name/feed.json", every: 1h, expect: 1d }
YAML
	mkdir -m 700 "$T/store-$name"
done
run() { # run STORE ARGUMENT...: what goes wrong is in $T/STORE.err
	name=$1
	shift
	"$HUBBRIEF" --config "$T/$name.yaml" --records "$T/store-$name/records.db" --state "$T/store-$name/state.db" \
		--now "${now:-2023-03-14T08:45:00Z}" "$@" 2>"$T/$name.err"
}
run one sync >"$T/sync1"
is 'the first store is filled' $? 0
run two sync >"$T/sync2"
is 'the second store is filled' $? 0
same() { # same WHAT...: each gives the same out of both
	for what in "$@"; do
		# shellcheck disable=SC2086
		run one --profile public $what >"$T/one.out"
		status=$?
		# shellcheck disable=SC2086
		run two --profile public $what >"$T/two.out"
		[ $? -eq $status ] && [ $status -lt 2 ] && test -s "$T/one.out" && cmp -s "$T/one.out" "$T/two.out" &&
			cmp -s "$T/one.err" "$T/two.err"
		ok "$when$what: the same bytes" $?
		cmp -s "$T/one.out" "$T/two.out" || diff "$T/one.out" "$T/two.out" | head -20 | sed 's/^/# /'
	done
}
packs() { # packs OPTIONS: the pack in every format
	same "$1 report --format json" "$1 report --format text" "$1 report --format markdown" "$1 report --format html"
	rm -rf "$T/csv-one" "$T/csv-two"
	# shellcheck disable=SC2086
	run one --profile public $1 report --format csv --out "$T/csv-one" && run two --profile public $1 report --format csv --out "$T/csv-two" &&
		test -s "$T/csv-one/figures.csv" && diff -r "$T/csv-one" "$T/csv-two" >"$T/csv.diff"
	ok "$when$1 report --format csv: the same bytes" $?
	sed 's/^/# /' "$T/csv.diff"
}
when=
packs ''
packs '--hub craven'
packs '--area hubs'
same 'query kind:measure --format json' 'query open --format csv' 'query value<5 --format json' 'query overdue --format table' \
	'query kind:measure --format ndjson'
run two --profile team query kind:incident --format json >"$T/team.out"
has 'the team sees more, so there was something to hide' "$(cat "$T/team.out")" OS-1
is 'the room is not told the part that would tell the small one' \
	"$(run one --profile public query 'kind:measure id:P-2' --columns data --format csv | grep -c series)" 0

# The next morning: a briefing was held in both, of which the second says more, and more that is withheld has changed.
run one close >/dev/null
printf '%s\n' 'CSP' 'NYP, YJS' '' 'm Not for the public.' 'q Nor is this?' | run two brief --plain >"$T/held"
has 'in the second it was recorded' "$(cat "$T/held")" 'Saved. Question'
run two close >/dev/null
sed -i 's/"2023-03-14T08:30:00Z"/"2023-03-15T08:30:00Z"/; s/"id": "A-1"/"id": "A-2"/' "$T/one/feed.json" "$T/two/feed.json"
sed -i 's/"status": "open", "category": "drugs", "severity": "high"/"status": "open", "category": "drugs", "severity": "critical"/
	s/"id": "H-1"/"id": "H-2"/' "$T/two/feed.json"
now=2023-03-15T08:45:00Z
run one sync >/dev/null
run two sync >/dev/null
has 'the team sees other changes in the second' "$(run two --profile team report)" 'OS-1'
when='next morning, '
packs ''
packs '--hub craven'
same 'report --since 2023-03-13 --format json' 'report --since 2023-03-13'
done_testing
