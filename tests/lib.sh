# Shared by the shell tests: TAP, a folder of one's own, the test server. Source it first:
#   . "$(dirname "$0")/../lib.sh"
# BUILD names the folder of objects. Ends with `done_testing`.
cd "$(dirname "$0")/../.." || exit 1
BUILD=${BUILD:-build/release}
BUILD=$PWD/${BUILD#"$PWD"/}
HUBBRIEF=$BUILD/hubbrief
DATA=$PWD/../shared/data
count=0
bad=0
T=$(mktemp -d) || exit 1
export XDG_STATE_HOME="$T/state" XDG_CONFIG_HOME="$T/config" XDG_RUNTIME_DIR="$T/run" LC_ALL=C.UTF-8
unset HUBBRIEF_CONFIG NO_COLOR
mkdir -m 700 "$T/state" "$T/config" "$T/run"
trap 'stop_server; rm -rf "$T"' EXIT

ok() { # ok NAME STATUS: passes when STATUS is 0
	count=$((count + 1))
	if [ "$2" -eq 0 ]; then echo "ok $count - $1"; else
		bad=1
		echo "not ok $count - $1"
	fi
}
is() { # is NAME ACTUAL EXPECTED
	count=$((count + 1))
	if [ "$2" = "$3" ]; then echo "ok $count - $1"; else
		bad=1
		echo "not ok $count - $1"
		printf 'expected: %s\n     got: %s\n' "$3" "$2" | sed 's/^/# /'
	fi
}
has() { # has NAME TEXT WANTED: passes when WANTED stands in TEXT
	case $2 in *"$3"*) ok "$1" 0 ;; *)
		ok "$1" 1
		printf 'wanted: %s\nin: %s\n' "$3" "$2" | head -n 60 | sed 's/^/# /' ;;
	esac
}
lacks() { # lacks NAME TEXT UNWANTED
	case $2 in *"$3"*) ok "$1" 1 ;; *) ok "$1" 0 ;; esac
}
skip() { # skip NAME WHY
	count=$((count + 1))
	echo "ok $count - $1 # SKIP $2"
}
done_testing() {
	echo "1..$count"
	exit $bad
}

start_server() { # start_server [FILES [KEY CERTIFICATE]]: sets PORT
	mkfifo "$T/hold"
	"$BUILD/tests/server" "$DATA" "$@" <"$T/hold" >"$T/port" &
	exec 8>"$T/hold"
	until [ -s "$T/port" ]; do :; done
	read -r PORT <"$T/port"
}
stop_server() {
	[ -p "$T/hold" ] || return 0
	exec 8>&-
	rm -f "$T/hold" "$T/port"
	wait
}
control() { curl -s "http://127.0.0.1:$PORT/control?$1" >/dev/null; }
at() { # at TIME COMMAND...: with the configuration CONFIG
	time=$1
	shift
	"$HUBBRIEF" --config "$CONFIG" --now "$time" "$@"
}
demo_files() { # the demonstration's feeds as files below $T/feed: sets CONFIG
	CONFIG=$T/demo.yaml
	mkdir "$T/feed"
	cp config/demo/*.json "$T/feed"
	cp -r config/sources "$T"
	sed "s|unix:{demo}:/v1/{hub}|file:$T/feed/{hub}.json|; s|unix:{demo}:/|file:$T/feed/|" config/hubbrief.yaml >"$CONFIG"
}
start_floods() { # the flood warnings alone, from the test server: sets PORT and CONFIG
	start_server
	CONFIG=$T/floods.yaml
	cat >"$CONFIG" <<YAML
partnership: { id: ny, name: North Yorkshire }
hubs: [{ id: craven, name: Craven }]
areas: [{ id: hubs, label: Hubs, key: s }]
sources:
  - id: floods
    type: json
    url: http://127.0.0.1:$PORT/flood-monitoring/id/floods
    map: sources/ea-floods.sql
    marking: OFFICIAL
YAML
}
asked() { curl -s "http://127.0.0.1:$PORT/count?path=$1"; }
north_yorkshire() { # the real configuration, its feeds on the test server
	mkdir -p "$T/ny"
	for file in config/north-yorkshire*.yaml; do
		sed -e "s|https://data.police.uk|http://127.0.0.1:$PORT|" -e "s|https://environment.data.gov.uk|http://127.0.0.1:$PORT|" \
			-e "s|https://www.gov.uk|http://127.0.0.1:$PORT|" "$file" >"$T/ny/${file##*/}"
	done
	cp -r config/sources "$T/ny/"
	echo "$T/ny/north-yorkshire.yaml"
}
board_screen() { # board_screen COLUMNS ROWS ARGUMENT...: what stands on the board once all is drawn, in $T/screen
	board="tmux -S $T/tmux -f /dev/null" columns=$1 lines=$2 tries=0
	shift 2
	$board new-session -d -s board -x "$columns" -y "$lines" "$HUBBRIEF" "$@" >/dev/null 2>&1
	until $board capture-pane -p -t board >"$T/screen" && grep -q '? help' "$T/screen" || [ $tries -gt 2000 ]; do
		tries=$((tries + 1))
	done
	$board kill-server
	[ $tries -le 2000 ]
	ok 'the board is on the screen' $?
}
