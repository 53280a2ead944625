#!/bin/bash
# enter.sh ROOT STAGE PROJECT FOLDER CMD...: runs CMD in FOLDER with the private root in place of this machine's system.
# Called by `toolbox` as (real or mapped) root in a mount namespace of its own, which ends with CMD: no mount made here is
# ever seen by the rest of the machine, nor left behind, however CMD ends.
set -euo pipefail
root=$1 stage=$2 project=$3 folder=$4
shift 4

fail() { printf 'sylva: error: %s\n' "$*" >&2; exit 1; }
trap 'fail "entering the private root failed at: $BASH_COMMAND"' ERR

# Before anything is mounted. In a chroot, "/" need not be a mount point; then it is said to the true root of this namespace.
mount --make-rprivate / 2>/dev/null || nsenter --mount=/proc/self/ns/mnt mount --make-rprivate / 2>/dev/null ||
  fail 'cannot make mounts private here: run this outside of the chroot, or bind the chroot folder on itself first'

bind() { mount --rbind -- "$1" "$2" || fail "cannot show $1 inside the private root"; }

# A folder that is only looked at. Where a user namespace is refused the second half of this, it stays as it is.
bind_readonly() { mount --bind -o ro -- "$1" "$2" 2>/dev/null || bind "$1" "$2"; }

# The system folders are the private root's and everything else is this machine's: /home, /tmp, /dev, /proc, /data, ...
# They meet in an empty tmpfs, so that the root itself stays as it was made.
mount -t tmpfs -o mode=755,size=4m sylva "$stage"
mount --make-unbindable "$stage"  # else it would show up inside itself
for path in "$root"/*; do
  name=${path##*/}
  if [[ -L $path ]]; then cp -P -- "$path" "$stage/$name"
  elif [[ $name == usr || $name == etc || $name == var ]]; then mkdir -- "$stage/$name"
  fi
done
for path in /*; do
  name=${path##*/}
  case $name in usr | etc | var | bin | sbin | lib | lib32 | lib64 | libx32 | boot | lost+found) continue ;; esac
  if [[ -L $path ]]; then cp -P -- "$path" "$stage/$name"
  elif [[ -d $path ]]; then mkdir -- "$stage/$name"; bind "$path" "$stage/$name"
  fi
done
[[ -e /proc/self ]] || mount -t proc proc "$stage/proc"

# What lies in a system folder of this machine and is still wanted: its place is made in the root, which is then mounted
# read-only. Where the root has a folder of that name itself, only the project is important enough to stop.
below_system() { [[ $1 == /usr/* || $1 == /etc/* || $1 == /var/* ]] && [[ $1/ != /var/tmp/* ]]; }
has_files() { [[ -e $1 && -n $(find "$1" ! -type d -print -quit) ]]; }  # places made for earlier calls are empty folders
extra=()
want() {
  local other
  [[ -d $1 ]] && below_system "$1" || return 0
  for other in "${extra[@]}"; do if [[ $1/ == "$other"/* ]]; then return 0; fi; done
  if has_files "$root$1"; then return 1; fi
  extra+=("$1")
}
for path in /var/*; do
  if [[ ! -L $path ]] && ! compgen -G "$root$path/*" >/dev/null; then want "$path" || true; fi
done
for path in "${HOME:-/}" "${XDG_CACHE_HOME:-/}" "${CCACHE_DIR:-/}" "${TMPDIR:-/}"; do want "$path" || true; done
want "$project" || fail "the private root has a $project of its own: move the project elsewhere"
want "$folder" || true

# The CUDA toolkit
cuda_path=''
cuda_folders() {
  local nvcc
  printf '%s\n' "${CUDA_HOME:-}" "${CUDA_PATH:-}" /usr/local/cuda
  nvcc=$(command -v nvcc) && dirname -- "$(dirname -- "$(readlink -f -- "$nvcc")")"
  return 0
}
readonly_extra=()
while read -r path; do
  [[ $path == /* && -x $path/bin/nvcc ]] || continue
  real=$(readlink -f -- "$path")
  case $real in / | /usr | /usr/local) continue ;; esac  # not a folder of its own: it would hide the root's
  [[ ":$cuda_path:" == *":$path/bin:"* ]] || cuda_path=$cuda_path:$path/bin
  for place in "$real" "$path"; do
    if below_system "$place" && [[ " ${readonly_extra[*]} " != *" $place "* ]]; then readonly_extra+=("$place"); fi
  done
done < <(cuda_folders)

for path in "${extra[@]}" "${readonly_extra[@]}"; do mkdir -p -- "$root$path"; done
for name in usr etc var; do bind_readonly "$root/$name" "$stage/$name"; done
bind /var/tmp "$stage/var/tmp"
for path in "${extra[@]}"; do bind "$path" "$stage$path"; done
for path in "${readonly_extra[@]}"; do bind_readonly "$(readlink -f -- "$path")" "$stage$path"; done

# Names of users and machines
for name in resolv.conf hosts hostname passwd group; do
  if [[ -f /etc/$name && -f $stage/etc/$name ]]; then mount --bind -- "$(readlink -f -- "/etc/$name")" "$stage/etc/$name"; fi
done

# Variables that point into this machine's own system would mislead the programs of the other
unset LD_LIBRARY_PATH LD_PRELOAD PYTHONHOME PYTHONPATH PERL5LIB GCC_EXEC_PREFIX VIRTUAL_ENV
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin$cuda_path LANG=C.UTF-8 LC_ALL=C.UTF-8
# shellcheck disable=SC2016  # expanded by the inner shell
exec chroot "$stage" /bin/bash -c 'cd -- "$1" && shift && exec "$@"' toolbox "$folder" "$@"
