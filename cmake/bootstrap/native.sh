# Working with the machine's own packages. To be sourced, after common.sh and apt.sh.
# shellcheck shell=bash disable=SC2154  # variables of common.sh

# Packages of the list that this machine lacks, or has in too old a version
missing_packages() {
  declare -A installed=()
  local status package version suite least
  while read -r status package version; do
    if [[ $status == ii* ]]; then installed[${package%%:*}]=$version; fi
  done < <(dpkg-query -W -f='${db:Status-Abbrev} ${binary:Package} ${Version}\n' 2>/dev/null)
  while read -r suite package least; do
    version=${installed[$package]:-}
    if [[ $package == *'*'* || $least == optional ]]; then continue; fi
    if [[ -z $version ]] || { [[ -n $least ]] && dpkg --compare-versions "$version" lt "$least"; }; then printf '%s\n' "$package"; fi
  done < <(package_lines)
}

# Answers that take a while are kept in files named by the hash of what they depend on
remembered() { printf '%s/answers/%s' "$(cache_dir)" "$1"; }
packages_state() { { package_lines; stat -c '%Y %s' /var/lib/dpkg/status; } 2>/dev/null | sha256sum | cut -c1-16; }

packages_installed() {
  has dpkg-query || return 1
  [[ -e $(remembered "settled-$(packages_state)") ]] && return 0
  [[ -z $(missing_packages) ]] && bash "$bootstrap/mend-kokkos.sh" --check
}

# The first thing that CMake did not find, from what it printed
what_cmake_lacks() { # LOG
  local text
  text=$(tr -s ' \n' ' ' <"$1")
  if [[ $text =~ 'lacking: '([^()]*) ]]; then
    printf 'says: %s' "${BASH_REMATCH[1]% }"
  elif [[ $text =~ 'provided by "'([^\"]+)'"'( \(requested version ([0-9.]+)\))? ]]; then
    printf 'does not find the package %s' "${BASH_REMATCH[1]}${BASH_REMATCH[3]:+ ${BASH_REMATCH[3]} or newer}"
  elif [[ $text =~ 'configuration file for package "'([^\"]+)'" that is compatible with requested version "'([^\"]+)'"' ]]; then
    printf 'does not find the package %s' "${BASH_REMATCH[1]} ${BASH_REMATCH[2]} or newer"
  elif [[ $text =~ 'Could not find '([a-z_]+) ]]; then
    printf 'does not find the %s' "${BASH_REMATCH[1]//_/ }"
  else
    printf 'fails: %s' "$(grep -m1 -A3 'CMake Error' "$1" | tr -s ' \n' ' ' | cut -c1-200)"
  fi
}

# Whether CMake finds everything by itself (Spack, conda, modules, ...)
cmake_problem=''
found_by_cmake() {
  local key file answer folder
  if ! has cmake || ! has ninja || ! { has "${CXX:-c++}" || [[ -n ${CXX:-} ]]; }; then
    cmake_problem='is not there, or no ninja, or no C++ compiler'
    return 1
  fi
  key=$({
    env | grep -E '^(PATH|CXX|CC|CPATH|CONDA_PREFIX|CMAKE_[A-Z_]*|[A-Za-z0-9]+_(ROOT|DIR))=' | sort || true
    stat -c '%Y %s' /var/lib/dpkg/status 2>/dev/null || true
    cat -- "$bootstrap/probe/CMakeLists.txt" "$bootstrap/../sylvaBackends.cmake"
  } | sha256sum | cut -c1-16)
  file=$(remembered "cmake-$key")
  if [[ ! -r $file ]]; then
    folder=$(mktemp -d)
    answer=found
    if ! cmake -G Ninja -S "$bootstrap/probe" -B "$folder/build" >"$folder/log" 2>&1 </dev/null; then
      answer=$(what_cmake_lacks "$folder/log")
    fi
    rm -rf --one-file-system -- "$folder"
    cmake_problem=$answer
    { mkdir -p -- "${file%/*}" && printf '%s\n' "$answer" >"$file.$$" && mv -- "$file.$$" "$file"; } 2>/dev/null || true
  else
    read -r cmake_problem <"$file"
  fi
  [[ $cmake_problem == found ]]
}

# The version that apt would install; nothing when it knows none
candidate_version() { # PACKAGE
  LC_ALL=C apt-cache policy "$1" 2>/dev/null | awk '$1 == "Candidate:" && $2 != "(none)" { print $2 }'
}

# The later suites that are needed: those of missing packages for which this machine's own suite has no version that would do
too_new_for_us() { # PACKAGE...
  local suite package least candidate wanted=" $* "
  while read -r suite package least; do
    [[ $suite != "$debian_suite" && $wanted == *" $package "* ]] || continue
    candidate=$(candidate_version "$package")
    if [[ -z $candidate ]] || { [[ -n $least ]] && dpkg --compare-versions "$candidate" lt "$least"; }; then
      printf '%s\n' "$suite"
    fi
  done < <(package_lines) | sort -u
}

# Adds the later suites to apt, with pins that let only the list's packages come from them
add_suites() { # WORK SUITE...
  local work=$1 file
  shift
  write_sources "$work" "$@" || fail "this machine's apt sources name no Debian mirror to take ${*} from. Set SYLVA_DEBIAN_MIRROR to the address of one and run this again."
  pins_for "$@" >"$work/preferences"
  # the pins first: at no time may the suites be there without them
  as_root install -m 644 -- "$work/preferences" /etc/apt/preferences.d/sylva
  for file in sylva.sources sylva.list; do
    if [[ -e $work/$file ]]; then
      say "adding Debian's $* for those packages alone: /etc/apt/sources.list.d/$file, /etc/apt/preferences.d/sylva"
      as_root install -m 644 -- "$work/$file" "/etc/apt/sources.list.d/$file"
    elif [[ -e /etc/apt/sources.list.d/$file ]]; then
      as_root rm -f -- "/etc/apt/sources.list.d/$file"  # of an earlier call, with another mirror
    fi
  done
}

# What can be had of the missing packages and the optional ones
wanted_packages() { # MISSING...
  local package least
  printf '%s\n' "$@"
  while read -r _ package least; do
    if [[ $least == optional ]] && apt-cache show "$package" >/dev/null 2>&1; then printf '%s\n' "$package"; fi
  done < <(package_lines)
}

# One call at a time, also while apt goes on for a call that was killed: it has inherited the lock
install_packages() {
  local work missing lock; lock=$(cache_dir)/install.lock
  { mkdir -p -- "${lock%/*}" && exec 9>"$lock"; } 2>/dev/null || fail "cannot write in ${lock%/*}"
  if ! flock -n 9; then
    say 'another call is installing packages: waiting for it'
    flock 9
  fi
  work=$(mktemp -d)
  # shellcheck disable=SC2064  # the folder of now
  trap "rm -rf --one-file-system -- '$work'" EXIT
  : >"$work/log"
  mapfile -t missing < <(missing_packages)
  if [[ ${#missing[@]} -gt 0 ]]; then install_missing "$work" "${missing[@]}"; fi
  if ! bash "$bootstrap/mend-kokkos.sh" --check; then
    say 'adding two empty libraries that the package libkokkos-dev names but does not ship'
    as_root bash "$bootstrap/mend-kokkos.sh"
  fi
  settled
  trap - EXIT
  rm -rf --one-file-system -- "$work"
  exec 9>&-
}

install_missing() { # WORK MISSING...
  local log=$1/log suites packages left_out=() updated=yes
  say "installing $(($# - 1)) packages with apt (up to 1.4 GB, some minutes, once): ${*:2}"
  finish_interrupted_dpkg "$log"
  apt_update "$log" || updated=no
  mapfile -t suites < <(too_new_for_us "${@:2}")
  if [[ ${#suites[@]} -gt 0 && -n $(candidate_version cmake) ]]; then
    add_suites "$1" "${suites[@]}"
    apt_update "$log" || updated=no
    mapfile -t suites < <(too_new_for_us "${@:2}")
  fi
  # lists that could not be renewed are no reason to stop, if what they have will do
  if [[ $updated == no && ( ${#suites[@]} -gt 0 || -z $(candidate_version cmake) ) ]]; then
    fail_with_log "$log" "reading apt's package lists failed" /var
  fi
  mapfile -t packages < <(wanted_packages "${@:2}")
  if ! apt_install "$log" "${packages[@]}"; then
    # Kokkos alone comes from unstable, which moves on: a day may come when it wants a newer system than this
    unmet_dependencies "$log" || fail_with_log "$log" 'installing the packages failed' /usr
    mapfile -t left_out < <(package_names sid)
    mapfile -t packages < <(printf '%s\n' "${packages[@]}" | without "${left_out[@]}")
    apt_install "$log" "${packages[@]}" || fail_with_log "$log" 'installing the packages failed' /usr
    say "warning: ${left_out[*]} cannot be installed beside this machine's packages; what needs it will not be built"
  fi
  mapfile -t packages < <(missing_packages | without "${left_out[@]}")
  [[ ${#packages[@]} == 0 ]] || fail_with_log "$log" "apt has no version new enough of ${packages[*]}" /usr
}

# So that packages which cannot be had are not asked for at every call
settled() {
  local file; file=$(remembered "settled-$(packages_state)")
  { mkdir -p -- "${file%/*}" && : >"$file"; } 2>/dev/null || true
}
