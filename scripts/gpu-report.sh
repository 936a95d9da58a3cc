#!/usr/bin/env bash
# On a machine with a GPU and nothing but its driver: looks at the GPUs, tries them out, measures them, proves on each what the proofs'
# documents ask for, verifies every proof, and writes all of it, with date, driver and commands, to a folder. `./build.sh gpu-kit` packs it
# with the programs.
set -euo pipefail

usage() {
  cat <<'END_OF_USAGE'
usage: gpu-report.sh [--out DIR] [--programs DIR] [--small] [--accept-simulated]

  --out DIR            where the report goes [default: gpu-report]
  --programs DIR       where depin-node and depin-scheduler are [default: beside this script]
  --small              sizes that a simulated driver does in seconds
  --accept-simulated   ask a simulated driver too; the report says so
END_OF_USAGE
}

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
COMMAND="$0 $*"
OUT=gpu-report PROGRAMS=$HERE SMALL=0 SIMULATED=() FAILED=0

# A self-test's secrets lie open, so its node needs no secret either: the key 1, and the address that belongs to it.
NODE=0x7e5f4552091a69125d5dfcb7b8c2659029395bdf

while (($#)); do
  case "$1" in
    --out) OUT=$2; shift ;;
    --programs) PROGRAMS=$2; shift ;;
    --small) SMALL=1 ;;
    --accept-simulated) SIMULATED=(--accept-simulated) ;;
    *) usage >&2; exit 64 ;;
  esac
  shift
done

# Folder of the node's key and configuration, gone at the end.
HOME_OF_NODE=$(mktemp -d)
trap 'rm -rf "$HOME_OF_NODE"' EXIT
mkdir -p "$OUT"
REPORT=$OUT/report.md

say() { printf '%s\n' "$@" | tee -a "$REPORT"; }

# run NAME COMMAND…: runs it, keeps what it says in NAME.txt, and its time.
run() {
  local name=$1 status=0 began
  shift
  began=$(date +%s.%N)
  "$@" >"$OUT/$name.txt" 2>"$OUT/$name.err" || status=$?
  SECONDS_TAKEN=$(awk -v a="$began" -v b="$(date +%s.%N)" 'BEGIN { printf "%.1f", b - a }')
  return "$status"
}

configure_node() {
  (umask 077 && printf '0x%064x\n' 1 >"$HOME_OF_NODE/key")
  cat >"$HOME_OF_NODE/node.yaml" <<END_OF_CONFIGURATION
scheduler: { url: "https://scheduler.invalid" }
beneficiary: "$NODE"
stateDirectory: $HOME_OF_NODE
key: { plain: true, file: $HOME_OF_NODE/key }
END_OF_CONFIGURATION
}

node() { "$PROGRAMS/depin-node" "$@" --config "$HOME_OF_NODE/node.yaml"; }

verifier() { "$PROGRAMS/depin-scheduler" pog "$@"; }

# The values of a member, one a line and in order, of the indented JSON that the programs write.
values() { sed -nE "s/^ *\"$1\": \"?([^\",]*)\"?,?$/\1/p" "$2"; }

# prove NAME GPU ARGUMENTS OF THE CHALLENGE…: a challenge, its answer, and what the verifier says of it: a row of the table.
prove() {
  local name=$1 gpu=$2 verdict=failed seconds= asked="$OUT/$1-challenge.json" answer="$OUT/$1.json"
  shift 2
  if run "$name-challenge" verifier challenge --node "$NODE" --gpu "$gpu" --out "$asked" "$@" \
    && run "$name-prove" node pog prove --challenge "$asked" --out "$answer" --gpu "$gpu" "${SIMULATED[@]}" --json; then
    seconds=$(values seconds "$OUT/$name-prove.txt")
    if run "$name-verify" verifier verify "$answer" --node "$NODE"; then verdict=accepted; else verdict=REJECTED; fi
  fi
  [[ $verdict == accepted ]] || FAILED=1
  say "| $name | \`$*\` | ${seconds:+$(printf '%.3f s' "$seconds")} | $verdict ${SECONDS_TAKEN:+($SECONDS_TAKEN s)} |"
  [[ $verdict == accepted ]] || sed 's/^/    /' "$OUT/$name-"*.err >&2
}

# The processor answers the same challenge, which is tested against the known answers: both must commit to the same.
agree() {
  local name=$1 device same=no
  if run "$name-cpu" node pog prove --challenge "$OUT/$name-challenge.json" --out "$OUT/$name-cpu.json" --json; then
    device=$(values commit "$OUT/$name-prove.txt")
    [[ -n $device && $device == $(values commit "$OUT/$name-cpu.txt") ]] && same=yes
  fi
  [[ $same == yes ]] || FAILED=1
  say "| $name-cpu | the same challenge on the processor | | same commitment: $same |"
}

prove_on() {
  local gpu=$1 free=$2 id="gpu$3" big="--side 16384 --length 65536 --rounds 16" half="--side 16384 --length 32768 --rounds 16"
  local memory=$((free / 10 * 9 / 1048576))
  ((SMALL)) && big="--side 512 --length 1024 --rounds 2" half="--side 512 --length 512 --rounds 2" memory=2
  say "" "## $gpu" "" "| proof | challenge | work | verifier |" "|---|---|---|---|"
  prove "$id-int8-vector" "$gpu" --proof int8 --side 128 --length 128 --rounds 2
  agree "$id-int8-vector"
  prove "$id-fp16-vector" "$gpu" --proof fp16 --side 128 --length 192 --rounds 2
  agree "$id-fp16-vector"
  prove "$id-vram-vector" "$gpu" --proof vram --memory 1 --rounds 1
  agree "$id-vram-vector"
  # Words to split: options and their values.
  # shellcheck disable=SC2086
  prove "$id-int8" "$gpu" --proof int8 $big
  # shellcheck disable=SC2086
  prove "$id-fp16" "$gpu" --proof fp16 $half
  prove "$id-vram" "$gpu" --proof vram --memory "$memory" --rounds 4
}

# The machine and every GPU that no job has: the table in the report, the numbers beside it. Not with the configuration above, so that a
# service that runs here is asked which GPUs it gave away.
measure() {
  local quick=()
  ((SMALL)) && quick=(--quick)
  if ! run bench "$PROGRAMS/depin-node" bench --directory "$HOME_OF_NODE" "${quick[@]}" "${SIMULATED[@]}"; then FAILED=1; fi
  cp "$HOME_OF_NODE"/*-bench.jsonl "$OUT/"
  say "" "\`depin-node bench\`, $SECONDS_TAKEN s:" "" '```' "$(cat "$OUT/bench.txt")" '```'
}

main() {
  local uuids free index
  : >"$REPORT"
  configure_node
  say "# GPU report" "" "- date: $(date -u +%Y-%m-%dT%H:%M:%SZ)" "- command: \`$COMMAND\`" \
    "- program: $("$PROGRAMS/depin-node" version)" "- kernel: $(uname -sr)" ""
  if ! run gpus node gpus --check "${SIMULATED[@]}"; then FAILED=1; fi
  if ! run gpus-json node gpus --json "${SIMULATED[@]}"; then FAILED=1; fi
  say "\`depin-node gpus --check\`:" "" '```' "$(cat "$OUT/gpus.txt")" '```'
  measure
  # The inventory's GPUs come first, then what was tried out; each has one line of either.
  mapfile -t uuids < <(values uuid "$OUT/gpus-json.txt")
  mapfile -t free < <(values freeBytes "$OUT/gpus-json.txt")
  ((${#uuids[@]})) || { say "" "No GPU to prove anything on."; FAILED=1; }
  for index in "${!uuids[@]}"; do prove_on "${uuids[index]}" "${free[index]:-0}" "$index"; done
  say "" "$( ((FAILED)) && echo 'Something failed: see the rows above and the files beside this one.' || echo 'Everything held.')"
  return "$FAILED"
}

main
