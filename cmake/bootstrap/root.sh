# The private Debian root: made once in the user's cache folder, found again by the hash of what it is made from.
# To be sourced, after common.sh and apt.sh.
# shellcheck shell=bash disable=SC2154  # variables of common.sh

root_recipe=2          # count up when the steps below change what is in a root
root_needs_mb=2600     # free space asked for before starting; the root itself takes 1.4 GB
root_keep_days=30      # a root of another package list goes when unused for so long

user_work=/var/tmp/sylva-making-$EUID  # see make_as_user

root_store() { printf '%s/roots' "$(cache_dir)"; }

root_path() {
  local key
  key=$({ package_lines; printf '%s %s %s\n' "$debian_suite" "$root_recipe" "$(uname -m)"; } | sha256sum)
  printf '%s/debian-13-%s' "$(root_store)" "${key:0:12}"
}

# Whether anything is mounted at or below a folder. Never by our doing: our mounts live in namespaces of their own.
mounted_below() {
  local point
  while read -r _ _ _ _ point _; do
    printf -v point '%b' "$point"  # blanks are written \040
    if [[ $point == "$1" || $point == "$1"/* ]]; then return 0; fi
  done </proc/self/mountinfo
  return 1
}

# Deletes a folder of ours, and only that: not where something is mounted below it
remove_tree() {
  [[ -e $1 ]] || return 0
  [[ $1 == "$(root_store)"/?* ]] || fail "refusing to delete $1"
  if mounted_below "$1"; then fail "something is mounted below $1. Unmount it and run this again."; fi
  rm -rf --one-file-system -- "$1"
}

# With the lock held: removes what a killed call left behind, and roots that nobody has used for long
sweep_store() { # STORE
  local path
  for path in "$1"/making-*; do
    if [[ -e $path ]]; then say "removing what an interrupted call left: $path"; remove_tree "$path"; fi
  done
  for path in "$user_work"-*; do
    if [[ -O $path ]]; then remove_shared "$path"; fi
  done
  while read -r path; do
    # under a name that is swept as a left-over if this is interrupted
    if [[ -e ${path%.used} ]]; then mv -T -- "${path%.used}" "$1/making-old"; fi
    rm -f -- "$path"
    remove_tree "$1/making-old"
  done < <(find "$1" -maxdepth 1 -name 'debian-*.used' -mtime +"$root_keep_days")
}

check_space() { # FOLDER MB
  local free
  free=$(free_mb "$1")
  [[ $free -ge $2 ]] || fail "not enough disk space: $1 has $free MB free, and making the private $debian_name root takes $2 MB" \
    'for a while. Make room there, or name another place with XDG_CACHE_HOME, and run this again.'
}

# mmdebstrap, mount where a minimal system lacks it, and without root the tool that maps user ids
install_mmdebstrap() { # WORK
  local missing=()
  has mmdebstrap || missing+=(mmdebstrap)
  has mount || missing+=(mount)
  is_root || has newuidmap || missing+=(uidmap)
  [[ ${#missing[@]} -gt 0 ]] || return 0
  has apt-get || fail "${missing[*]} would be needed to make a private $debian_name root, and this machine has no apt to install it" \
    'with. Install it, or use the Containerfile, or provide the libraries yourself and set SYLVA_TOOLBOX=never.'
  can_be_root || fail "${missing[*]} is needed to make a private $debian_name root, and installing it takes root or sudo." \
    "Ask for: apt-get install --no-install-recommends ${missing[*]}"
  say "installing ${missing[*]} with apt, to make the private root with"
  finish_interrupted_dpkg "$1/log"
  apt_update "$1/log" || true  # old lists will do as well, and if not, the installation will tell
  apt_install "$1/log" "${missing[@]}" || fail_with_log "$1/log" "installing ${missing[*]} failed" /usr
}

# Where this machine's keys are too old to know Debian 13, the keys of the newest package that its own suite offers.
# They are used for the private root only. Prints the file; nothing where the machine's own will do.
newer_keyring() { # WORK
  local keys=usr/share/keyrings
  if compgen -G "/$keys/debian-archive-$debian_suite-*" >/dev/null; then return 0; fi
  if [[ -z ${SYLVA_DEBIAN_MIRROR:-} || $(os_release ID) == debian ]]; then
    (cd -- "$1" && apt-get download debian-archive-keyring && dpkg-deb -x debian-archive-keyring_*.deb keyring) >>"$1/log" 2>&1 || true
  fi
  if compgen -G "$1/keyring/$keys/debian-archive-$debian_suite-*" >/dev/null; then printf '%s' "$1/keyring/$keys/debian-archive-keyring.gpg"; fi
}

# All that mmdebstrap reads, in one folder
write_inputs() { # WORK
  local work=$1 keyring file
  write_sources "$work" "$debian_suite" forky sid ||
    fail "this machine's apt sources name no Debian mirror to make a private $debian_name root from. Set SYLVA_DEBIAN_MIRROR to the" \
      'address of one and run this again, or use the Containerfile, or provide the libraries yourself and set SYLVA_TOOLBOX=never.'
  pins_for forky sid >"$work/preferences"
  apt_acquire_settings >"$work/apt.conf"
  keyring=$(newer_keyring "$work")
  if [[ -n $keyring ]]; then
    for file in "$work/sylva.sources" "$work/sylva.list"; do
      if [[ -e $file ]]; then sed -i -E "s|/usr/share/keyrings/debian-archive-[a-z-]*\.(gpg\|pgp\|asc)|$keyring|g" "$file"; fi
    done
    keyring_option=(--keyring="$keyring")
  fi
  write_hooks "$work"
}

# mmdebstrap's hooks: called with the new root as argument, before packages come in and when all are there
write_hooks() { # WORK
  cp -- "$bootstrap/mend-kokkos.sh" "$1/"
  cat >"$1/setup" <<'EOF'
#!/bin/bash
set -euo pipefail
here=$(dirname -- "$0")
mkdir -p -- "$1/etc/apt/preferences.d"
cp -- "$here/preferences" "$1/etc/apt/preferences.d/sylva"
EOF
  cat >"$1/customize" <<'EOF'
#!/bin/bash
set -euo pipefail
here=$(dirname -- "$0")
bash "$here/mend-kokkos.sh" "$1"
# mount points for files of the machine that uses this root
for name in resolv.conf hosts hostname passwd group; do
  if [[ ! -f $1/etc/$name || -L $1/etc/$name ]]; then rm -f -- "$1/etc/$name"; : >"$1/etc/$name"; fi
done
rm -f -- "$1/etc/apt/apt.conf.d/99mmdebstrap"
# by this file a program knows that it is inside
: >"$1/etc/sylva-toolbox"
EOF
  chmod +x "$1/setup" "$1/customize"
}

# run_mmdebstrap WORK TARGET LEFT_OUT...: TARGET is a folder, or - for a tar archive on standard output
run_mmdebstrap() {
  local work=$1 target=$2 names file sources=() mode guard
  shift 2
  names=$(package_names | without "$@" | tr '\n' ',')
  for file in "$work/sylva.sources" "$work/sylva.list"; do
    if [[ -e $file ]]; then sources+=("$file"); fi
  done
  # As root, mmdebstrap and all that it starts live in a process namespace that ends with this script, even by kill -9:
  # no orphan goes on writing. Without root a watcher sees to that, for which the process group is one of its own.
  if is_root; then
    mode=root guard=(setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --propagation unchanged)
  else
    mode=unshare guard=(setsid)
  fi
  exec env -u APT_CONFIG LC_ALL=C.UTF-8 "${guard[@]}" \
    mmdebstrap --mode="$mode" --variant=apt --include="${names%,}" \
    --aptopt="$work/apt.conf" --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
    --setup-hook="$work/setup" --customize-hook="$work/customize" "${keyring_option[@]}" \
    "$debian_suite" "$target" "${sources[@]}" </dev/null
}

make_as_root() { # WORK LEFT_OUT...
  local work=$1
  shift
  remove_tree "$work/root"
  run_mmdebstrap "$work" "$work/root" "$@" >>"$work/log" 2>&1 &
  wait_for_maker $!
}

# Without root, mmdebstrap works under mapped user ids, which may not enter the user's home and whose files the user could
# not delete. So it works in /var/tmp and hands over a tar archive, unpacked as the user's own files.
make_as_user() { # WORK LEFT_OUT...
  local work=$1 status=0 unpacker
  shift
  remove_tree "$work/root"
  mkdir -- "$work/root"
  [[ -p $work/pipe ]] || mkfifo -- "$work/pipe"
  if [[ -z $shared ]]; then prepare_shared "$work"; fi
  (TMPDIR=$shared run_mmdebstrap "$shared" - "$@") >"$work/pipe" 2>>"$work/log" &
  maker=$!
  tar -x -C "$work/root" --no-same-owner --exclude='./dev/*' <"$work/pipe" 2>>"$work/log" &
  unpacker=$!
  kill_when_orphaned "$maker" &
  watcher=$!
  wait "$maker" || status=$?
  maker=''
  wait "$unpacker" || status=$?
  dismiss_watcher
  return $status
}

prepare_shared() { # WORK
  shared=$(mktemp -d "$user_work-XXXXXX")
  cp -- "$1"/{apt.conf,preferences,setup,customize,mend-kokkos.sh} "$1"/sylva.* "$shared/"
  if [[ -d $1/keyring ]]; then cp -r -- "$1/keyring" "$shared/"; fi
  sed -i "s|$1/keyring|$shared/keyring|g" "$shared"/sylva.*
  keyring_option=("${keyring_option[@]/"$1/keyring"/"$shared/keyring"}")
  chmod -R a+rX -- "$shared"
}

kill_when_orphaned() { # PROCESS_GROUP
  trap '' INT TERM HUP
  trap - EXIT ERR
  exec 9>&-
  while kill -0 $$ 2>/dev/null; do sleep 1; done
  kill -KILL -- "-$1" 2>/dev/null
}

watcher=''
dismiss_watcher() {
  if [[ -n $watcher ]]; then kill -KILL "$watcher" 2>/dev/null || true; wait "$watcher" 2>/dev/null || true; fi
  watcher=''
}

# What mmdebstrap made in /var/tmp belongs to the mapped user ids
remove_shared() { # FOLDER
  rm -rf --one-file-system -- "$1" 2>/dev/null ||
    unshare --user --map-root-user --map-auto rm -rf --one-file-system -- "$1" 2>/dev/null ||
    say "cannot delete $1, left by an interrupted call"
}

maker=''  # the process that is waited for: in the background, so that a signal is answered at once
wait_for_maker() { # PID
  local status=0
  maker=$1
  wait "$maker" || status=$?
  maker=''
  return $status
}

clean_up() { # WORK
  trap '' INT TERM HUP
  if [[ -n $maker ]]; then
    # with it ends what it started, see run_mmdebstrap
    if is_root; then kill -KILL "$maker" 2>/dev/null || true; else kill -KILL -- "-$maker" 2>/dev/null || true; fi
    dismiss_watcher
    wait
  fi
  if [[ -n $shared ]]; then remove_shared "$shared"; fi
  remove_tree "$1"
}

make_by() { # make_as_root|make_as_user WORK
  local left_out
  "$1" "$2" && return 0
  # Kokkos alone comes from unstable, which moves on: a day may come when it wants a newer system than Debian 13
  unmet_dependencies "$2/log" || fail_with_log "$2/log" "making the private $debian_name root failed" "$(root_store)"
  mapfile -t left_out < <(package_names sid)
  say "warning: ${left_out[*]} cannot be installed on $debian_name today; trying without. What needs it will not be built."
  "$1" "$2" "${left_out[@]}" || fail_with_log "$2/log" "making the private $debian_name root failed" "$(root_store)"
}

# make_root ROOT: in a folder beside it that is renamed when complete. Returns at once when another call has just made it.
make_root() {
  local root=$1 store work begun=$SECONDS
  store=$(root_store)
  { mkdir -p -- "$store" && exec 9>"$store/lock"; } 2>/dev/null || fail "cannot write in $store. Make it writable, or name another place with XDG_CACHE_HOME."
  if ! flock -n 9; then
    say 'another call is making the private root: waiting for it'
    flock 9
  fi
  if [[ -e $root ]]; then exec 9>&-; return 0; fi
  sweep_store "$store"
  say "setting up a private $debian_name root with compilers and libraries: about 1.4 GB, in $root;" \
    'it takes a minute or two, once. Nothing else on this machine is changed.'
  check_space "$store" "$root_needs_mb"
  work=$store/making-$$
  shared='' keyring_option=()
  # shellcheck disable=SC2064  # the folder of now
  trap "clean_up '${work//\'/\'\\\'\'}'" EXIT
  trap 'say interrupted; exit 130' INT TERM HUP
  { mkdir -- "$work" && : >"$work/log"; } 2>/dev/null || fail "cannot write in $store: is the disk full?"
  install_mmdebstrap "$work"
  write_inputs "$work" || fail "cannot write in $work: is the disk full?"
  if is_root; then make_by make_as_root "$work"
  else
    check_namespaces
    check_space /var/tmp "$root_needs_mb"
    make_by make_as_user "$work"
  fi
  mkdir -p -- "$store/stage"
  : >"$root.used"
  mv -T -- "$work/root" "$root"
  trap - EXIT INT TERM HUP
  clean_up "$work"
  trap - INT TERM HUP
  exec 9>&-
  say "the private root is ready ($((SECONDS - begun)) s)"
}

namespaces_allowed() { is_root || unshare --user --map-root-user true 2>/dev/null; }
check_namespaces() {
  namespaces_allowed || fail 'this machine lets users make no user namespaces (sysctl kernel.unprivileged_userns_clone,' \
    'user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns), so only root can use a private root.' \
    'Run this as root, or use the Containerfile, or provide the libraries yourself and set SYLVA_TOOLBOX=never.'
}
