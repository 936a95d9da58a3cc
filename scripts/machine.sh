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
  {
    for requirement in "${REQUIREMENTS[@]}"; do
      # Both halves are words to split: a command, and the packages to choose from.
      # shellcheck disable=SC2086
      ${requirement%%|*} || first_known ${requirement#*|}
    done
    has_dotnet || echo "$DOTNET_PACKAGE"
  } | sort -u
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

# The .NET SDK that global.json asks for; from a package source that has it (Debian's own has not).
DOTNET_PACKAGE=dotnet-sdk-10.0

has_dotnet() { dotnet --version >/dev/null 2>&1; }
require_dotnet() { has_dotnet || fail "$(dotnet_advice)"; }
known() { apt-cache show "$1" 2>/dev/null | grep -q .; }

# Prints what is there instead of the SDK, and what to do.
dotnet_advice() {
  local wanted series
  wanted=$(sed -nE 's/.*"version": *"([0-9.]+)".*/\1/p' global.json)
  series=${wanted%.*}
  echo "global.json asks for .NET SDK $wanted or a later $series, $(what_dotnet_is_there "$wanted" "$series")."
  if known "$DOTNET_PACKAGE"; then
    echo "  Your package sources have it: run 'sudo ./build.sh setup'."
  else
    echo "  Debian does not carry it: install $DOTNET_PACKAGE as https://learn.microsoft.com/dotnet/core/install/linux-debian says,"
    echo "  then run this again. It goes beside what is there: SDKs of several versions do not disturb each other."
  fi
}

what_dotnet_is_there() {
  local wanted=$1 series=$2 there newest
  have dotnet || { echo "but there is no dotnet command here"; return; }
  there=$(dotnet --list-sdks 2>/dev/null | sed 's/ .*//' | tr '\n' ' ')
  [[ -n "$there" ]] || { echo "but dotnet is here without any SDK: what runs programs, not what builds them"; return; }
  newest=$(tr ' ' '\n' <<<"$there" | grep "^$series\." | sort -V | tail -n 1) || true
  if [[ -z "$newest" ]]; then
    echo "but those here are of other versions: ${there% }; an older one cannot build this, and a newer one is not tested with it"
  elif [[ "$(printf '%s\n' "$wanted" "$newest" | sort -V | tail -n 1)" == "$wanted" ]]; then
    echo "but the newest $series here is $newest: too old"
  else
    echo "and $newest is here, but it fails: $(dotnet --version 2>&1 | head -n 1)"
  fi
}

setup() {
  if ! has_dotnet && ! known "$DOTNET_PACKAGE" && ((EUID == 0)) && have apt-get; then
    # A new machine has not read its package sources yet.
    apt-get update -qq || true
  fi
  has_dotnet || { ((EUID == 0)) && known "$DOTNET_PACKAGE"; } || fail "$(dotnet_advice)"
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
  require_dotnet
  [[ -z "$(missing_packages)" ]] || fail "Still missing after the installation: $(missing_packages | tr '\n' ' ')"
}

ensure_machine() {
  { has_dotnet && [[ -z "$(missing_packages)" ]]; } || setup
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
