#!/usr/bin/env bash
# Builds the images of the samples from Debian packages and pushes them to the registry on loopback.
# usage: samples/images.sh [digits] [misbehave]     prints one line an image: NAME ADDRESS/depin/NAME@sha256:…
#
# No Dockerfile and no registry of others: apt fetches, and checks, a package and what it depends on, as for an empty
# system; their files become the image. That takes a few seconds where debootstrap takes a minute, and leaves out what no
# program here needs (a package manager's state, documents, translations). Everything is kept under artifacts/samples.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

WORK=artifacts/samples
REGISTRY=127.0.0.1:${DEPIN_REGISTRY_PORT:-5055}
JOB_USER=1000:1000

say() { echo "samples/images.sh: $*" >&2; }

# fetch NAME PACKAGE…: downloads the packages and their dependencies into $WORK/NAME.debs, as if nothing were installed.
fetch() {
  local debs=$PWD/$WORK/$1.debs
  shift
  mkdir -p "$debs/partial"
  : >"$debs/nothing-installed"
  [[ -n "$(find /var/lib/apt/lists -name '*_Packages*' -print -quit)" ]] || apt-get update -qq
  say "fetches $*"
  apt-get -qq -y --no-install-recommends --download-only -o APT::Sandbox::User=root -o Dir::State::status="$debs/nothing-installed" \
    -o Dir::Cache::archives="$debs" install "$@" >&2
}

# unpack NAME: the files of all packages of NAME, with the links that Debian's /usr merge makes.
unpack() {
  local root=$WORK/$1.root deb name
  rm -rf "$root"
  mkdir -p "$root"/{usr/{bin,sbin,lib,lib64},tmp,proc,sys,dev,mnt,etc,inputs,outputs,checkpoints}
  for name in bin sbin lib lib64; do ln -s "usr/$name" "$root/$name"; done
  for deb in "$WORK/$1.debs"/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$root" --keep-directory-symlink --no-same-owner \
      --exclude=./usr/share/{doc,man,locale,lintian,info}
  done
  echo 'job:x:1000:1000::/tmp:/bin/sh' >"$root/etc/passwd"
  echo 'job:x:1000:' >"$root/etc/group"
  chmod 1777 "$root/tmp"
}

# publish NAME CHANGE…: one layer, owned by root but for the places a job writes to; pushed, and named by its digest.
publish() {
  local name=$1 root=$WORK/$1.root tag=$REGISTRY/depin/$1:1 change changes=() own=(./tmp ./inputs ./outputs ./checkpoints)
  shift
  for change in "USER $JOB_USER" "ENV PATH=/usr/bin:/bin" "WORKDIR /tmp" "$@"; do changes+=(--change "$change"); done
  tar -C "$root" --owner=0 --group=0 --sort=name --mtime=@0 "${own[@]/#/--exclude=}" -cf "$WORK/$name.tar" .
  tar -C "$root" --owner=1000 --group=1000 --sort=name --mtime=@0 -rf "$WORK/$name.tar" "${own[@]}"
  docker import "${changes[@]}" "$WORK/$name.tar" "$tag" >/dev/null
  say "pushes $tag, $(du -h "$WORK/$name.tar" | cut -f1)"
  docker push "$tag" | sed -n "s|.*digest: \(sha256:[0-9a-f]*\).*|$REGISTRY/depin/$name@\1|p" >"$WORK/$name.pushed"
  docker rmi "$tag" >/dev/null
  rm -rf "$root" "$WORK/$name.tar"
}

digits() {
  fetch digits python3-numpy busybox-static
  local root=$WORK/digits.root data=./usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz
  (mkdir -p "$WORK/digits.data" && cd "$WORK/digits.data" && apt-get -qq -o APT::Sandbox::User=root download python3-sklearn)
  unpack digits
  mkdir -p "$root/usr/share/digits" "$root/app"
  dpkg-deb --fsys-tarfile "$WORK"/digits.data/*.deb | tar -xO "$data" >"$root/usr/share/digits/digits.csv.gz"
  # What update-alternatives would link at installation.
  ln -s blas/libblas.so.3 lapack/liblapack.so.3 "$root/usr/lib/x86_64-linux-gnu/"
  ln -s busybox "$root/bin/sh"
  cp samples/digits-train/*.py samples/digits-infer/*.py "$root/app/"
  publish digits "ENV PYTHONDONTWRITEBYTECODE=1" 'CMD ["python3", "/app/train.py"]'
}

misbehave() {
  fetch misbehave busybox-static
  unpack misbehave
  local root=$WORK/misbehave.root applet
  for applet in $("$root/bin/busybox" --list); do [[ -e "$root/bin/$applet" ]] || ln -s busybox "$root/bin/$applet"; done
  cp samples/misbehave/misbehave.sh "$root/bin/misbehave"
  publish misbehave 'CMD ["/bin/misbehave"]'
}

# build NAME: only if what it is made of has changed since, or the registry no longer has it.
build() {
  local name=$1 made_of pushed=$WORK/$1.pushed
  made_of=$(find samples/images.sh samples/"$name"* -type f -not -name '*.md' -print0 | sort -z | xargs -0 cat | sha256sum | cut -d' ' -f1)
  if [[ "$(cat "$WORK/$name.made-of" 2>/dev/null)" != "$made_of" ]] || ! is_in_registry "$(cat "$pushed")"; then
    "$name"
    is_in_registry "$(cat "$pushed")" || { say "$name was pushed, and $REGISTRY does not have it"; exit 1; }
    echo "$made_of" >"$WORK/$name.made-of"
  fi
  echo "$name $(cat "$pushed")"
}

is_in_registry() {
  local repository=${1#*/}
  curl --silent --fail --head --output /dev/null -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' \
    "http://$REGISTRY/v2/${repository%@*}/manifests/${1#*@}"
}

mkdir -p "$WORK"
samples/registry.sh start
(($#)) || set -- digits misbehave
for image in "$@"; do
  case "$image" in
    digits | misbehave) build "$image" ;;
    *)
      say "'$image' is neither digits nor misbehave"
      exit 64
      ;;
  esac
done
