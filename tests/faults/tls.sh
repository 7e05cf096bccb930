#!/bin/sh
# TLS with authorities made on the spot: a good certificate is taken, every bad one is refused in a sentence
# before a single request is sent.
. "$(dirname "$0")/../lib.sh"
cd_tls="$T/tls"
mkdir "$cd_tls"
authority() { # authority NAME
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$cd_tls/$1.key" -out "$cd_tls/$1.pem" -subj "/CN=Test authority $1" \
		-days 30 2>/dev/null
}
certificate() { # certificate NAME AUTHORITY ADDRESS DAYS
	openssl req -newkey rsa:2048 -nodes -keyout "$cd_tls/$1.key" -out "$cd_tls/$1.csr" -subj '/CN=test' 2>/dev/null
	printf 'subjectAltName=IP:%s\n' "$3" >"$cd_tls/$1.ext"
	if [ "$4" -gt 0 ]; then
		openssl x509 -req -in "$cd_tls/$1.csr" -CA "$cd_tls/$2.pem" -CAkey "$cd_tls/$2.key" -CAcreateserial -days "$4" \
			-extfile "$cd_tls/$1.ext" -out "$cd_tls/$1.pem" 2>/dev/null
	else # ended yesterday
		faked=$(date -u -d '10 days ago' +%y%m%d%H%M%SZ) ended=$(date -u -d yesterday +%y%m%d%H%M%SZ)
		mkdir -p "$cd_tls/ca" && : >"$cd_tls/ca/index.txt" && echo 01 >"$cd_tls/ca/serial"
		printf '[ca]\ndefault_ca=c\n[c]\ndatabase=%s/ca/index.txt\nserial=%s/ca/serial\nnew_certs_dir=%s/ca\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n' \
			"$cd_tls" "$cd_tls" "$cd_tls" >"$cd_tls/ca.cnf"
		openssl ca -batch -config "$cd_tls/ca.cnf" -cert "$cd_tls/$2.pem" -keyfile "$cd_tls/$2.key" -in "$cd_tls/$1.csr" \
			-out "$cd_tls/$1.pem" -extfile "$cd_tls/$1.ext" -startdate "$faked" -enddate "$ended" 2>/dev/null
	fi
}
authority ours
authority theirs
certificate good ours 127.0.0.1 5
certificate other-host ours 192.0.2.1 5
certificate unknown theirs 127.0.0.1 5
certificate expired ours 127.0.0.1 0

mkdir "$T/files"
cat >"$T/files/feed.json" <<'JSON'
{ "feed": "hub-feed/1", "complete": true, "marking": "OFFICIAL", "records": [
  { "id": "A-1", "kind": "action", "status": "open", "title": "Over TLS", "updated": "2023-03-14T08:00:00Z" } ] }
JSON
try() { # try CERTIFICATE [CA]: OUT and STATUS of one sync against a server with that certificate
	rm -rf "$T/state/hubbrief"
	start_server "$T/files" "$cd_tls/$1.key" "$cd_tls/$1.pem"
	cat >"$T/tls.yaml" <<YAML
partnership: { id: test, name: Test }
hubs:
  - { id: craven, name: Craven, short: CRA, key: 1 }
areas:
  - { id: hubs, label: Safety hubs, short: HUB, column: Hubs, key: s }
sources:
  - { id: feed, type: hub-feed, url: "https://127.0.0.1:$PORT/file/feed.json", every: 1h, ca_file: "$cd_tls/${2-ours.pem}" }
YAML
	OUT=$("$HUBBRIEF" --config "$T/tls.yaml" sync 2>&1)
	STATUS=$?
	ASKED=$(curl -sk "https://127.0.0.1:$PORT/count?path=/file")
	stop_server
}
try good
is 'a good certificate is taken' $STATUS 0
is 'and asked once' "$ASKED" 1
for wrong in other-host unknown expired; do
	try $wrong
	is "$wrong: refused" $STATUS 1
	is "$wrong: not one request sent" "$ASKED" 0
	has "$wrong: the cause in a sentence" "$OUT" certificate
done
try good missing.pem
is 'an authority file that is missing: refused, no fallback' $STATUS 1
is 'and not one request sent' "$ASKED" 0
done_testing
