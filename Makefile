# hubbrief: the morning briefing of a community safety partnership, in a terminal.
#
#   make demo      build and open the board on the embedded feed (installs what is missing)
#   make test      build and pass every test (installs what is missing)
#   make help      the other targets

PREFIX ?= /usr/local
DESTDIR ?=
# debug: what `make` gives; asan: AddressSanitizer and UBSan; each has its own folder of objects.
V ?= release
B := build/$(V)

# The one list of what is needed, as Debian packages: to build and run, to test, and to test everything.
PACKAGES := gcc pkg-config libncurses-dev libsqlite3-dev libjansson-dev libyaml-dev libunistring-dev \
	libcurl4-openssl-dev libmicrohttpd-dev
TEST_PACKAGES := clang libclang-rt-14-dev libcmocka-dev libvterm-dev mandoc nginx-light openssh-server curl \
	openssl strace tmux jq procps
ALL_PACKAGES := chromium debootstrap poppler-utils tidy

CC := gcc
WARN := -Wall -Wextra -Wpedantic -Werror -Wshadow -Wcast-qual -Wcast-align -Wformat=2 -Wmissing-prototypes \
	-Wstrict-prototypes -Wold-style-definition -Wpointer-arith -Wwrite-strings -Wundef -Wvla \
	-Wredundant-decls -Wnested-externs -Wnull-dereference -Wdouble-promotion -Wimplicit-fallthrough -Wswitch-enum
HARDEN := -fstack-protector-strong -fstack-clash-protection -fPIE
OPTIMISE_release := -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
OPTIMISE_asan := -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
# What the fuzzers run on: asan, and coverage to be steered by.
OPTIMISE_fuzz := $(OPTIMISE_asan) -fsanitize=fuzzer-no-link
CFLAGS := -std=c11 -g $(OPTIMISE_$(V)) $(WARN) $(HARDEN)
CPPFLAGS := -D_GNU_SOURCE -Iinclude -Itests -DHUBBRIEF_PREFIX='"$(PREFIX)"'
LDFLAGS := -pie -Wl,-z,relro,-z,now -Wl,--as-needed $(filter -fsanitize%,$(OPTIMISE_$(V)))

MAINS := src/main.c src/feed/main.c src/hubfeed/main.c
SOURCES := $(filter-out $(MAINS),$(wildcard src/*/*.c src/*/*/*.c))
OBJECTS := $(SOURCES:%.c=$B/%.o) $B/src/config/embedded.o
LIBRARY := $B/libhubbrief.a
PROGRAMS := $B/hubbrief $B/hubbrief-feeder $B/hubfeed
EMBEDDED := $(wildcard config/*.yaml config/*.json config/sources/*.sql config/demo/*.json)

# The dashboard carries its libraries in itself: to find and bind them took 1.7 of the 12 ms of its start. It opens no socket;
# the feeder, which does, is linked to those of the system. An update of one links the dashboard anew.
ARCHIVES := ncursesw tinfo sqlite3 jansson yaml unistring
LIBS_BOARD := $(ARCHIVES:%=-l%)
ARCHIVE_FILES := $(filter /%,$(foreach name,$(ARCHIVES),$(shell $(CC) -print-file-name=lib$(name).a)))
LIBS_FEEDER := -lcurl -lsqlite3 -ljansson -lyaml -lunistring -lm
LIBS_HUBFEED := -lmicrohttpd -ljansson -lz

.DELETE_ON_ERROR:
.SECONDARY: # objects stay: the next build is short, and the last line of a test run is its sum
.PHONY: all help deps test-deps all-deps demo test test-all lint asan bench install uninstall clean

all: deps $(PROGRAMS)

help:
	@echo 'all deps demo test test-all lint asan bench install uninstall clean'

deps: ; @tests/packages $(PACKAGES)
test-deps: ; @tests/packages $(PACKAGES) $(TEST_PACKAGES)
all-deps: ; @tests/packages $(PACKAGES) $(TEST_PACKAGES) $(ALL_PACKAGES)

demo: deps
	@$(MAKE) --no-print-directory $(PROGRAMS) >&2
	@$B/hubbrief demo

# ---- programs -------------------------------------------------------------------------------------

$(LIBRARY): $(OBJECTS)
	@rm -f $@
	$(AR) rcs $@ $^

$B/hubbrief: $B/src/main.o $(LIBRARY) $(ARCHIVE_FILES)
	$(CC) $(LDFLAGS) -o $@ $B/src/main.o $(LIBRARY) -Wl,-Bstatic $(LIBS_BOARD) -Wl,-Bdynamic -lm
$B/hubbrief-feeder: $B/src/feed/main.o $(LIBRARY)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_FEEDER)
$B/hubfeed: $B/src/hubfeed/main.o $(LIBRARY)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_HUBFEED)

$B/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# The configuration, the mappings and the demo feed stand in the program itself.
$B/src/config/embedded.o: $(EMBEDDED) src/config/embed
	@mkdir -p $(@D)
	@mkdir -p $(@D)
	src/config/embed $(EMBEDDED) > $(@:.o=.S)
	$(CC) -c -o $@ $(@:.o=.S)

# ---- tests: every program speaks TAP; tests/run adds them up --------------------------------------

UNIT := $(patsubst tests/%.c,$B/tests/%,$(wildcard tests/unit/*.c tests/render/*.c tests/tui/*.c tests/faults/*.c))
HARNESS := $(patsubst %.c,$B/%.o,$(wildcard tests/harness/*.c))
SERVER := $B/tests/server
SCRIPTS := $(wildcard tests/cli/*.sh tests/faults/*.sh)
FUZZERS := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/*.c))
BENCHES := $(patsubst tests/bench/%.c,$B/tests/bench/%,$(wildcard tests/bench/*.c))
LIBS_TEST := -lcmocka -lvterm -lutil -lmicrohttpd -lcurl -lz $(LIBS_BOARD) -lm

$B/tests/%: $B/tests/%.o $(HARNESS) $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_TEST)
FUZZ_LIBRARY := build/clang-fuzz/libhubbrief.a
ifneq ($V,fuzz)
$(FUZZ_LIBRARY): $(SOURCES) $(EMBEDDED) $(wildcard include/hubbrief/*)
	@$(MAKE) --no-print-directory CC=clang V=fuzz B=$(@D) $@
endif
build/fuzz/%: tests/fuzz/%.c $(FUZZ_LIBRARY)
	@mkdir -p $(@D)
	clang $(CPPFLAGS) -std=c11 -g -O1 -fsanitize=fuzzer,address,undefined -o $@ $< $(FUZZ_LIBRARY) $(LIBS_BOARD) -lm -lcurl

test: test-deps
	@$(MAKE) --no-print-directory check
# The accessibility checker that tests/all runs in a browser; fetched once, never committed.
AXE := build/axe.min.js
AXE_VERSION := 4.14.1
AXE_SUM := 29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c
$(AXE):
	@command -v npm >/dev/null || tests/packages npm
	@mkdir -p $(@D)
	cd $(@D) && npm pack --silent axe-core@$(AXE_VERSION) >/dev/null && \
		tar -xzf axe-core-$(AXE_VERSION).tgz --strip-components=1 package/axe.min.js && rm axe-core-$(AXE_VERSION).tgz
	@echo '$(AXE_SUM)  $@' | sha256sum -c --quiet

test-all: all-deps $(AXE)
	@$(MAKE) --no-print-directory check SCRIPTS='$(SCRIPTS) $(wildcard tests/all/*.sh)'
.PHONY: check
check: $(PROGRAMS) $(UNIT) $(SERVER) $(FUZZERS)
	@BUILD=$B tests/run $(UNIT) tests/lint $(SCRIPTS) $(if $(FUZZERS),tests/fuzz/run)

lint: ; @tests/lint
asan: test-deps
	@$(MAKE) --no-print-directory V=asan check
bench: test-deps
	@$(MAKE) --no-print-directory $(PROGRAMS) $(SERVER) $(BENCHES)
	@BUILD=$B tests/bench/run

UNITS := $(wildcard config/systemd/*.service config/systemd/*.timer)

install: $(PROGRAMS)
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/libexec/hubbrief $(DESTDIR)$(PREFIX)/share/hubbrief/sources \
		$(DESTDIR)$(PREFIX)/share/man/man1 $(DESTDIR)$(PREFIX)/share/man/man5 $(DESTDIR)$(PREFIX)/share/man/man7
	install -m 755 $B/hubbrief $B/hubfeed $(DESTDIR)$(PREFIX)/bin
	install -m 755 $B/hubbrief-feeder $(DESTDIR)$(PREFIX)/libexec/hubbrief
	install -m 644 config/*.yaml config/*.json $(DESTDIR)$(PREFIX)/share/hubbrief
	install -m 644 config/sources/*.sql $(DESTDIR)$(PREFIX)/share/hubbrief/sources
	install -m 644 man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 man/*.5 $(DESTDIR)$(PREFIX)/share/man/man5
	install -m 644 man/*.7 $(DESTDIR)$(PREFIX)/share/man/man7
	install -d $(DESTDIR)$(PREFIX)/lib/systemd/user
	for unit in $(UNITS); do sed 's|^ExecStart=/usr/local/|ExecStart=$(PREFIX)/|' $$unit \
		> $(DESTDIR)$(PREFIX)/lib/systemd/user/$${unit##*/} || exit 1; done
	chmod 644 $(UNITS:config/systemd/%=$(DESTDIR)$(PREFIX)/lib/systemd/user/%)

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/hubbrief $(DESTDIR)$(PREFIX)/bin/hubfeed
	rm -rf $(DESTDIR)$(PREFIX)/libexec/hubbrief $(DESTDIR)$(PREFIX)/share/hubbrief
	rm -f $(UNITS:config/systemd/%=$(DESTDIR)$(PREFIX)/lib/systemd/user/%)
	cd man && for page in *; do rm -f $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$$page; done

clean:
	rm -rf build

-include $(shell find build -name '*.d' 2>/dev/null)
