#!/bin/sh
# hubfeed serves a folder and nothing else: tags, gzip, token, names that try to get out, where it may listen.
. "$(dirname "$0")/../lib.sh"
serve() { # serve ARGUMENTS...: sets PID; the socket is $T/s
	"$BUILD/hubfeed" serve "$T/feed" --listen "unix:$T/s" "$@" 2>"$T/said" &
	PID=$!
	until [ -S "$T/s" ] && get / -o /dev/null; do kill -0 $PID 2>/dev/null || break; done
}
finish() { kill "$PID" && wait "$PID"; }
get() { path=$1; shift; curl -s --path-as-is --unix-socket "$T/s" "$@" "http://local$path"; }
status() { get "$@" -o /dev/null -w '%{http_code}'; }

mkdir "$T/feed"
cp config/demo/*.json "$T/feed"
echo '{"secret": true}' >"$T/outside.json"
ln -s ../outside.json "$T/feed/link.json"
mkfifo "$T/feed/pipe.json"
serve
get /v1/craven >"$T/craven"
cmp -s "$T/craven" config/demo/craven.json
ok 'a hub gives its file, byte for byte' $?
get /bank-holidays.json >"$T/holidays"
cmp -s "$T/holidays" config/demo/bank-holidays.json
ok 'so does any file by its name' $?
get /v1/craven --compressed -D "$T/head" >"$T/craven"
cmp -s "$T/craven" config/demo/craven.json
ok 'packed, it is the same' $?
has 'and it is packed' "$(cat "$T/head")" 'Content-Encoding: gzip'
etag=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' "$T/head")
is 'its tag again: 304' "$(status /v1/craven -H "If-None-Match: $etag")" 304
is 'among others, weak: 304' "$(status /v1/craven -H "If-None-Match: \"x\", W/$etag")" 304
is 'another tag: 200' "$(status /v1/craven -H 'If-None-Match: "x"')" 200
newer='{"feed": "hub-feed/1", "records": []}'
echo "$newer" >"$T/feed/new" && mv "$T/feed/new" "$T/feed/craven.json"
is 'a file that changes is read again' "$(get /v1/craven)" "$newer"
is 'and its old tag is no longer right' "$(status /v1/craven -H "If-None-Match: $etag")" 200
for path in /v1/nothing / /v1/ /v1/../outside /../outside.json /v1/..%2foutside /v1/%2e%2e/outside \
	/link.json /pipe.json /v1/.hidden /v1//craven /v2/craven "/v1/$(printf 'a%.0s' $(seq 300))"; do
	is "404: $(echo "$path" | cut -c 1-30)" "$(status "$path")" 404
done
is 'POST: 405' "$(status /v1/selby -X POST -d a=b)" 405
finish
is 'ended by a signal, it ends well' $? 0
test ! -e "$T/s"
ok 'and takes its socket away' $?
is 'the socket was for its own account' "$(cat "$T/said")" "hubfeed: listening on unix:$T/s"

echo 'a-token' >"$T/token"
chmod 644 "$T/token"
"$BUILD/hubfeed" serve "$T/feed" --listen "unix:$T/s" --token-file "$T/token" 2>"$T/said"
is 'a token file that others can read is refused' $? 2
has 'with what to do' "$(cat "$T/said")" "chmod 600"
chmod 600 "$T/token"
serve --token-file "$T/token"
is 'without the token: 401' "$(status /v1/selby)" 401
is 'even for what is not there' "$(status /v1/nothing)" 401
is 'with another: 401' "$(status /v1/selby -H 'Authorization: Bearer a-toke')" 401
is 'with a longer one: 401' "$(status /v1/selby -H 'Authorization: Bearer a-tokena-token')" 401
is 'with the token: 200' "$(status /v1/selby -H 'Authorization: Bearer a-token')" 200
finish

for where in 0.0.0.0:0 192.0.2.1:80 example.org:80 '[::]:0' 127.0.0.1 127.0.0.1:99999 127.0.0.1:8x; do
	"$BUILD/hubfeed" serve "$T/feed" --listen "$where" 2>"$T/said"
	is "does not listen on $where" $? 2
done
"$BUILD/hubfeed" serve "$T/no-such-folder" --listen "unix:$T/s" 2>"$T/said"
is 'a folder that is not there' $? 2
has 'is named' "$(cat "$T/said")" no-such-folder
"$BUILD/hubfeed" serv 2>/dev/null
is 'an unknown command' $? 2
done_testing
