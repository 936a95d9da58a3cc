#!/usr/bin/env bash
# The only entry point: what a newcomer, a developer and CI run. `./build.sh help` lists the verbs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# shellcheck source=scripts/child.sh
source scripts/child.sh
# shellcheck source=scripts/machine.sh
source scripts/machine.sh
# shellcheck source=scripts/dockerd.sh
source scripts/dockerd.sh
# shellcheck source=scripts/demo.sh
source scripts/demo.sh
# shellcheck source=scripts/kernels.sh
source scripts/kernels.sh
# shellcheck source=scripts/gpu-kit.sh
source scripts/gpu-kit.sh

# A node that outlives the build would hold our output open, so that `./build.sh … | cat` never ended.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

usage() {
  cat <<'END'
usage: ./build.sh VERB

  demo             install what is missing, then show the whole product at work on this machine
  test [NAME]      install what is missing, build, check the format, run every test; NAME: only tests whose full name contains it
  setup            install what the project needs from packages, the .NET SDK too where a source has it; or say what to do
  build            restore and build everything, warnings are errors
  bench [NAME]     measure what DePin promises, against a peer in the same run; NAME: only benchmarks whose name contains it
  format           rewrite the sources in the project's format; format --check only tells
  kernels          compile the GPU kernels' PTX again; kernels --check only tells whether what is committed is what the sources give
  gpu-kit          pack both programs and scripts/gpu-report.sh for a machine with a GPU and no SDK
  help             this text

`demo`, `test` and `bench` start dockerd when none answers, and stop what they started.
END
}

build() {
  require_dotnet
  step "build"
  dotnet restore DePin.sln --verbosity quiet "$@"
  dotnet build DePin.sln --no-restore --verbosity minimal -consoleLoggerParameters:NoSummary
}

format() {
  require_dotnet
  case "${1:-}" in
    "") dotnet format DePin.sln ;;
    --check) check_format ;;
    *) fail "format takes nothing or --check, not '$1'" ;;
  esac
}

# The build itself enforces code style; what it cannot see is white space, and this form needs no second load of the solution.
check_format() {
  step "check the format"
  dotnet format whitespace --folder . --exclude artifacts --verify-no-changes \
    || fail "The format differs from .editorconfig in the lines above. Run ./build.sh format"
}

run_tests() {
  ensure_machine
  ensure_dockerd
  build --locked-mode
  check_format
  step "test${1:+ $1}"
  local log=artifacts/test.log status=0
  run_logged "$log" dotnet test --solution DePin.sln --no-build --no-ansi --no-progress --max-parallel-test-modules 2 \
    --show-stdout Failed --show-stderr Failed --ignore-exit-code 8 \
    --filter "TestCategory!=Bench${1:+&FullyQualifiedName~$1}" || status=$?
  stop_dockerd
  report "$log" "$status"
}

# The last line of `test` is for people and machines alike: what ran, alone on its line.
report() {
  local log=$1 status=$2 passed failed skipped
  passed=$(summary_count "$log" succeeded) failed=$(summary_count "$log" failed) skipped=$(summary_count "$log" skipped)
  if (( status != 0 && failed == 0 )); then
    echo "A test program ended abnormally (exit code $status): $log has its last words."
    failed=1
  fi
  if (( passed + failed == 0 )); then
    echo "No test ran. Is the name misspelt?"
    status=1
  fi
  printf '\n%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  return "$status"
}

summary_count() {
  awk -v key="$2:" '/^Test run summary:/ { inside = 1 } inside && $1 == key { count = $2 } END { print count + 0 }' "$1"
}

bench() {
  ensure_machine
  ensure_dockerd
  step "build for measuring"
  dotnet build tests/EndToEnd/EndToEnd.csproj --configuration Release --verbosity quiet
  step "bench${1:+ $1}"
  local program=artifacts/bin/EndToEnd/release/DePin.EndToEnd status=0
  # They are named as types are, and asked for as verbs are: pog-verify is PogVerify.
  local name
  name=$(sed -E 's/(^|-)(.)/\U\2/g' <<<"${1:-}")
  run_child "$program" --no-ansi --progress off --output Detailed --filter "TestCategory=Bench${name:+&Name~$name}" || status=$?
  ((status != 8)) || fail "No benchmark's name contains '$1'. There are:
$("$program" --list-tests --no-ansi --filter TestCategory=Bench | sed -nE '/^  [A-Z][a-zA-Z]*$/ { s/([A-Z])/-\L\1/g; s/^  -/  /; p }')"
  return "$status"
}

main() {
  local verb=${1:-help}
  shift || true
  case "$verb" in
    demo) demo ;;
    setup) setup ;;
    build) build "$@" ;;
    test) run_tests "$@" ;;
    bench) bench "$@" ;;
    format) format "$@" ;;
    kernels) kernels "$@" ;;
    gpu-kit) gpu_kit "$@" ;;
    help | -h | --help) usage ;;
    *) usage >&2; fail "'$verb' is not a verb of ./build.sh" ;;
  esac
}

main "$@"
