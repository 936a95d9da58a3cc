# shellcheck shell=bash
# Sourced by build.sh: a dockerd for the verbs that need one. One that answers is used and left alone; otherwise one is
# started at Docker's usual places and everything that came to be under it is taken away again at the end.

DOCKERD_PID=
DOCKERD_LOG=artifacts/dockerd.log
DOCKERD_BEFORE=
CGROUP_MOUNTS=()
HAD_DOCKER0=yes

docker_answers() { docker version >/dev/null 2>&1; }

ensure_dockerd() {
  docker_answers && return
  ((EUID == 0)) || fail "No dockerd answers and only root can start one: run this with sudo,
  or 'sudo systemctl start docker' and join the docker group."
  step "start dockerd"
  mkdir -p artifacts
  at_exit stop_dockerd
  mount_cgroups
  choose_iptables
  [[ -e /sys/class/net/docker0 ]] || HAD_DOCKER0=
  forget_dead_containerd
  # In a process group of its own, so that Ctrl-C reaches us and not dockerd, which we stop when its clients are done.
  spawn dockerd --pidfile "$PWD/artifacts/dockerd.pid" >"$DOCKERD_LOG" 2>&1
  DOCKERD_PID=$SPAWNED
  await_dockerd
  DOCKERD_BEFORE=$(docker_objects)
  echo "dockerd $(docker version --format '{{.Server.Version}}') runs as process $DOCKERD_PID until this ends"
}

# After a crash dockerd takes whoever has its containerd's number by now for its containerd, and waits for it in vain: another
# program, or the dead one itself where nobody reaps it.
forget_dead_containerd() {
  local file=/run/docker/containerd/containerd.pid
  [[ ! -s $file ]] || grep -qs '^[0-9]* (containerd) [^ZX]' "/proc/$(<"$file")/stat" || rm -f "$file"
}

await_dockerd() {
  local tenths=600
  until docker_answers; do
    if ! kill -0 "$DOCKERD_PID" 2>/dev/null || ((tenths-- == 0)); then
      tail -n 15 "$DOCKERD_LOG" >&2
      fail "dockerd did not start; the end of its log is above, all of it in $DOCKERD_LOG"
    fi
    sleep 0.1
  done
}

stop_dockerd() {
  if [[ -n "$DOCKERD_PID" ]]; then
    remove_new_objects
    kill -TERM "$DOCKERD_PID" 2>/dev/null || true
    wait_gone "$DOCKERD_PID" 30 || kill_dockerd
    DOCKERD_PID=
    [[ -n "$HAD_DOCKER0" ]] || ip link delete docker0 2>/dev/null || true
  fi
  unmount_cgroups
}

kill_dockerd() {
  echo "dockerd (process $DOCKERD_PID) ignored SIGTERM for 30 s and is killed, with its containerd" >&2
  kill -KILL "$DOCKERD_PID" 2>/dev/null || true
  pkill -KILL -P "$DOCKERD_PID" -x containerd 2>/dev/null || true
}

# Containers, networks and volumes, one a line as `kind id`.
docker_objects() {
  docker ps --all --quiet --no-trunc | sed 's/^/container /'
  docker network ls --quiet --no-trunc | sed 's/^/network /'
  docker volume ls --quiet | sed 's/^/volume /'
}

# Under a daemon that is ours alone, whatever is there now and was not before was left by what we ran.
remove_new_objects() {
  local kind id
  docker_answers || return 0
  while read -r kind id; do
    echo "left behind, removed now: $kind $(docker inspect --format '{{.Name}}' "$id" 2>/dev/null || echo "$id")"
    case "$kind" in
      container) docker rm --force --volumes "$id" ;;
      *) docker "$kind" rm "$id" ;;
    esac >/dev/null 2>&1 || true
  done < <(comm -13 <(sort <<<"$DOCKERD_BEFORE") <(docker_objects | sort))
}

# A bare container or micro-VM comes without cgroups mounted; a machine with an init system has them.
mount_cgroups() {
  local root=/sys/fs/cgroup controller
  ! grep -qE "^[^ ]+ $root(/[^ ]+)? cgroup2? " /proc/mounts || return 0
  mount -t cgroup2 cgroup2 "$root"
  CGROUP_MOUNTS=("$root")
  ! grep -qw memory "$root/cgroup.controllers" || return 0
  # The kernel has its controllers on the first hierarchy.
  umount "$root"
  mount -t tmpfs -o mode=755 cgroup_root "$root"
  while read -r controller; do
    mkdir -p "$root/$controller"
    mount -t cgroup -o "$controller" cgroup "$root/$controller" || { rmdir "$root/$controller"; continue; }
    CGROUP_MOUNTS=("$root/$controller" "${CGROUP_MOUNTS[@]}")
  done < <(awk '!/^#/ && $4 == 1 { print $1 }' /proc/cgroups)
}

unmount_cgroups() {
  local mount
  for mount in "${CGROUP_MOUNTS[@]}"; do umount "$mount" 2>/dev/null || true; done
  CGROUP_MOUNTS=()
}

# Some kernels know only the older tables. The choice is ours for this run and reaches our children, not the machine.
choose_iptables() {
  ! iptables -t nat -L -n >/dev/null 2>&1 || return 0
  iptables-legacy -t nat -L -n >/dev/null 2>&1 \
    || fail "Neither iptables nor iptables-legacy can list the nat table: is this container run with NET_ADMIN?"
  local name folder=$PWD/artifacts/iptables-legacy
  mkdir -p "$folder"
  for name in iptables iptables-save iptables-restore ip6tables ip6tables-save ip6tables-restore; do
    ln -sf "$(command -v "${name/tables/tables-legacy}")" "$folder/$name"
  done
  export PATH="$folder:$PATH"
}
