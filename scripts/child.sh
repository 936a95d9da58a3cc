# shellcheck shell=bash
# Sourced by build.sh: messages, child processes, and an end that leaves nothing behind.

step() { printf '\n== %s\n' "$*"; }

fail() {
  printf 'build.sh: %s\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Functions to call at the end, last added first, whatever ends us: success, failure, Ctrl-C, SIGTERM.
AT_EXIT=()

at_exit() { AT_EXIT=("$1" "${AT_EXIT[@]}"); }

finish() {
  local status=$? function
  trap '' INT TERM
  end_child
  for function in "${AT_EXIT[@]}"; do "$function" || true; done
  exit "$status"
}

trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

CHILD=

# run_logged FILE COMMAND…: run_child, shown and kept in FILE at once.
run_logged() {
  local log=$1 status=0 out tee
  shift
  # Deaf to Ctrl-C, so that the last words of what it ends are shown too.
  exec {out}> >(trap '' INT && exec tee "$log")
  tee=$!
  run_child "$@" >&"$out" 2>&1 || status=$?
  exec {out}>&-
  # A process that outlives its test holds the pipe open: we do not wait for it for ever.
  wait_gone "$tee" 5 || true
  return "$status"
}

# spawn COMMAND…: starts it in the background, in a session of its own; its number is in SPAWNED. Bash makes a background
# command, and with it all that it starts, deaf to Ctrl-C, and tests that send one would wait in vain: env undoes that.
spawn() {
  setsid env --default-signal=INT,QUIT "$@" </dev/null &
  SPAWNED=$!
}

# Runs a command in a process group of its own and waits for it. Bash acts on a signal only between commands, so a
# foreground child would hold a SIGTERM up; waiting in `wait` does not, and the group can then be ended as a whole.
run_child() {
  local status=0
  spawn "$@"
  CHILD=$SPAWNED
  wait "$CHILD" || status=$?
  CHILD=
  return "$status"
}

end_child() {
  [[ -n "$CHILD" ]] || return 0
  kill -TERM -- "-$CHILD" 2>/dev/null || true
  wait_gone "$CHILD" 10 || kill -KILL -- "-$CHILD" 2>/dev/null || true
  CHILD=
}

# wait_gone PID SECONDS: whether the process ended in time.
wait_gone() {
  local tenths=$(($2 * 10))
  while kill -0 "$1" 2>/dev/null; do
    ((tenths-- > 0)) || return 1
    sleep 0.1
  done
}
