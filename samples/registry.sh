#!/usr/bin/env bash
# Debian's docker-registry on loopback, so that a sample's image is pulled by digest as it would be from any registry.
# usage: samples/registry.sh start|stop       DEPIN_REGISTRY_PORT (5055) chooses the port
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

FOLDER=artifacts/registry
ADDRESS=127.0.0.1:${DEPIN_REGISTRY_PORT:-5055}

answers() { curl --silent --fail --max-time 2 --output /dev/null "http://$ADDRESS/v2/"; }

runs() { [[ -s $FOLDER/pid ]] && [[ "$(cat "/proc/$(<"$FOLDER/pid")/comm" 2>/dev/null)" == docker-registry ]]; }

start() {
  if answers; then
    runs || echo "samples/registry.sh: uses the registry that already answers on $ADDRESS" >&2
    return
  fi
  mkdir -p "$FOLDER/storage"
  cat >"$FOLDER/config.yml" <<END
version: 0.1
log: { level: warn }
storage: { filesystem: { rootdirectory: $PWD/$FOLDER/storage } }
http: { addr: "$ADDRESS" }
END
  setsid docker-registry serve "$FOLDER/config.yml" >"$FOLDER/log" 2>&1 </dev/null &
  echo $! >"$FOLDER/pid"
  local tenths=100
  until answers; do
    if ! runs || ((tenths-- == 0)); then
      tail -n 5 "$FOLDER/log" >&2
      echo "samples/registry.sh: docker-registry did not start on $ADDRESS; its log is $FOLDER/log" >&2
      exit 1
    fi
    sleep 0.1
  done
}

stop() {
  runs || return 0
  kill "$(<"$FOLDER/pid")"
  while runs; do sleep 0.1; done
  rm -f "$FOLDER/pid"
}

case "${1:-}" in
  start | stop) "$1" ;;
  *)
    echo "usage: samples/registry.sh start|stop" >&2
    exit 64
    ;;
esac
