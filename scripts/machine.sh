# shellcheck shell=bash
# Sourced by build.sh: what the machine must have, and how it gets it.

# probe|Debian package. A probe is a command that succeeds where the package, from whatever source, is already there.
REQUIREMENTS=(
  'have dockerd|docker.io'
  'have docker|docker.io'
  'have docker-registry|docker-registry'
  'have iptables|iptables'
  'have ip|iproute2'
  'have busybox|busybox-static'
  'have node|nodejs'
  'have npm|npm'
  'have sqlite3|sqlite3'
  'have curl|curl'
  'have gcc|gcc'
  'has_header stdio.h|libc6-dev'
  'has_library libsecp256k1|libsecp256k1-2 libsecp256k1-1 libsecp256k1-0'
)

has_header() { [[ -e /usr/include/$1 ]]; }
has_library() { compgen -G "/usr/lib/*/$1.so.*" >/dev/null; }

# Prints the packages that are missing; of alternatives, the first that this Debian release has.
missing_packages() {
  local requirement
  for requirement in "${REQUIREMENTS[@]}"; do
    # Both halves are words to split: a command, and the packages to choose from.
    # shellcheck disable=SC2086
    ${requirement%%|*} || first_known ${requirement#*|}
  done | sort -u
}

first_known() {
  local package
  (($# > 1)) || { echo "$1"; return; }
  for package in "$@"; do
    if apt-cache show "$package" >/dev/null 2>&1; then
      echo "$package"
      return
    fi
  done
  echo "$1"
}

require_dotnet() {
  dotnet --version >/dev/null 2>&1 || fail "The .NET SDK that global.json asks for is not installed, and Debian does not carry it.
  Install dotnet-sdk-10.0 as https://learn.microsoft.com/dotnet/core/install/linux-debian says, then run this again."
}

setup() {
  require_dotnet
  if [[ -z "$(missing_packages)" ]]; then
    echo "Nothing to install."
    return
  fi
  have apt-get || fail "Only Debian and its kin are set up by this script. Install by hand: $(missing_packages | tr '\n' ' ')"
  ((EUID == 0)) || fail "Packages are missing and only root installs them: run 'sudo ./build.sh setup' once.
  Missing: $(missing_packages | tr '\n' ' ')"
  step "install what is missing"
  apt-get update -qq
  local packages
  mapfile -t packages < <(missing_packages)
  echo "${packages[*]}"
  install_quietly "${packages[@]}"
  [[ -z "$(missing_packages)" ]] || fail "Still missing after the installation: $(missing_packages | tr '\n' ' ')"
}

ensure_machine() {
  require_dotnet
  [[ -z "$(missing_packages)" ]] || setup
}

# No package may start a service of its own: a registry on every address is not what a test asked for, and dockerd is
# started by the verbs that need it. Where the machine has a policy already, it decides.
POLICY=/usr/sbin/policy-rc.d
POLICY_IS_OURS=

install_quietly() {
  local log=artifacts/setup.log status=0
  mkdir -p artifacts
  at_exit remove_policy
  if [[ ! -e $POLICY ]]; then
    POLICY_IS_OURS=yes
    printf '#!/bin/sh\nexit 101\n' >"$POLICY"
    chmod 755 "$POLICY"
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >"$log" 2>&1 </dev/null || status=$?
  remove_policy
  if ((status != 0)); then
    tail -n 20 "$log" >&2
    fail "apt-get could not install: $* (all of its output: $log)"
  fi
  if [[ " $* " == *" docker-registry "* ]] && have systemctl; then
    systemctl disable docker-registry >/dev/null 2>&1 || true
  fi
}

remove_policy() {
  [[ -z "$POLICY_IS_OURS" ]] || rm -f "$POLICY"
  POLICY_IS_OURS=
}
