# shellcheck shell=bash
# Sourced by build.sh: the whole product on this machine, from nothing to the ledger. What is shown is what is run: each
# command is printed, then its own output. State, logs and results stay under artifacts/demo until the next demo.

DEMO=artifacts/demo
DEMO_SERVICES=()
DEMO_REGISTRY=
DEMO_ETHERS=

demo() {
  ensure_machine
  ensure_dockerd
  build_services
  at_exit stop_demo
  rm -rf "$DEMO"
  mkdir -p "$DEMO"
  publish_samples
  step "install ethers, which will verify what we signed"
  DEMO_ETHERS=$(tests/Attestation.Tests/interop/prepare.sh)
  SECONDS=0
  start_scheduler
  start_node
  misbehave_beside
  train
  infer
  show_misbehaviour
  verify_and_pay
  step "done in $SECONDS s; everything it made is under $DEMO"
}

build_services() {
  require_dotnet
  step "build the scheduler and the node"
  local project
  for project in Scheduler NodeAgent; do
    dotnet build "$project/$project.csproj" --configuration Release --verbosity quiet -consoleLoggerParameters:NoSummary
  done
  PATH="$PWD/artifacts/bin/Scheduler/release:$PWD/artifacts/bin/NodeAgent/release:$PATH"
}

publish_samples() {
  step "make the images of the samples and push them to a registry on loopback"
  curl --silent --fail --output /dev/null "http://127.0.0.1:${DEPIN_REGISTRY_PORT:-5055}/v2/" || DEMO_REGISTRY=ours
  samples/images.sh
}

# show COMMAND…: prints it, runs it, and keeps its output in $DEMO/last.
show() {
  printf '\n$ %s\n' "$*"
  "$@" 2>&1 | tee "$DEMO/last"
}

start_scheduler() {
  step "start a scheduler"
  local port
  port=$(free_port)
  export DEPIN_SCHEDULER=http://127.0.0.1:$port
  service scheduler depin-scheduler serve --listen "$DEPIN_SCHEDULER" --state "$PWD/$DEMO/scheduler"
  await scheduler "it answers at $DEPIN_SCHEDULER" curl --silent --fail --output /dev/null "$DEPIN_SCHEDULER/health"
  DEPIN_TOKEN=$(cat "$DEMO/scheduler/operator.token")
  export DEPIN_TOKEN
}

start_node() {
  step "start a node: it measures this machine and offers what it measured"
  export DEPIN_NODE_CONFIG=$PWD/$DEMO/node.yaml
  cat >"$DEPIN_NODE_CONFIG" <<END
scheduler:
  url: $DEPIN_SCHEDULER
beneficiary: "0x00000000000000000000000000000000000000b0"   # where the rewards go: your own address
key:
  file: $PWD/$DEMO/node/key.hex
  plain: true
stateDirectory: $PWD/$DEMO/node
socket: $PWD/$DEMO/node.sock
containers:
  allowRegistries: [127.0.0.1]   # the demo's own; without this only registries at public addresses are asked
END
  service node depin-node run
  await node "it offers its machine to the scheduler" offers_something
  show depin-node status
  show depin-scheduler node list
}

offers_something() { depin-scheduler node list --json 2>/dev/null | node -e '
  const { nodes } = JSON.parse(require("fs").readFileSync(0, "utf8"));
  process.exit(nodes.some(node => node.liveness === "connected" && node.capacity) ? 0 : 1);'; }

misbehave_beside() {
  step "a stranger submits a job that misbehaves in every way; it runs beside the next ones"
  show depin-scheduler job submit samples/misbehave/job.yaml
  MISBEHAVE_JOB=$(job_id)
}

train() {
  step "a submitter trains a network on handwritten digits, watches it learn, and gets the model"
  show depin-scheduler job submit --follow --output "$DEMO/trained" samples/digits-train/job.yaml
  TRAIN_JOB=$(job_id)
}

infer() {
  step "a second job reads digits with that model, which comes in by the hash of its content"
  show depin-scheduler job submit --follow --output "$DEMO/predicted" \
    --input "/inputs/model.npz=$TRAIN_JOB:outputs/model.npz" samples/digits-infer/job.yaml
}

show_misbehaviour() {
  step "what became of the job that misbehaved"
  depin-scheduler job logs -f "$MISBEHAVE_JOB" | grep --text '^misbehave' || true
  show depin-scheduler job show "$MISBEHAVE_JOB"
}

verify_and_pay() {
  step "each job ended with a signed attestation: verify the training's offline, with our code and with ethers"
  show depin-scheduler job attestation "$TRAIN_JOB" --to "$DEMO/attestation.json"
  show env -u DEPIN_SCHEDULER -u DEPIN_TOKEN depin-scheduler attestation verify "$DEMO/attestation.json" --outputs "$DEMO/trained"
  show node "$DEMO_ETHERS/verify-attestation.mjs" "$DEMO/attestation.json"
  step "and the ledger has one row for each, with what is owed"
  show depin-scheduler ledger
}

# The id that the last command shown named first.
job_id() { grep --only-matching --max-count=1 '0x[0-9a-f]\{64\}' "$DEMO/last" | head -n 1; }

# service NAME COMMAND…: in the background, so that Ctrl-C reaches us and we end it in order.
service() {
  local name=$1
  shift
  printf '\n$ %s\n' "$*"
  spawn "$@" >"$DEMO/$name.log" 2>&1
  DEMO_SERVICES=("$SPAWNED" "${DEMO_SERVICES[@]}")
}

# await SERVICE WHAT COMMAND…: until the command succeeds, or the service last started has ended.
await() {
  local name=$1 what=$2 tenths=600
  shift 2
  until "$@"; do
    if ! kill -0 "${DEMO_SERVICES[0]}" 2>/dev/null || ((tenths-- == 0)); then
      tail -n 15 "$DEMO/$name.log" >&2
      fail "the $name did not come so far that $what; the end of its log is above, all of it in $DEMO/$name.log"
    fi
    sleep 0.1
  done
  echo "$what"
}

free_port() {
  local port=7600
  while (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

stop_demo() {
  local pid address
  # A node that ends leaves its sandboxes for the next start to adopt; this one does not start again.
  address=$(depin-node status --json 2>/dev/null | grep --only-matching --max-count=1 '0x[0-9a-f]\{40\}' | head -n 1)
  for pid in "${DEMO_SERVICES[@]}"; do
    kill -TERM "$pid" 2>/dev/null || true
    wait_gone "$pid" 20 || kill -KILL "$pid" 2>/dev/null || true
  done
  DEMO_SERVICES=()
  if [[ -n "$address" ]]; then
    docker ps --all --quiet --filter "label=depin.node=$address" \
      | xargs --no-run-if-empty docker rm --force --volumes >/dev/null 2>&1 || true
  fi
  [[ -z "$DEMO_REGISTRY" ]] || samples/registry.sh stop
  DEMO_REGISTRY=
}
