#!/bin/sh
# A job that does what a bad guest does, and says after each deed whether it was stopped. MISBEHAVE lists the deeds, which
# then come one after the other, or is "all" of them at once. Each deed ends by itself at a bound, so that a broken limit
# shows up as NOT CONTAINED and not as a dead machine.
# Only the shell's own commands are used where a process could be refused: busybox, static, is all the image holds.

DEEDS="network escape log disk deleted-files many-files memory forks"
BOUND_MIB=${BOUND_MIB:-2048}
BOUND_FORKS=${BOUND_FORKS:-5000}
BOUND_FILES=${BOUND_FILES:-200000}

say() { echo "misbehave: $*"; }

# Connects to what a job has no business with: the outside, the cloud's metadata, the host, Docker.
network() {
  for address in 169.254.169.254:80 192.0.2.1:80 172.17.0.1:22 127.0.0.1:2375; do
    if timeout 3 nc -w 2 "${address%:*}" "${address#*:}" </dev/null >/dev/null 2>&1; then
      say "network: reached $address, NOT CONTAINED"
    else
      say "network: $address refused"
    fi
  done
  [ ! -e /var/run/docker.sock ] || say "network: Docker's socket is here, NOT CONTAINED"
}

# Opens for writing, without writing, what belongs to the host's kernel; asks for devices, mounts and other names.
escape() {
  for file in /proc/sysrq-trigger /proc/sys/kernel/core_pattern /proc/sys/vm/overcommit_memory /sys/kernel/uevent_helper \
    /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/cgroup.procs /dev/mem /dev/kmsg /dev/sda /dev/vda; do
    try "write to $file" eval ": >>$file"
  done
  try "make a device node" mknod /tmp/disk b 8 0
  try "mount a file system" mount -t tmpfs none /mnt
  try "mount the host's /proc" mount -t proc none /mnt
  try "change the host's name" hostname owned
  try "give a file to root" chown 0 $NEVER
  # To what it shows already; busybox reports a refusal only in words.
  # shellcheck disable=SC2016
  try "set the clock" eval '[ -z "$(date -s "@$(date +%s)" 2>&1 >/dev/null)" ]'
}

try() {
  what=$1
  shift
  if ("$@") >/dev/null 2>&1; then say "escape: could $what, NOT CONTAINED"; else say "escape: could not $what"; fi
}

log() {
  line="this line is here to fill the disk of whoever keeps it: ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghijklmnopqrstuvwxyz 0123456789"
  yes "$line" | head -c "$((${LOG_MIB:-128} * 1048576))"
  echo
  say "log: wrote ${LOG_MIB:-128} MiB"
}

# In many files, since one file may be as long as the job's disk at most.
disk() {
  folder=${SCRATCH:-/tmp}/fill
  written=0
  mkdir -p "$folder"
  while [ "$written" -lt "$BOUND_MIB" ]; do
    if ! dd if=/dev/zero of="$folder/$written" bs=1M count=16 2>/dev/null; then
      say "disk: refused after $written MiB"
      rm -rf "$folder"
      return
    fi
    written=$((written + 16))
  done
  say "disk: wrote $written MiB, NOT CONTAINED"
}

# In files that lose their name while they are held open, so that no walk over names finds them.
deleted_files() {
  folder=${SCRATCH:-/tmp}/deleted
  written=0
  mkdir -p "$folder"
  while [ "$written" -lt "$BOUND_MIB" ]; do
    (
      exec 3>"$folder/$written"
      rm "$folder/$written"
      dd if=/dev/zero bs=1M count=16 >&3 2>/dev/null || exit 1
      sleep 1000 &
    ) || break
    written=$((written + 16))
  done
  # The count may be a look behind.
  [ "$written" -ge "$BOUND_MIB" ] || sleep 10
  say "deleted-files: holds $written MiB without a name, NOT CONTAINED"
}

# Empty ones: they take no bytes, but inodes, of which a disk has so many and no more.
many_files() {
  folder=${SCRATCH:-/tmp}/many
  made=0
  mkdir -p "$folder"
  while [ "$made" -lt "$BOUND_FILES" ]; do
    : >"$folder/$made" || break
    made=$((made + 1))
  done
  sleep 10
  say "many-files: made $made, NOT CONTAINED"
}

# A program that doubles a text until it is refused or killed.
memory() {
  awk -v bound="$BOUND_MIB" 'BEGIN { text = "x"; while (length(text) < bound * 1048576) text = text text }'
  status=$?
  if [ "$status" -eq 0 ]; then say "memory: held $BOUND_MIB MiB, NOT CONTAINED"; else say "memory: ended with exit code $status"; fi
}

# In a shell of its own, which ends when it is refused a process. Its children are found by their file of numbers.
forks() {
  count=/tmp/forks
  (
    n=0
    while [ "$n" -lt "$BOUND_FORKS" ]; do
      sleep 1000 &
      n=$((n + 1))
      echo "$n" >$count
    done
  ) 2>/dev/null
  read -r n <$count
  # Nothing could start beside them; PID 1, which is this shell, is spared.
  kill -9 -1 2>/dev/null
  if [ "$n" -lt "$BOUND_FORKS" ]; then say "forks: refused after $n"; else say "forks: made $n, NOT CONTAINED"; fi
}

# Deaf to SIGTERM, without a further process, until something harder comes.
stubborn() {
  trap 'say "stubborn: SIGTERM heard and ignored"' TERM
  say "stubborn: sits here until it is killed"
  while :; do read -r _ <>$NEVER; done
}

# Polite, but does not end.
late() {
  trap 'say "late: ended by SIGTERM"; exit 143' TERM
  say "late: sits here past every timeout"
  while :; do read -r _ <>$NEVER; done
}

# Reading from a pipe that nobody writes to needs no process, which may be refused by then.
NEVER=/tmp/never
[ -p $NEVER ] || mkfifo $NEVER

case "${MISBEHAVE:-all}" in
  all)
    network
    escape
    # Together, so that each limit holds while the others are being hit. What is said after the log is cut is not heard.
    disk &
    memory &
    wait
    forks
    log
    stubborn
    ;;
  *)
    for deed in $(echo "$MISBEHAVE" | tr ',' ' '); do
      case " $DEEDS stubborn late " in
        *" $deed "*)
          # A function's name has no hyphen.
          "$(echo "$deed" | tr '-' '_')"
          ;;
        *)
          say "'$deed' is none of: $DEEDS stubborn late"
          exit 2
          ;;
      esac
    done
    ;;
esac
