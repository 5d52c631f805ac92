# Sourced by the tests of the examples, from the root of the repository, as `. examples/prepare.sh LIBRARY PROGRAM`.
#
# LIBRARY: the file of libmenhu.so; PROGRAM: that of `menhu`. Leaves a folder $work that goes when the test ends, with
#   lib/libmenhu.so.0, which the loader finds
#   variables.toml   of simulated providers that answer until then; their files stand in $providers
#   lines.jsonl      items of the demonstration portal
#   golden           what examples/c/scenario.c prints, as steady leaves it
fail() { echo "$0: $*" >&2; exit 1; }
need() { command -v "$1" >/dev/null || fail "$1 is missing; install $2"; }
[ $# = 2 ] || fail "expected two arguments: the file of libmenhu.so, and the program menhu"
[ -f "$1" ] || fail "there is no library $1; cargo build -p menhu-c makes it"
[ -x "$2" ] || fail "there is no program $2; cargo build -p menhu-server makes it"
need cc build-essential
need pkg-config pkg-config
pkg-config --exists jansson || fail "jansson is missing; install libjansson-dev"

root=$PWD
providers=$root/examples/server/demo/config/providers
scenario=$root/bindings/c/tests/scenario.json
work=$(mktemp -d)
started=()
ended() {
  for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; wait "$process" 2>/dev/null || true; done
  rm -rf "$work"
}
trap ended EXIT

mkdir "$work/lib" "$work/c"
ln -s "$(realpath "$1")" "$work/lib/libmenhu.so.0"
export LD_LIBRARY_PATH=$work/lib
cat examples/server/demo/{units,services,documents,letters,news}.jsonl >"$work/lines.jsonl"

"$2" simulate-providers --listen 127.0.0.1:0 --credentials "$work/variables.toml" >"$work/simulator" 2>&1 &
started+=($!)
for _ in $(seq 200); do
  [ ! -s "$work/variables.toml" ] || break
  sleep 0.1
done
[ -s "$work/variables.toml" ] || fail "the simulated providers do not start: $(cat "$work/simulator")"

read -ra jansson <<<"$(pkg-config --cflags --libs jansson)"
cc -std=gnu11 -I bindings/c/include examples/c/scenario.c "$work/lib/libmenhu.so.0" "${jansson[@]}" -o "$work/scenario"
# steady FOLDER: what of a scenario's lines is the same in every run of the day.
steady() { RECORDS=keep bindings/c/tests/steady "$1"; }
"$work/scenario" "$scenario" "$work/c" "$work/variables.toml" "$providers" | steady "$work/c" >"$work/golden"
[ "$(wc -l <"$work/golden")" -gt 60 ] || fail "the scenario is short; bindings/c/tests/scenario.json should have more steps"
