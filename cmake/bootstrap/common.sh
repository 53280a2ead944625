# Shared by the set-up scripts: messages, paths, the package list. To be sourced.
# shellcheck shell=bash
# Only bash and Debian's essential packages may be used here: this runs on machines that have nothing else yet.

bootstrap=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
project=$(cd -- "$bootstrap/../.." && pwd -P)
export bootstrap project debian_suite=trixie debian_name='Debian 13'

say() { printf 'sylva: %s\n' "$*" >&2; }
fail() { printf 'sylva: error: %s\n' "$*" >&2; exit 1; }
# Nothing ends without a word
set -E
trap 'printf "sylva: error: this failed: %s (%s, line %s)\n" "$BASH_COMMAND" "${BASH_SOURCE[0]##*/}" "$LINENO" >&2' ERR

has() { command -v "$1" >/dev/null 2>&1; }
is_root() { [[ $EUID == 0 ]]; }

# The user's cache folder for sylva: the private root and ccache's objects. Safe to delete at any time.
cache_dir() {
  local base=${XDG_CACHE_HOME:-}
  if [[ $base != /* ]]; then  # the XDG standard: a relative path is to be ignored
    [[ ${HOME:-} == /* ]] || fail 'neither HOME nor XDG_CACHE_HOME is set: there is no place for the cache'
    base=$HOME/.cache
  fi
  printf '%s/sylva' "$base"
}

# The list's lines without comments, "suite package version"; the version may be empty or `optional`
package_lines() {
  local suite package version
  while read -r suite package version; do
    if [[ -n $suite && $suite != '#'* ]]; then printf '%s %s %s\n' "$suite" "$package" "$version"; fi
  done <"$bootstrap/packages"
}

# package_names [SUITE...]: those to be asked for, of these suites or of all
package_names() {
  local suite package wanted=" $* "
  while read -r suite package _; do
    if [[ $package != *'*'* && ( $wanted == '  ' || $wanted == *" $suite "* ) ]]; then printf '%s\n' "$package"; fi
  done < <(package_lines)
}

# Lines of standard input that are none of these
without() { grep -v -x -F -f <(printf '%s\n' '' "$@") || true; }

# What as_root puts before a command: nothing for root, sudo where it will do. Status 1 when neither is to be had.
root_prefix=()
can_be_root() {
  is_root && return 0
  has sudo || return 1
  root_prefix=(sudo --)
  # asks for the password only where somebody can give it
  sudo -n true 2>/dev/null || [[ -t 0 && -t 2 ]]
}
as_root() { "${root_prefix[@]}" "$@"; }

# A field of os-release, read without executing the file
os_release() { # KEY
  local key value
  [[ -r /etc/os-release ]] || return 0
  while IFS='=' read -r key value; do
    if [[ $key == "$1" ]]; then value=${value#[\"\']}; printf '%s' "${value%[\"\']}"; fi
  done </etc/os-release
}

# The number of this machine's Debian release: 12, 13, ...; 99 for testing and unstable, which have none; 0 if it is no Debian
debian_version() {
  local version
  [[ $(os_release ID) == debian ]] || { printf 0; return; }
  version=$(os_release VERSION_ID)
  [[ $version =~ ^[0-9]+ ]] && printf '%s' "${BASH_REMATCH[0]}" || printf 99
}

# Two calls at once would build in the same folder: the second waits. The lock goes with the process.
one_at_a_time() {
  { mkdir -p -- "$project/build" && exec 8>"$project/build/.lock"; } 2>/dev/null || fail "cannot write in $project/build"
  if ! flock -n 8; then
    say 'another call is building or testing here: waiting for it'
    flock 8
  fi
}
